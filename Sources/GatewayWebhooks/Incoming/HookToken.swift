import CSodium
import Foundation
import GatewayCore

/// Where a sender puts the secret itself.
enum HookToken {
  /// `Authorization: Bearer SECRET`
  case bearer
  /// The same, or `Authorization: Basic`, with the secret as the password or as USER:PASSWORD.
  case bearerOrPassword
  /// `X-Gitlab-Token: SECRET`
  case gitlab

  /// - Source: Alertmanager, `http_config`; RFC 6750 and RFC 7617
  /// - Source: https://docs.gitlab.com/user/project/integrations/webhooks/
  func check(_ request: HookRequest, _ proofs: [HookProof]) throws(HookRefusal) {
    let given = try secrets(in: request)
    // All are compared, whichever is equal.
    var isEqual = false
    for case .text(let secret) in proofs {
      for text in given where Self.isEqual(text, secret.bytes) { isEqual = true }
    }
    guard isEqual else { throw .proof }
  }

  private func secrets(in request: HookRequest) throws(HookRefusal) -> [[UInt8]] {
    if self == .gitlab {
      guard let token = request.header("x-gitlab-token") else { throw .unproven }
      return [Array(token.utf8)]
    }
    guard let value = request.header("authorization") else { throw .unproven }
    let words = value.split(separator: " ", maxSplits: 1)
    guard words.count == 2 else { throw .proof }
    switch (words[0].lowercased(), self) {
    case ("bearer", _): return [Array(words[1].utf8)]
    case ("basic", .bearerOrPassword):
      guard let pair = [UInt8](base64: words[1].utf8),
        let colon = pair.firstIndex(of: UInt8(ascii: ":"))
      else { throw .proof }
      return [pair, Array(pair[(colon + 1)...])]
    default: throw .proof
    }
  }

  /// In constant time, also for texts of another length.
  static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    let (left, right) = (sha256(left), sha256(right))
    return sodium_memcmp(left, right, left.count) == 0
  }

  static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_bytes()))
    crypto_hash_sha256(&hash, bytes, UInt64(bytes.count))
    return hash
  }
}
