import CSodium
import Crypto
import Foundation
public import GatewayCore

/// The secret half of an inbox key: the seed of X-Wing, 32 bytes. It belongs on the machines where
/// people read, not on the bot's.
public final class InboxSecret: Sendable {
  private let seed: LockedKey
  /// The public half.
  public let key: InboxKey

  /// Makes a new one.
  public convenience init() { self.init(seed: .random()) }

  init(seed: LockedKey) {
    self.seed = seed
    key = InboxKey(bytes: [UInt8](Self.privateKey(seed).publicKey.rawRepresentation))
  }

  /// - Parameter text: "inboxsec_…".
  /// - Returns: nil for anything else.
  public convenience init?(_ text: String) {
    guard let encoded = text.utf8.dropping(InboxKey.secretPrefix),
      var bytes = [UInt8](base64: encoded), bytes.count == LockedKey.size
    else { return nil }
    self.init(seed: LockedKey(bytes: bytes))
    wipe(&bytes)
  }

  /// "inboxsec_…", 53 characters.
  public var text: String {
    var bytes = seed.copy()
    defer { wipe(&bytes) }
    return InboxKey.secretPrefix + bytes.base64
  }

  func privateKey() -> XWingMLKEM768X25519.PrivateKey { Self.privateKey(seed) }

  var seedCopy: [UInt8] { seed.copy() }

  private static func privateKey(_ seed: LockedKey) -> XWingMLKEM768X25519.PrivateKey {
    var bytes = seed.copy()
    defer { wipe(&bytes) }
    do {
      return try XWingMLKEM768X25519.PrivateKey(seedRepresentation: bytes, publicKey: nil)
    } catch { preconditionFailure("any 32 bytes are a seed") }
  }
}
