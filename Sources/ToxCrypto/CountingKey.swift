import CSodium
public import ToxWire

/// A `BoxKey` for nonces that count: makes and opens the same boxes in two thirds of the time.
///
/// XSalsa20 first derives a key from the first 16 bytes of the nonce, and then works with the last
/// eight: while those alone count, the derived key stays, and is made once. The key stream, of
/// which the authenticator's key is the beginning, is made in one go and in whole pieces of 512
/// bytes, for which libsodium's vector code is quickest: 0.51 µs for 1536 bytes, 0.80 µs for 1432.
///
/// One for each direction: each has nonces of its own.
public struct CountingKey: Sendable, CustomStringConvertible {
  /// Quicker than this one for what does not open.
  public let key: BoxKey
  /// For nonces that begin as `nonce` does.
  private var derived: Secret32
  private var nonce: Nonce

  /// Of the stream: before the message, since its first 32 bytes key the authenticator.
  private static let prefix = 32
  private static let pieceSize = 512

  /// - Parameter nonce: the first one; any other works too.
  public init(_ key: BoxKey, nonce: Nonce) {
    self.key = key
    self.nonce = nonce
    derived = Self.derive(key, nonce)
  }

  public var description: String { "<counting key>" }

  /// Encrypts `packet[start...]` where it stands: the 16 bytes before it take the authenticator.
  public mutating func sealInPlace(_ packet: inout [UInt8], from start: Int, nonce: Nonce) {
    precondition(start >= Sealed.overhead && start < packet.count, "room for the authenticator")
    use(nonce)
    packet.withUnsafeMutableBufferPointer { packet in
      guard let base = packet.baseAddress else { return }
      let (message, size) = (base + start, packet.count - start)
      withStream(over: message, size: size, nonce: nonce) { stream in
        message.update(from: stream + Self.prefix, count: size)
        _ = crypto_onetimeauth_poly1305(
          message - Sealed.overhead, message, UInt64(size), stream)
      }
    }
  }

  /// Decrypts borrowed bytes into the start of a buffer that serves many times.
  ///
  /// - Returns: how many bytes it wrote; nil where the bytes were not sealed with this key and
  ///   nonce, or hold nothing.
  /// - Precondition: `buffer` has room for them.
  public mutating func open(
    _ sealed: Span<UInt8>, nonce: Nonce, into buffer: inout [UInt8]
  ) -> Int? {
    guard sealed.count > Sealed.overhead else { return nil }
    let size = sealed.count - Sealed.overhead
    precondition(size <= buffer.count, "room for the plaintext")
    use(nonce)
    let isValid = buffer.withUnsafeMutableBufferPointer { buffer in
      sealed.withUnsafeBufferPointer { sealed in
        guard let output = buffer.baseAddress, let tag = sealed.baseAddress else { return false }
        let ciphertext = tag + Sealed.overhead
        return withStream(over: ciphertext, size: size, nonce: nonce) { stream in
          // Bytes that are not authentic are not written anywhere.
          guard crypto_onetimeauth_poly1305_verify(tag, ciphertext, UInt64(size), stream) == 0
          else { return false }
          output.update(from: stream + Self.prefix, count: size)
          return true
        }
      }
    }
    return isValid ? size : nil
  }

  private mutating func use(_ nonce: Nonce) {
    guard !nonce.isInRun(of: self.nonce) else { return }
    self.nonce = nonce
    derived = Self.derive(key, nonce)
  }

  private static func derive(_ key: BoxKey, _ nonce: Nonce) -> Secret32 {
    Secret32 { pointer in
      nonce.withBytes { _ = crypto_core_hsalsa20(pointer, $0, key.storage.pointer, nil) }
    }
  }

  /// Calls `body` with the stream's first 32 bytes, and behind them the message with the stream
  /// laid over it.
  private func withStream<R>(
    over message: UnsafePointer<UInt8>, size: Int, nonce: Nonce,
    _ body: (UnsafeMutablePointer<UInt8>) -> R
  ) -> R {
    let wholeSize =
      (Self.prefix + size + Self.pieceSize - 1) / Self.pieceSize * Self.pieceSize
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: wholeSize) { buffer in
      guard let stream = buffer.baseAddress else { preconditionFailure("room on the stack") }
      let end = Self.prefix + size
      stream.initialize(repeating: 0, count: Self.prefix)
      (stream + Self.prefix).initialize(from: message, count: size)
      (stream + end).initialize(repeating: 0, count: wholeSize - end)
      nonce.withBytes { nonce in
        _ = crypto_stream_salsa20_xor(
          stream, stream, UInt64(wholeSize), nonce + 16, derived.pointer)
      }
      defer { sodium_memzero(stream, Self.prefix) }
      return body(stream)
    }
  }
}
