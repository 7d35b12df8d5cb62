import CSodium

/// A value under a key of its own, which is derived from a base key, the value's place and a random
/// salt. See <doc:SealedFormat>.
///
/// A key of its own means that no nonce can be used twice, also where a virtual machine is set back
/// to an earlier state: the salt is drawn from the system each time.
enum ValueCipher {
  /// Bytes.
  static let saltSize = 16
  static let overhead = saltSize + Int(crypto_aead_chacha20poly1305_ietf_abytes())
  /// A plaintext is padded to a power of two, from this one; above `bucketMax` to multiples of it.
  static let (bucketMin, bucketMax) = (256, 65_536)

  private static let context = Array("postern value 1".utf8) + [0]

  /// - Returns: the salt and the ciphertext.
  static func seal(_ plaintext: [UInt8], under base: LockedKey, at place: SealPlace) -> [UInt8] {
    let salt = randomBytes(saltSize)
    var key = key(from: base, place, salt)
    defer { wipe(&key) }
    var padded = padded(plaintext)
    defer { wipe(&padded) }
    let nonce = [UInt8](repeating: 0, count: Int(crypto_aead_chacha20poly1305_ietf_npubbytes()))
    return [UInt8](unsafeUninitializedCapacity: padded.count + overhead) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      start.update(from: salt, count: saltSize)
      var written: UInt64 = 0
      crypto_aead_chacha20poly1305_ietf_encrypt(
        start + saltSize, &written, padded, UInt64(padded.count), nil, 0, nil, nonce, key)
      count = saltSize + Int(written)
    }
  }

  /// - Returns: nil for a value that was changed, or sealed under another key or for another place.
  static func open(
    _ sealed: some Collection<UInt8>, under base: LockedKey, at place: SealPlace
  ) -> [UInt8]? {
    guard sealed.count >= overhead else { return nil }
    let salt = Array(sealed.prefix(saltSize))
    let ciphertext = Array(sealed.dropFirst(saltSize))
    var key = key(from: base, place, salt)
    defer { wipe(&key) }
    let nonce = [UInt8](repeating: 0, count: Int(crypto_aead_chacha20poly1305_ietf_npubbytes()))
    var plaintext = [UInt8](repeating: 0, count: sealed.count - overhead)
    let isOpened =
      crypto_aead_chacha20poly1305_ietf_decrypt(
        &plaintext, nil, nil, ciphertext, UInt64(ciphertext.count), nil, 0, nonce, key) == 0
    defer { wipe(&plaintext) }
    guard isOpened, let end = plaintext.lastIndex(where: { $0 != 0 }), plaintext[end] == 0x80 else {
      return nil
    }
    return Array(plaintext[..<end])
  }

  /// A hash of a key, by which it is told from others.
  static func identifier(of key: LockedKey) -> [UInt8] {
    let message = Array("postern key id".utf8)
    var hash = [UInt8](repeating: 0, count: 32)
    key.withBytes { key in
      _ = crypto_generichash(
        &hash, hash.count, message, UInt64(message.count), key, LockedKey.size)
    }
    return hash
  }

  private static func key(from base: LockedKey, _ place: SealPlace, _ salt: [UInt8]) -> [UInt8] {
    let message = context + Array(place.column.utf8) + [0] + place.row.bigEndianBytes + salt
    var key = [UInt8](repeating: 0, count: LockedKey.size)
    base.withBytes { base in
      _ = crypto_generichash(
        &key, key.count, message, UInt64(message.count), base, LockedKey.size)
    }
    return key
  }

  /// Behind it 0x80, and zeros up to the bucket's size.
  private static func padded(_ plaintext: [UInt8]) -> [UInt8] {
    var size = bucketMin
    while size <= plaintext.count { size = size < bucketMax ? size * 2 : size + bucketMax }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      buffer.baseAddress?.update(from: plaintext, count: plaintext.count)
      buffer[plaintext.count] = 0x80
      buffer[(plaintext.count + 1)...].initialize(repeating: 0)
      count = size
    }
  }
}
