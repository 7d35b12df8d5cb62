import CSodium
import GatewayCore

/// Seals and opens the segments of one file under its random key.
///
/// A segment is a salt (16 bytes) and its bytes in ChaCha20-Poly1305 under a key of its own, which
/// is derived from that of the file, the file's number, the number of the segment, whether it is
/// the last one, and the salt. So a segment that was moved, or a file that was cut or continued,
/// does not open; and one that comes a second time, after a kill, is sealed under another key.
public final class FileCipher: Sendable {
  /// Bytes.
  static let keySize = LockedKey.size

  private let key: LockedKey
  private let row: Int64

  /// - Parameter row: the number of the file's item.
  init(_ key: LockedKey, row: Int64) {
    self.key = key
    self.row = row
  }

  private static let context = Array("postern segment 1".utf8) + [0]
  private static let nonce = [UInt8](
    repeating: 0, count: Int(crypto_aead_chacha20poly1305_ietf_npubbytes()))

  /// - Returns: `FileSegments.overhead` bytes more than there are of the plaintext.
  public func seal(_ plaintext: [UInt8], number: UInt64, isLast: Bool) -> [UInt8] {
    let salt = randomBytes(ValueCipher.saltSize)
    var key = key(of: number, isLast: isLast, salt: salt)
    defer { wipe(&key) }
    let size = plaintext.count + FileSegments.overhead
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      start.update(from: salt, count: salt.count)
      var written: UInt64 = 0
      crypto_aead_chacha20poly1305_ietf_encrypt(
        start + salt.count, &written, plaintext, UInt64(plaintext.count), nil, 0, nil, Self.nonce,
        key)
      count = salt.count + Int(written)
    }
  }

  /// - Returns: nil where it was changed, is another segment, or is of another file.
  public func open(_ sealed: [UInt8], number: UInt64, isLast: Bool) -> [UInt8]? {
    guard sealed.count >= FileSegments.overhead else { return nil }
    var key = key(of: number, isLast: isLast, salt: Array(sealed.prefix(ValueCipher.saltSize)))
    defer { wipe(&key) }
    var plaintext = [UInt8](repeating: 0, count: sealed.count - FileSegments.overhead)
    let isOpened = sealed.withUnsafeBufferPointer { sealed in
      guard let start = sealed.baseAddress else { return false }
      return crypto_aead_chacha20poly1305_ietf_decrypt(
        &plaintext, nil, nil, start + ValueCipher.saltSize,
        UInt64(sealed.count - ValueCipher.saltSize), nil, 0, Self.nonce, key) == 0
    }
    return isOpened ? plaintext : nil
  }

  private func key(of number: UInt64, isLast: Bool, salt: [UInt8]) -> [UInt8] {
    let message =
      Self.context + row.bigEndianBytes + number.bigEndianBytes + [isLast ? 1 : 0] + salt
    var derived = [UInt8](repeating: 0, count: LockedKey.size)
    key.withBytes { key in
      _ = crypto_generichash(
        &derived, derived.count, message, UInt64(message.count), key, LockedKey.size)
    }
    return derived
  }

  /// The key before what people are told of the file, for their record.
  func record(with details: [UInt8]) -> [UInt8] {
    var copy = key.copy()
    defer { wipe(&copy) }
    return copy + details
  }
}

extension InboxSealer {
  /// A new key for the bytes of a file, sealed for the bot.
  ///
  /// - Parameter place: of the key.
  public func newFileKey(at place: SealPlace) -> [UInt8] {
    var key = randomBytes(FileCipher.keySize)
    defer { wipe(&key) }
    return sealForBot(key, at: place)
  }

  /// - Returns: nil where the key is not the bot's, or was changed or moved.
  public func fileCipher(_ sealedKey: [UInt8], at place: SealPlace) -> FileCipher? {
    guard var key = open(sealedKey, at: place), key.count == FileCipher.keySize else { return nil }
    defer { wipe(&key) }
    return FileCipher(LockedKey(bytes: key), row: place.row)
  }

  /// Seals the key of a file to the people that read it, with what they are told of the file.
  ///
  /// - Parameter cipher: nil where there are no bytes: zeros stand for the key.
  public func sealRecord(
    _ details: [UInt8], with cipher: FileCipher?, at place: SealPlace
  ) -> [UInt8] {
    var record =
      cipher?.record(with: details)
      ?? [UInt8](repeating: 0, count: FileCipher.keySize) + details
    defer { wipe(&record) }
    return seal(record, at: place)
  }
}

extension InboxOpener {
  /// What people are told of a file, and what opens its bytes.
  public func openRecord(
    _ sealed: [UInt8], at place: SealPlace
  ) throws(Fault) -> (details: [UInt8], cipher: FileCipher) {
    var record = try open(sealed, at: place)
    defer { wipe(&record) }
    guard record.count >= FileCipher.keySize else { throw .changed }
    var key = Array(record.prefix(FileCipher.keySize))
    defer { wipe(&key) }
    return (
      Array(record.dropFirst(FileCipher.keySize)),
      FileCipher(LockedKey(bytes: key), row: place.row)
    )
  }
}
