import GatewayCore
import GatewayEngine
import GatewayStore
import ToxCrypto
import ToxWire

/// The home's own secret for keyed hashes, which cannot be computed without it: codenames,
/// pseudonyms, the settings of webhooks and fingerprints of messages.
struct HomeKeys: HomeSecrets, Sendable {
  private let key: AuthenticationKey
  private let fingerprintKey: ShortHashKey

  /// The size of the stored secret: 32 bytes.
  static let size = 32

  init(bytes: [UInt8]) {
    key = AuthenticationKey(bytes: bytes)
    fingerprintKey = ShortHashKey(bytes: key.tag([0x03]).bytes)
  }

  func codenameHash(of contact: ContactKey) -> [UInt8] {
    key.tag([0x01] + contact.bytes).bytes
  }

  func pseudonym(of contact: ContactKey, at webhook: String) -> Pseudonym {
    Pseudonym(hash: key.tag([0x04] + contact.bytes + Array(webhook.utf8)).bytes)
  }

  /// What is stored of a token.
  func hash(of token: AccessToken) -> [UInt8] { key.tag([0x05] + Array(token.text.utf8)).bytes }

  /// What is stored of a request that may be repeated, and of its client's key for it.
  func hash(ofRequest bytes: [UInt8]) -> [UInt8] { key.tag([0x06] + bytes).bytes }

  /// What is stored of a request to a hook that its sender may repeat.
  func hash(ofHookRequest bytes: [UInt8]) -> [UInt8] { key.tag([0x07] + bytes).bytes }

  /// What is stored of a session of the web inbox.
  func hash(ofSession secret: String) -> [UInt8] { key.tag([0x08] + Array(secret.utf8)).bytes }

  /// What the forms of a browser have that holds this secret.
  func proof(ofForms secret: String) -> [UInt8] { key.tag([0x09] + Array(secret.utf8)).bytes }

  /// What proves that a member signed in with this passphrase in a browser.
  func mark(ofDevice nonce: String, of member: StoredStaffMember) -> [UInt8] {
    let words = "\(member.id) \(member.passphrase ?? "") \(nonce)"
    return key.tag([0x0A] + Array(words.utf8)).bytes
  }

  /// A one-way fingerprint of a message's unchanged bytes.
  func digest(of text: String, _ kind: InboundMessage.Kind) -> Fingerprint {
    let hash = fingerprintKey.hash(text.utf8.span)
    return Fingerprint(kind == .text ? hash : ~hash)
  }

  /// A one-way hash that changes with a webhook's url, key, format or the format's
  /// settings.
  func settingsHash(of webhook: Webhook) -> [UInt8] {
    var settings = Array(webhook.url.utf8) + [0] + (webhook.key?.bytes ?? [])
    // Older versions knew one format, and hashed no name.
    if webhook.format != Webhook.formatStandard { settings += [0] + Array(webhook.format.utf8) }
    if !webhook.settings.isEmpty { settings += [0] + Array(webhook.settings.json.text.utf8) }
    return key.tag([0x02] + settings).bytes
  }
}
