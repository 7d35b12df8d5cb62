import GatewayCore
import ToxCrypto
import ToxWire

/// The home's own secret for hashes that nobody outside can compute: codenames.
struct HomeKeys: Sendable {
  private let key: AuthenticationKey

  /// The size of the stored secret: 32 bytes.
  static let size = 32

  init(bytes: [UInt8]) { key = AuthenticationKey(bytes: bytes) }

  func codenameHash(of contact: ContactKey) -> [UInt8] {
    key.tag([0x01] + contact.bytes).bytes
  }
}
