import Crypto
import Foundation
import GatewayCore

/// Bytes that are sealed to one inbox key, with HPKE (RFC 9180) in base mode over X-Wing.
struct HybridBox: Hashable {
  static let encapsulatedSize = 1_120
  /// How many bytes it has more than what is sealed.
  static let overhead = encapsulatedSize + 16
  private static let suite = HPKE.Ciphersuite.XWingMLKEM768X25519_SHA256_AES_GCM_256

  /// The encapsulated key, and what is sealed under it.
  let bytes: [UInt8]

  init(bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

  /// - Parameter info: what it is for; it opens with the same alone.
  init(
    sealing plaintext: [UInt8], to reader: InboxKey, info: [UInt8]
  ) throws(InboxKey.Mistake) {
    do {
      var sender = try HPKE.Sender(
        recipientKey: XWingMLKEM768X25519.PublicKey(rawRepresentation: reader.bytes),
        ciphersuite: Self.suite, info: Data(info))
      bytes = [UInt8](sender.encapsulatedKey) + [UInt8](try sender.seal(plaintext))
    } catch {
      throw .invalid
    }
  }

  /// - Returns: nil where it was changed, or is for something else.
  func open(with secret: InboxSecret, info: [UInt8]) -> [UInt8]? {
    do {
      var recipient = try HPKE.Recipient(
        privateKey: secret.privateKey(), ciphersuite: Self.suite, info: Data(info),
        encapsulatedKey: Data(bytes.prefix(Self.encapsulatedSize)))
      return [UInt8](try recipient.open(Data(bytes.dropFirst(Self.encapsulatedSize))))
    } catch {
      return nil
    }
  }
}
