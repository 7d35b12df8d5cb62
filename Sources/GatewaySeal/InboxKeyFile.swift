import CSodium
import Foundation
public import GatewayCore

/// The text of a file with an inbox key: a line with the public half and one with the secret half,
/// in clear or under a passphrase.
///
/// Under a passphrase: version 1 (1 byte), passes of Argon2id (4, big-endian), its memory in KiB
/// (4), salt (16), and the seed (32 + 16) in ChaCha20-Poly1305 with a nonce of zeros, which
/// authenticates what stands before it.
public enum InboxKeyFile {
  public enum Fault: Error, Hashable, Sendable {
    /// No secret half is in it.
    case noKey
    case needsPassphrase
    case wrongPassphrase
    /// The halves do not belong together.
    case mismatch
    case memory
  }

  private static let version: UInt8 = 1
  private static let saltSize = Int(crypto_pwhash_saltbytes())
  private static let headSize = 1 + 4 + 4 + saltSize
  private static let boxSize =
    LockedKey.size + Int(crypto_aead_chacha20poly1305_ietf_abytes())
  /// The key is used for this one text.
  private static let nonce = [UInt8](
    repeating: 0, count: Int(crypto_aead_chacha20poly1305_ietf_npubbytes()))
  /// What a file may ask for: a foreign file must not take the machine's memory.
  public struct Cost: Sendable {
    /// Of Argon2id.
    let passesMax: UInt32
    let kibibytesMax: UInt32

    /// For a person on its own machine: 1 GiB.
    public static let large = Cost(passesMax: 16, kibibytesMax: 1 << 20)
    /// What `text(of:passphrase:)` asks for: 256 MiB and some 0.7 s.
    public static let standard = Cost(
      passesMax: UInt32(crypto_pwhash_argon2id_opslimit_moderate()),
      kibibytesMax: UInt32(crypto_pwhash_argon2id_memlimit_moderate() >> 10))
  }

  /// - Parameter passphrase: nil: the secret half stands in clear.
  public static func text(
    of secret: InboxSecret, passphrase: [UInt8]?
  ) throws(Fault) -> String {
    let line = try passphrase.map { passphrase throws(Fault) in
      try locked(secret, passphrase)
    }
    return "\(secret.key.text)\n\(line ?? secret.text)\n"
  }

  /// - Parameters:
  ///   - cost: a file that asks for more has no key for this machine.
  ///   - passphrase: asked for where the file needs one.
  public static func secret(
    in text: String, cost: Cost = .large, passphrase: () throws -> [UInt8]?
  ) throws -> InboxSecret {
    let lines = lines(of: text)
    let secret: InboxSecret
    if let line = lines.first(where: { $0.hasPrefix(InboxKey.lockedPrefix) }) {
      guard let passphrase = try passphrase() else { throw Fault.needsPassphrase }
      secret = try unlocked(line, passphrase, cost: cost)
    } else if let found = lines.lazy.compactMap(InboxSecret.init).first {
      secret = found
    } else {
      throw Fault.noKey
    }
    if let line = lines.first(where: { $0.hasPrefix(InboxKey.prefix) }), line != secret.key.text {
      throw Fault.mismatch
    }
    return secret
  }

  /// The public half that a text has, without a passphrase.
  public static func key(in text: String) throws(InboxKey.Mistake) -> InboxKey {
    let lines = lines(of: text)
    if let line = lines.first(where: { $0.hasPrefix(InboxKey.prefix) }) {
      return try InboxKey(line)
    }
    if let secret = lines.lazy.compactMap(InboxSecret.init).first { return secret.key }
    throw .encoding
  }

  /// Whether a secret half is in a text, in clear or locked.
  public static func holdsSecret(_ text: String) -> Bool {
    text.contains(InboxKey.secretPrefix) || text.contains(InboxKey.lockedPrefix)
  }

  private static func lines(of text: String) -> [String] {
    text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func locked(
    _ secret: InboxSecret, _ passphrase: [UInt8]
  ) throws(Fault) -> String {
    let (passes, kibibytes) = (Cost.standard.passesMax, Cost.standard.kibibytesMax)
    let salt = randomBytes(saltSize)
    let key = try key(passphrase, salt: salt, passes: passes, kibibytes: kibibytes)
    let head = [version] + passes.bigEndianBytes + kibibytes.bigEndianBytes + salt
    var seed = secret.seedCopy
    defer { wipe(&seed) }
    var box = [UInt8](repeating: 0, count: boxSize)
    key.withBytes { key in
      _ = crypto_aead_chacha20poly1305_ietf_encrypt(
        &box, nil, seed, UInt64(seed.count), head, UInt64(head.count), nil, nonce, key)
    }
    return InboxKey.lockedPrefix + (head + box).base64
  }

  private static func unlocked(
    _ line: String, _ passphrase: [UInt8], cost: Cost
  ) throws(Fault) -> InboxSecret {
    guard let encoded = line.utf8.dropping(InboxKey.lockedPrefix),
      let bytes = [UInt8](base64: encoded), bytes.count == headSize + boxSize,
      bytes.first == version
    else { throw .noKey }
    let (head, box) = (Array(bytes.prefix(headSize)), Array(bytes.suffix(boxSize)))
    let passes = UInt32(bigEndianBytes: head[1..<5])
    let kibibytes = UInt32(bigEndianBytes: head[5..<9])
    guard (1...cost.passesMax).contains(passes), (8...cost.kibibytesMax).contains(kibibytes) else {
      throw .noKey
    }
    let key = try key(
      passphrase, salt: Array(head.suffix(saltSize)), passes: passes, kibibytes: kibibytes)
    var isOpened = false
    let seed = LockedKey { seed in
      isOpened =
        key.withBytes { key in
          crypto_aead_chacha20poly1305_ietf_decrypt(
            seed, nil, nil, box, UInt64(box.count), head, UInt64(head.count), nonce, key)
        } == 0
    }
    guard isOpened else { throw .wrongPassphrase }
    return InboxSecret(seed: seed)
  }

  private static func key(
    _ passphrase: [UInt8], salt: [UInt8], passes: UInt32, kibibytes: UInt32
  ) throws(Fault) -> LockedKey {
    var isDerived = false
    let key = LockedKey { key in
      passphrase.withUnsafeBytes { passphrase in
        let start = passphrase.assumingMemoryBound(to: CChar.self).baseAddress
        withUnsafePointer(to: CChar(0)) { nothing in
          isDerived =
            crypto_pwhash(
              key, UInt64(LockedKey.size), start ?? nothing, UInt64(passphrase.count), salt,
              UInt64(passes), Int(kibibytes) << 10, crypto_pwhash_alg_argon2id13()) == 0
        }
      }
    }
    guard isDerived else { throw .memory }
    return key
  }
}
