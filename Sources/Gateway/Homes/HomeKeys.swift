import GatewayCore
import GatewayEngine
import ToxCrypto
import ToxWire

/// The home's own secret for hashes that nobody outside can compute: codenames and the
/// settings of webhooks.
struct HomeKeys: HomeSecrets, Sendable {
  private let key: AuthenticationKey

  /// The size of the stored secret: 32 bytes.
  static let size = 32

  init(bytes: [UInt8]) { key = AuthenticationKey(bytes: bytes) }

  func codenameHash(of contact: ContactKey) -> [UInt8] {
    key.tag([0x01] + contact.bytes).bytes
  }

  /// Tells whether a webhook's url, key or format were changed, without a way back to any.
  func settingsHash(of webhook: Webhook) -> [UInt8] {
    var settings = Array(webhook.url.utf8) + [0] + (webhook.key?.bytes ?? [])
    // Older versions knew one format, and hashed no name.
    if webhook.format != Webhook.formatStandard { settings += [0] + Array(webhook.format.utf8) }
    return key.tag([0x02] + settings).bytes
  }

  /// Keyed by the process and not by the home: only messages that it has seen itself are compared.
  func digest(of text: String, _ kind: InboundMessage.Kind) -> MessageDigest {
    var hasher = Hasher()
    hasher.combine(kind)
    var text = text
    // The bytes as they came: equal characters may be written in several ways.
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    return MessageDigest(UInt64(truncatingIfNeeded: hasher.finalize()))
  }
}
