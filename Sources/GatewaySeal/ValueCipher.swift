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

  /// - Parameter head: what stands before the salt and the ciphertext.
  ///
  /// The text is encrypted where the result is, so that no copy of it has to be wiped: each message
  /// of a sealed bot passes here several times.
  static func seal(
    _ plaintext: [UInt8], behind head: [UInt8], under base: LockedKey, at place: SealPlace
  ) -> [UInt8] {
    let padded = paddedSize(plaintext.count)
    let size = head.count + saltSize + padded + Int(crypto_aead_chacha20poly1305_ietf_abytes())
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      start.update(from: head, count: head.count)
      let salt = start + head.count
      randombytes_buf(salt, saltSize)
      let text = salt + saltSize
      text.update(from: plaintext, count: plaintext.count)
      text[plaintext.count] = 0x80
      (text + plaintext.count + 1).update(repeating: 0, count: padded - plaintext.count - 1)
      withKey(from: base, at: place, salt) { key in
        _ = crypto_aead_chacha20poly1305_ietf_encrypt(
          text, nil, text, UInt64(padded), nil, 0, nil, nonce, key)
      }
      count = size
    }
  }

  /// Each key is used for one value.
  private static let nonce = [UInt8](
    repeating: 0, count: Int(crypto_aead_chacha20poly1305_ietf_npubbytes()))

  /// - Returns: nil for a value that was changed, or sealed under another key or for another place.
  static func open(
    _ sealed: some Collection<UInt8>, under base: LockedKey, at place: SealPlace
  ) -> [UInt8]? {
    guard sealed.count >= overhead else { return nil }
    let salt = Array(sealed.prefix(saltSize))
    let ciphertext = Array(sealed.dropFirst(saltSize))
    var plaintext = [UInt8](repeating: 0, count: sealed.count - overhead)
    var isOpened = false
    withKey(from: base, at: place, salt) { key in
      isOpened =
        crypto_aead_chacha20poly1305_ietf_decrypt(
          &plaintext, nil, nil, ciphertext, UInt64(ciphertext.count), nil, 0, nonce, key) == 0
    }
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

  /// Passes the key of one value, which stands on the stack alone and is wiped.
  ///
  /// - Parameter salt: `saltSize` bytes.
  private static func withKey(
    from base: LockedKey, at place: SealPlace, _ salt: UnsafePointer<UInt8>,
    _ body: (UnsafePointer<UInt8>) -> Void
  ) {
    let column = place.column.utf8
    let size = context.count + column.count + 1 + 8 + saltSize
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: LockedKey.size + size) { buffer in
      guard let key = buffer.baseAddress else { return }
      let message = key + LockedKey.size
      message.update(from: context, count: context.count)
      var end = message + context.count
      for byte in column {
        end.pointee = byte
        end += 1
      }
      end.pointee = 0
      end += 1
      for shift in stride(from: 56, through: 0, by: -8) {
        end.pointee = UInt8(truncatingIfNeeded: place.row >> Int64(shift))
        end += 1
      }
      end.update(from: salt, count: saltSize)
      base.withBytes { base in
        _ = crypto_generichash(
          key, LockedKey.size, message, UInt64(size), base, LockedKey.size)
      }
      body(key)
      sodium_memzero(key, LockedKey.size)
    }
  }

  /// A text and the mark behind it, with zeros up to the bucket's size.
  private static func paddedSize(_ count: Int) -> Int {
    var size = bucketMin
    while size <= count { size = size < bucketMax ? size * 2 : size + bucketMax }
    return size
  }
}
