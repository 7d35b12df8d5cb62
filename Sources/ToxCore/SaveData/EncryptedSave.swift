import ToxCrypto
public import ToxWire

/// A save under a passphrase: "toxEsave" 8, salt 32, nonce 24, box of the plain save.
///
/// The key comes from scrypt, which takes about 0.1 s and 16 MiB on purpose.
///
/// - Spec: "Encrypted save format" (tox_pass_encrypt)
public struct EncryptedSave: WireValue {
  public let salt: Bytes32
  public let nonce: Nonce
  public let sealed: Sealed

  private static let magic = [UInt8]("toxEsave".utf8)

  /// Whether bytes claim to be an encrypted save.
  public static func isClaimed(by bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

  /// Encrypts.
  ///
  /// - Throws: `.outOfMemory`.
  /// - Precondition: `plaintext` is not empty.
  public init(
    _ plaintext: [UInt8], passphrase: [UInt8], entropy: inout some RandomNumberGenerator
  ) throws(SaveDataError) {
    salt = Bytes32(words: (entropy.next(), entropy.next(), entropy.next(), entropy.next()))
    nonce = Nonce(high: entropy.next(), middle: entropy.next(), low: entropy.next())
    guard let key = BoxKey(passphrase: passphrase, salt: salt.bytes) else { throw .outOfMemory }
    sealed = key.seal(plaintext, nonce: nonce)
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard try reader.bytes(Self.magic.count) == Self.magic else { throw .kind }
    salt = try reader.bytes32()
    nonce = try Nonce(from: &reader)
    sealed = try Sealed(restOf: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.magic)
    writer.write(salt)
    writer.write(nonce)
    writer.write(sealed)
  }

  /// Decrypts.
  ///
  /// - Throws: `.wrongPassphrase`, `.outOfMemory`.
  public func open(passphrase: [UInt8]) throws(SaveDataError) -> [UInt8] {
    guard let key = BoxKey(passphrase: passphrase, salt: salt.bytes) else { throw .outOfMemory }
    guard let plaintext = key.open(sealed, nonce: nonce) else { throw .wrongPassphrase }
    return plaintext
  }
}

extension SaveData {
  /// Reads a save of either form.
  ///
  /// - Throws: `.passphraseNeeded` where it is encrypted and `passphrase` is nil.
  public init(decoding bytes: [UInt8], passphrase: [UInt8]?) throws(SaveDataError) {
    guard EncryptedSave.isClaimed(by: bytes) else {
      try self.init(decoding: bytes)
      return
    }
    guard let passphrase else { throw .passphraseNeeded }
    let save: EncryptedSave
    do {
      save = try EncryptedSave(decoding: bytes)
    } catch {
      throw .malformed(error)
    }
    var plaintext = try save.open(passphrase: passphrase)
    defer { wipe(&plaintext) }
    try self.init(decoding: plaintext)
  }

  /// The save under a passphrase.
  ///
  /// - Throws: `.outOfMemory`.
  public func encrypted(
    passphrase: [UInt8], entropy: inout some RandomNumberGenerator
  ) throws(SaveDataError) -> [UInt8] {
    var plaintext = encoded()
    defer { wipe(&plaintext) }
    return try EncryptedSave(plaintext, passphrase: passphrase, entropy: &entropy).encoded()
  }
}
