import CSodium
import Foundation

/// Signs what a delivery sends, so that its receiver can tell ours from anybody's: HMAC-SHA256.
///
/// - Source: https://www.standardwebhooks.com, "Symmetric signatures"
public struct WebhookSignature {
  private let key: [UInt8]

  /// - Parameter secret: "whsec_" and Base64, as receivers hand it out; anything else is taken as
  ///   its bytes.
  public init(secret: String) {
    let prefix = "whsec_"
    let encoded =
      secret.hasPrefix(prefix)
      ? Data(base64Encoded: String(secret.dropFirst(prefix.count))) : nil
    key = encoded.map { [UInt8]($0) } ?? Array(secret.utf8)
  }

  /// The value of `webhook-signature` for "id.timestamp.body".
  public func header(for content: String) -> String {
    var state = crypto_auth_hmacsha256_state()
    var tag = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_bytes()))
    crypto_auth_hmacsha256_init(&state, key, key.count)
    let bytes = Array(content.utf8)
    crypto_auth_hmacsha256_update(&state, bytes, UInt64(bytes.count))
    crypto_auth_hmacsha256_final(&state, &tag)
    return "v1," + Data(tag).base64EncodedString()
  }
}
