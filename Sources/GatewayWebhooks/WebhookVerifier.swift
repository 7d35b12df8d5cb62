import CSodium
public import GatewayCore

/// What a receiver verifies signatures with.
public enum VerificationKey: Hashable, Sendable {
  case shared(WebhookKey)
  /// Of Ed25519: 32 bytes.
  case `public`([UInt8])

  /// - Parameter text: "whpk_…", or a shared key. A signing key stands for its public half.
  public init(_ text: String) throws(WebhookKey.Mistake) {
    if let encoded = text.utf8.dropping(WebhookKey.publicPrefix) {
      guard let bytes = [UInt8](base64: encoded) else { throw .encoding }
      guard bytes.count == 32 else { throw .signingSize(bytes.count) }
      self = .public(bytes)
      return
    }
    let key = try WebhookKey(text)
    self = key.kind == .shared ? .shared(key) : .public(SigningPair(seed: key.bytes).publicKey)
  }
}

/// Checks that a request comes from a sender of Standard Webhooks whose key is known.
///
/// - Source: https://www.standardwebhooks.com, "Verifying webhook authenticity"
public struct WebhookVerifier: Sendable {
  public enum Refusal: Error, Hashable, Sendable {
    /// A header that the signature needs is missing.
    case missing(String)
    /// `webhook-timestamp` is no number of seconds.
    case timestamp
    /// It is so many seconds ago, or ahead.
    case tooOld(Int64)
    case tooNew(Int64)
    case noMatch
  }

  /// Seconds by which the time of an attempt may differ from the clock.
  public static let tolerance: Int64 = 300

  private let keys: [VerificationKey]

  public init(keys: [VerificationKey]) { self.keys = keys }

  /// - Parameter header: the value of the header field of this name.
  public func verify(
    _ body: [UInt8], now: UnixMilliseconds, header: (String) -> String?
  ) throws(Refusal) {
    guard let id = header("webhook-id"), !id.isEmpty else { throw .missing("webhook-id") }
    guard let timestamp = header("webhook-timestamp") else { throw .missing("webhook-timestamp") }
    guard let signatures = header("webhook-signature") else { throw .missing("webhook-signature") }
    guard let seconds = Int64(timestamp) else { throw .timestamp }
    let (age, overflow) = (now.rawValue / 1_000).subtractingReportingOverflow(seconds)
    guard !overflow else { throw .timestamp }
    guard age <= Self.tolerance else { throw .tooOld(age) }
    guard age >= -Self.tolerance else { throw .tooNew(-age) }
    let content = Array("\(id).\(timestamp).".utf8) + body
    // Versions that are unknown are skipped, as is anything that is no signature.
    let isSigned = signatures.split(separator: " ").contains { token in
      keys.contains { Self.isSignature(token, of: content, by: $0) }
    }
    guard isSigned else { throw .noMatch }
  }

  private static func isSignature(
    _ token: Substring, of content: [UInt8], by key: VerificationKey
  ) -> Bool {
    let parts = token.split(separator: ",", maxSplits: 1)
    guard parts.count == 2, let signature = [UInt8](base64: parts[1].utf8) else { return false }
    switch key {
    case .shared(let key):
      let tag = WebhookSignature.tag(of: content, key.bytes)
      return parts[0] == "v1" && signature.count == tag.count
        && sodium_memcmp(signature, tag, tag.count) == 0
    case .public(let key):
      return parts[0] == "v1a" && SigningPair.isValid(signature, of: content, by: key)
    }
  }
}

extension WebhookVerifier.Refusal: CustomStringConvertible {
  /// The end of a sentence about the request.
  public var description: String {
    switch self {
    case .missing(let name): "has no \(name): its sender does not sign"
    case .timestamp: "has a webhook-timestamp that is no time"
    case .tooOld(let seconds): "was sent \(seconds) s ago: it is old, or a clock is wrong"
    case .tooNew(let seconds): "was sent \(seconds) s in the future: a clock is wrong"
    case .noMatch: "is signed with another key, or was changed on its way"
    }
  }
}
