import ToxCrypto
import ToxWire

/// The keys and nonces of one session: seals and opens its data packets.
struct ChannelCipher {
  private(set) var sendKey: CountingKey
  private var receiveKey: CountingKey
  /// The nonce of the next packet.
  private(set) var sendNonce: Nonce
  private var receiveNonces: NonceWindow

  /// - Parameter sendNonce: our base nonce; each side counts from its own.
  init(_ key: BoxKey, sendNonce: Nonce, receiveNonce: Nonce) {
    sendKey = CountingKey(key, nonce: sendNonce)
    receiveKey = CountingKey(key, nonce: receiveNonce)
    self.sendNonce = sendNonce
    receiveNonces = NonceWindow(base: receiveNonce)
  }

  /// The nonce that a datagram names by 16 bits, and whether it was used before.
  func nonce(of datagram: Span<UInt8>) -> (position: NonceWindow.Position, NonceWindow.Freshness) {
    let position = receiveNonces.position(of: SessionData.nonceLow16(of: datagram))
    return (position, receiveNonces.freshness(of: position))
  }

  /// Decrypts a datagram into a buffer.
  ///
  /// - Returns: the size of the plaintext; nil where the datagram is not authentic.
  mutating func open(
    _ datagram: Span<UInt8>, with position: NonceWindow.Position, into buffer: inout [UInt8]
  ) -> Int? {
    let sealed = datagram.extracting(SessionData.headerSize..<datagram.count)
    return receiveKey.open(sealed, nonce: position.nonce, into: &buffer)
  }

  /// A packet under this nonce is accepted, and no other one will be.
  mutating func accept(_ position: NonceWindow.Position) { receiveNonces.accept(position) }

  /// Whether a datagram from an unknown address is new and authentic; decrypts it into a buffer.
  func recognizes(_ datagram: Span<UInt8>, into buffer: inout [UInt8]) -> Bool {
    let low16 = SessionData.nonceLow16(of: datagram)
    guard let position = receiveNonces.newestPosition(of: low16) else { return false }
    let sealed = datagram.extracting(SessionData.headerSize..<datagram.count)
    return receiveKey.key.open(sealed, nonce: position.nonce, into: &buffer) != nil
  }

  /// One buffer from payload to socket: header, room for the authenticator, plaintext.
  mutating func seal(_ payload: [UInt8], number: UInt32, bufferStart: UInt32) -> [UInt8] {
    let padding = SessionData.Plaintext.paddingSize(forPayload: payload.count)
    let plaintextStart = SessionData.headerSize + Sealed.overhead
    var writer = Writer(
      capacity: plaintextStart + SessionData.Plaintext.headerSize + padding + payload.count)
    writer.write(SessionData.kind)
    writer.write(sendNonce.low16)
    writer.write(zeros: Sealed.overhead)
    writer.write(
      SessionData.Plaintext(bufferStart: bufferStart, number: number, payload: payload))
    var bytes = writer.finish()
    sendKey.sealInPlace(&bytes, from: plaintextStart, nonce: sendNonce)
    sendNonce = sendNonce.advanced(by: 1)
    return bytes
  }
}
