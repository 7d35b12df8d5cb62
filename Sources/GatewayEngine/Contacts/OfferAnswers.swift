import GatewayCore

/// When a contact was last told that the bot takes no calls, files or invitations: once a day is
/// enough. Not stored: after a restart it is told again.
struct OfferAnswers {
  private var call: Uptime?
  private var file: Uptime?
  private var invitation: Uptime?

  /// Milliseconds.
  static let interval: Int64 = 86_400_000

  /// Whether to tell the contact now; if so it counts as told.
  mutating func mayAnswer(_ kind: ContactOffer.Kind, now: Uptime) -> Bool {
    switch kind {
    case .call: Self.renew(&call, now)
    case .file: Self.renew(&file, now)
    case .invitation: Self.renew(&invitation, now)
    }
  }

  private static func renew(_ last: inout Uptime?, _ now: Uptime) -> Bool {
    guard now.isPast(interval, since: last) else { return false }
    last = now
    return true
  }
}
