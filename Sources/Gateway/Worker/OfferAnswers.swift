import GatewayCore

/// When a contact was last told that the bot takes no calls, files or invitations: once a day is
/// enough. Not stored: after a restart it is told again.
struct OfferAnswers {
  private var call: UnixMilliseconds?
  private var file: UnixMilliseconds?
  private var invitation: UnixMilliseconds?

  /// Milliseconds.
  static let interval: Int64 = 86_400_000

  /// Whether it is time to say so; then it counts as said.
  mutating func mayAnswer(_ kind: ContactOffer.Kind, now: UnixMilliseconds) -> Bool {
    switch kind {
    case .call: Self.renew(&call, now)
    case .file: Self.renew(&file, now)
    case .invitation: Self.renew(&invitation, now)
    }
  }

  /// The wall clock may have been set back: then it counts as a day.
  private static func renew(_ last: inout UnixMilliseconds?, _ now: UnixMilliseconds) -> Bool {
    if let last, now >= last, now.rawValue - last.rawValue < interval { return false }
    last = now
    return true
  }
}
