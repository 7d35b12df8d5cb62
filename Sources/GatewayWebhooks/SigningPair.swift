import CSodium
import Foundation
public import GatewayCore

/// A key pair of Ed25519.
struct SigningPair {
  let publicKey: [UInt8]
  private var secretKey: [UInt8]

  static let signatureSize = 64

  /// - Precondition: `seed` has 32 elements.
  init(seed: [UInt8]) {
    precondition(seed.count == Int(crypto_sign_seedbytes()), "a seed has 32 bytes")
    var publicKey = [UInt8](repeating: 0, count: Int(crypto_sign_publickeybytes()))
    secretKey = [UInt8](repeating: 0, count: Int(crypto_sign_secretkeybytes()))
    crypto_sign_seed_keypair(&publicKey, &secretKey, seed)
    self.publicKey = publicKey
  }

  func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: Self.signatureSize)
    crypto_sign_detached(&signature, nil, message, UInt64(message.count), secretKey)
    return signature
  }

  static func isValid(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
    signature.count == signatureSize
      && crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
  }
}

extension WebhookKey {
  /// A new key of Ed25519, and its text.
  public static func makeSigning() -> (key: WebhookKey, text: String) {
    var seed = [UInt8](repeating: 0, count: Int(crypto_sign_seedbytes()))
    randombytes_buf(&seed, seed.count)
    return (WebhookKey(seed: seed), signingPrefix + Data(seed).base64EncodedString())
  }

  /// What receivers verify with, "whpk_…"; nil for a shared key, which they need itself.
  public var publicText: String? {
    kind == .shared
      ? nil : Self.publicPrefix + Data(SigningPair(seed: bytes).publicKey).base64EncodedString()
  }
}
