import CSodium
public import ToxWire

/// A key for authenticated encryption with XSalsa20 and Poly1305: what two X25519 halves share, or
/// 32 random bytes known to one side alone.
///
/// libsodium: `crypto_box_*_afternm`, which is `crypto_secretbox_easy` under the same key. The
/// authenticator (16 bytes) comes first. X25519 costs about 42 µs, so keys are kept, not made anew.
public struct BoxKey: Sendable, CustomStringConvertible {
  let storage: Secret32

  /// What both holders of the two pairs compute.
  ///
  /// - Returns: nil where `publicKey` is a point of low order, which would make the secret zero.
  public init?(_ publicKey: some PublicKey, _ secretKey: SecretKey) {
    var isValid = true
    let peer = publicKey.bytes
    storage = Secret32 { pointer in
      isValid = crypto_box_beforenm(pointer, peer, secretKey.storage.pointer) == 0
    }
    guard isValid else { return nil }
  }

  /// A symmetric key that only its maker knows.
  public init(from entropy: inout some RandomNumberGenerator) {
    storage = Secret32(randomFrom: &entropy)
  }

  /// - Precondition: `bytes` has 32 elements.
  public init(bytes: [UInt8]) {
    storage = Secret32(copying: bytes)
  }

  public var description: String { "<box key>" }

  /// Encrypts `plaintext`.
  public func seal(_ plaintext: [UInt8], nonce: Nonce) -> Sealed {
    precondition(!plaintext.isEmpty, "an empty plaintext is never sent")
    return Sealed(
      [UInt8](size: plaintext.count + Sealed.overhead) { output in
        nonce.withBytes { nonce in
          _ = crypto_secretbox_easy(
            output, plaintext, UInt64(plaintext.count), nonce, storage.pointer)
        }
      })
  }

  /// Encrypts a value of the wire.
  public func seal(_ value: some WireValue, nonce: Nonce) -> Sealed {
    seal(value.encoded(), nonce: nonce)
  }

  /// Decrypts.
  ///
  /// - Returns: nil where the bytes were not sealed with this key and nonce, or hold nothing.
  public func open(_ sealed: Sealed, nonce: Nonce) -> [UInt8]? {
    open(sealed.bytes.span, nonce: nonce)
  }

  /// Decrypts borrowed bytes: authenticator 16, ciphertext.
  public func open(_ sealed: Span<UInt8>, nonce: Nonce) -> [UInt8]? {
    guard sealed.count > Sealed.overhead else { return nil }
    var isValid = false
    let plaintext = [UInt8](size: sealed.count - Sealed.overhead) { output in
      sealed.withUnsafeBufferPointer { sealed in
        guard let input = sealed.baseAddress else { return }
        isValid = nonce.withBytes { nonce in
          crypto_secretbox_open_easy(
            output, input, UInt64(sealed.count), nonce, storage.pointer) == 0
        }
      }
    }
    return isValid ? plaintext : nil
  }

  /// Decrypts borrowed bytes into the start of a buffer that serves many times.
  ///
  /// - Returns: how many bytes it wrote; nil where the bytes were not sealed with this key and
  ///   nonce, or hold nothing.
  /// - Precondition: `buffer` has room for them.
  public func open(_ sealed: Span<UInt8>, nonce: Nonce, into buffer: inout [UInt8]) -> Int? {
    guard sealed.count > Sealed.overhead else { return nil }
    let size = sealed.count - Sealed.overhead
    precondition(size <= buffer.count, "room for the plaintext")
    let isValid = buffer.withUnsafeMutableBufferPointer { output in
      sealed.withUnsafeBufferPointer { sealed in
        guard let output = output.baseAddress, let input = sealed.baseAddress else { return false }
        return nonce.withBytes { nonce in
          crypto_secretbox_open_easy(
            output, input, UInt64(sealed.count), nonce, storage.pointer) == 0
        }
      }
    }
    return isValid ? size : nil
  }

  /// Decrypts a value of the wire; nil also where the plaintext is not one.
  public func open<Value: WireValue>(
    _ sealed: Sealed, nonce: Nonce, as type: Value.Type = Value.self
  ) -> Value? {
    guard let plaintext = open(sealed, nonce: nonce) else { return nil }
    return try? Value(decoding: plaintext)
  }
}
