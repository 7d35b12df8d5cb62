import CSodium
import Foundation
public import GatewayCore

/// Signs what a delivery sends, so that its receiver can recognize ours: HMAC-SHA256.
///
/// - Source: https://www.standardwebhooks.com, "Symmetric signatures"
public struct WebhookSignature {
  private let key: WebhookKey

  public init(key: WebhookKey) { self.key = key }

  /// The value of `webhook-signature` for "id.timestamp.body".
  public func header(for content: String) -> String {
    var state = crypto_auth_hmacsha256_state()
    var tag = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_bytes()))
    crypto_auth_hmacsha256_init(&state, key.bytes, key.bytes.count)
    let bytes = Array(content.utf8)
    crypto_auth_hmacsha256_update(&state, bytes, UInt64(bytes.count))
    crypto_auth_hmacsha256_final(&state, &tag)
    return "v1," + Data(tag).base64EncodedString()
  }
}
