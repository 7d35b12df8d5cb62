import CSodium
import Foundation
public import GatewayCore

/// Signs what a delivery sends, so that its receiver can recognize ours: HMAC-SHA256 with a key
/// that both have, or Ed25519 with one that the sender alone has.
///
/// - Source: https://www.standardwebhooks.com, "Symmetric signatures", "Asymmetric signatures"
public struct WebhookSignature {
  private let key: WebhookKey

  public init(key: WebhookKey) { self.key = key }

  /// The value of `webhook-signature` for "id.timestamp.body".
  public func header(for content: String) -> String {
    let content = Array(content.utf8)
    switch key.kind {
    case .shared: return "v1," + Data(Self.tag(of: content, key.bytes)).base64EncodedString()
    case .signing:
      return "v1a," + Data(SigningPair(seed: key.bytes).sign(content)).base64EncodedString()
    }
  }

  /// HMAC-SHA256.
  static func tag(of content: [UInt8], _ key: [UInt8]) -> [UInt8] {
    var state = crypto_auth_hmacsha256_state()
    var tag = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_bytes()))
    crypto_auth_hmacsha256_init(&state, key, key.count)
    crypto_auth_hmacsha256_update(&state, content, UInt64(content.count))
    crypto_auth_hmacsha256_final(&state, &tag)
    return tag
  }
}

extension Webhook {
  /// The value of `webhook-signature` for an attempt with this body; nil without a key. While one
  /// key replaces another there are two signatures, of which a receiver accepts the one that it
  /// knows.
  func signature(
    of body: String, id: String, timestamp: String, at now: UnixMilliseconds
  ) -> String? {
    let keys = signingKeys(at: now)
    guard !keys.isEmpty else { return nil }
    let content = "\(id).\(timestamp).\(body)"
    // One space: the verifiers of Standard Webhooks throw on anything else.
    return keys.map { WebhookSignature(key: $0).header(for: content) }.joined(separator: " ")
  }
}
