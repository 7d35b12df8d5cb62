import CSodium
import Foundation
public import GatewayCore

/// A body that its receiver alone can read: a version byte, and a sealed box of libsodium with the
/// padded body.
///
/// - Source: https://doc.libsodium.org, "Sealed boxes", "Padding"
public enum SealedBody {
  public enum Fault: Error, Hashable, Sendable {
    case version
    /// Sealed to another key, or changed.
    case box
    case padding
  }

  static let version: UInt8 = 1
  /// A body is padded to a power of two, from this one: 1 KiB.
  static let bucketMin = 1_024

  /// A new key pair of a receiver.
  public static func makeKeys() -> (secret: String, public: String) {
    var publicKey = [UInt8](repeating: 0, count: Int(crypto_box_publickeybytes()))
    var secretKey = [UInt8](repeating: 0, count: Int(crypto_box_secretkeybytes()))
    crypto_box_keypair(&publicKey, &secretKey)
    return (
      SealingKey.secretPrefix + Data(secretKey).base64EncodedString(), publicText(publicKey)
    )
  }

  static func publicText(_ key: [UInt8]) -> String {
    SealingKey.publicPrefix + Data(key).base64EncodedString()
  }

  /// See `BodySealing`. The same as `crypto_box_seal`, but with a key from the given seed.
  public static let seal: BodySealing = { body, key, seed in
    var ownPublic = [UInt8](repeating: 0, count: Int(crypto_box_publickeybytes()))
    var ownSecret = [UInt8](repeating: 0, count: Int(crypto_box_secretkeybytes()))
    crypto_box_seed_keypair(&ownPublic, &ownSecret, seed)
    let padded = body.padded
    let nonce = nonce(from: ownPublic, to: key.bytes)
    var box = [UInt8](repeating: 0, count: padded.count + Int(crypto_box_macbytes()))
    let isSealed =
      crypto_box_easy(&box, padded, UInt64(padded.count), nonce, key.bytes, ownSecret) == 0
    sodium_memzero(&ownSecret, ownSecret.count)
    return isSealed ? [version] + ownPublic + box : nil
  }

  private static func nonce(from ownPublic: [UInt8], to publicKey: [UInt8]) -> [UInt8] {
    var nonce = [UInt8](repeating: 0, count: Int(crypto_box_noncebytes()))
    let keys = ownPublic + publicKey
    crypto_generichash(&nonce, nonce.count, keys, UInt64(keys.count), nil, 0)
    return nonce
  }

  /// The receiver's side.
  public static func open(_ sealed: [UInt8], with key: OpeningKey) throws(Fault) -> [UInt8] {
    guard sealed.first == version else { throw .version }
    let box = Array(sealed.dropFirst())
    guard box.count >= Int(crypto_box_sealbytes()) else { throw .box }
    var padded = [UInt8](repeating: 0, count: box.count - Int(crypto_box_sealbytes()))
    let isOpened =
      crypto_box_seal_open(&padded, box, UInt64(box.count), key.publicKey, key.secretKey) == 0
    guard isOpened else { throw .box }
    guard let end = padded.lastIndex(where: { $0 != 0 }), padded[end] == 0x80 else {
      throw .padding
    }
    return Array(padded[..<end])
  }
}

/// The key pair of a receiver of sealed bodies.
public struct OpeningKey: Sendable {
  let publicKey: [UInt8]
  fileprivate let secretKey: [UInt8]

  /// - Parameter text: "sealsec_…", as `postern key sealing` writes it.
  /// - Returns: nil for anything else.
  public init?(_ text: String) {
    guard let encoded = text.utf8.dropping(SealingKey.secretPrefix),
      let secretKey = [UInt8](base64: encoded), secretKey.count == Int(crypto_box_secretkeybytes())
    else { return nil }
    var publicKey = [UInt8](repeating: 0, count: Int(crypto_box_publickeybytes()))
    guard crypto_scalarmult_base(&publicKey, secretKey) == 0 else { return nil }
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  /// What the bot is given, "sealpub_…".
  public var publicText: String { SealedBody.publicText(publicKey) }
}

extension [UInt8] {
  /// Behind it 0x80, and zeros up to the next power of two.
  fileprivate var padded: [UInt8] {
    var size = SealedBody.bucketMin
    while size <= count { size *= 2 }
    return self + [0x80] + [UInt8](repeating: 0, count: size - count - 1)
  }
}
