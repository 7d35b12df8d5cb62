import ToxCrypto
import ToxWire

/// The encrypted frames of one connection between a client and a relay, after the handshake; both
/// sides use the same code.
///
/// A frame is the length of its box, 2 bytes, then the box, 17 to 2048 bytes. Each direction has
/// its own base nonce, which counts one up a frame: a frame that was changed, left out, repeated or
/// moved does not open.
///
/// Bytes arrive in arbitrary pieces. A frame that is complete in the input is opened from there
/// into a buffer of the caller's, which serves for all frames; only an incomplete frame at the end
/// is kept.
///
/// - Spec: "TCP Server", "Encrypted payload packets"
struct RelayStream {
  private var sendKey: CountingKey
  private var receiveKey: CountingKey
  private var sendNonce: Nonce
  private var receiveNonce: Nonce
  /// The beginning of a frame whose end has not come: fewer than 2 + 2048 bytes. Takes no memory
  /// between frames, since most connections are idle most of the time.
  private var partial: [UInt8] = []

  /// The length before a box.
  static let headerSize = 2
  /// Of a box: the authenticator 16 and at least one byte.
  static let boxSizes = 17...2_048
  /// Of what a box holds.
  static let plaintextSizeMax = 2_032

  /// What a frame costs beside its bytes, where a limit counts bytes: opening and sealing take time
  /// whatever the size.
  static let frameCharge = 256
  /// The shortest pause in reading: with shorter ones the timer would cost more than it saves.
  static let pauseMin = Interval.milliseconds(5)

  /// Frames leave in pieces of at most this many bytes.
  static let pieceSize = 16_384

  /// - Parameters:
  ///   - sendNonce: our base nonce.
  ///   - receiveNonce: that of the other side.
  init(key: BoxKey, sendNonce: Nonce, receiveNonce: Nonce) {
    sendKey = CountingKey(key, nonce: sendNonce)
    receiveKey = CountingKey(key, nonce: receiveNonce)
    self.sendNonce = sendNonce
    self.receiveNonce = receiveNonce
  }

  /// How much of an unfinished frame waits for its end, in bytes.
  var bytesKept: Int { partial.count }

  /// A buffer for `open`.
  static func makeBuffer() -> [UInt8] { [UInt8](repeating: 0, count: plaintextSizeMax) }

  /// Opens the next frame of what came.
  ///
  /// - Parameters:
  ///   - position: how much of `bytes` was taken; 0 at first.
  ///   - bytes: what came, the same until this returns nil.
  ///   - buffer: from `makeBuffer`; its start receives the plaintext.
  /// - Returns: the size of the plaintext, at least 1; nil where all of `bytes` was taken.
  mutating func open(
    _ position: inout Int, of bytes: Span<UInt8>, into buffer: inout [UInt8]
  ) throws(RelayStreamError) -> Int? {
    if !partial.isEmpty { return try openPartial(&position, of: bytes, into: &buffer) }
    let rest = bytes.count - position
    guard rest >= Self.headerSize else { return keep(&position, of: bytes) }
    let boxSize = Int(bytes[position]) << 8 | Int(bytes[position + 1])
    guard Self.boxSizes.contains(boxSize) else { throw .frameSize }
    guard rest >= Self.headerSize + boxSize else { return keep(&position, of: bytes) }
    let start = position + Self.headerSize
    position = start + boxSize
    return try open(bytes.extracting(start..<position), into: &buffer)
  }

  /// Seals a frame behind what `output` holds.
  ///
  /// - Precondition: `plaintext` has 1 to 2032 bytes.
  mutating func seal(_ plaintext: Span<UInt8>, into output: inout [UInt8]) {
    begin(plaintextSize: plaintext.count, in: &output)
    output.append(copying: plaintext)
    end(plaintextSize: plaintext.count, in: &output)
  }

  /// Seals a frame of data behind what `output` holds.
  ///
  /// - Precondition: `payload` has 1 to 2031 bytes.
  mutating func seal(_ slot: RelaySlot, _ payload: Span<UInt8>, into output: inout [UInt8]) {
    begin(plaintextSize: 1 + payload.count, in: &output)
    output.append(slot.rawValue)
    output.append(copying: payload)
    end(plaintextSize: 1 + payload.count, in: &output)
  }

  /// Length, and room for the authenticator.
  private func begin(plaintextSize: Int, in output: inout [UInt8]) {
    let boxSize = plaintextSize + Sealed.overhead
    precondition(Self.boxSizes.contains(boxSize), "a frame that the other side takes")
    output.append(UInt8(boxSize >> 8))
    output.append(UInt8(boxSize & 0xff))
    output.append(contentsOf: repeatElement(0, count: Sealed.overhead))
  }

  /// Seals what was appended since, where it stands.
  private mutating func end(plaintextSize: Int, in output: inout [UInt8]) {
    sendKey.sealInPlace(&output, from: output.count - plaintextSize, nonce: sendNonce)
    sendNonce = sendNonce.advanced(by: 1)
  }

  /// The frame that holds this.
  mutating func frame(_ plaintext: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    seal(plaintext.span, into: &output)
    return output
  }

  /// Cuts whole frames into pieces of whole frames, of at most `pieceSize` bytes.
  static func pieces(of frames: [UInt8]) -> [[UInt8]] {
    guard frames.count > pieceSize else { return [frames] }
    var pieces: [[UInt8]] = []
    var (start, end) = (0, 0)
    while end < frames.count {
      let next = end + headerSize + (Int(frames[end]) << 8 | Int(frames[end + 1]))
      if next - start > pieceSize {
        pieces.append(Array(frames[start..<end]))
        start = end
      }
      end = next
    }
    return pieces + [Array(frames[start...])]
  }

  /// Completes the frame that began earlier.
  private mutating func openPartial(
    _ position: inout Int, of bytes: Span<UInt8>, into buffer: inout [UInt8]
  ) throws(RelayStreamError) -> Int? {
    take(upTo: Self.headerSize, &position, of: bytes)
    guard partial.count >= Self.headerSize else { return nil }
    let boxSize = Int(partial[0]) << 8 | Int(partial[1])
    guard Self.boxSizes.contains(boxSize) else { throw .frameSize }
    take(upTo: Self.headerSize + boxSize, &position, of: bytes)
    guard partial.count == Self.headerSize + boxSize else { return nil }
    let frame = partial
    partial = []
    return try open(frame.span.extracting(Self.headerSize..<frame.count), into: &buffer)
  }

  private mutating func open(
    _ box: Span<UInt8>, into buffer: inout [UInt8]
  ) throws(RelayStreamError) -> Int {
    guard let size = receiveKey.open(box, nonce: receiveNonce, into: &buffer) else {
      throw .undecryptable
    }
    receiveNonce = receiveNonce.advanced(by: 1)
    return size
  }

  /// Keeps what is left for later.
  private mutating func keep(_ position: inout Int, of bytes: Span<UInt8>) -> Int? {
    take(upTo: bytes.count - position, &position, of: bytes)
    return nil
  }

  /// Moves bytes into `partial` until it holds `size`, or none are left.
  private mutating func take(upTo size: Int, _ position: inout Int, of bytes: Span<UInt8>) {
    let count = min(size - partial.count, bytes.count - position)
    guard count > 0 else { return }
    partial.append(copying: bytes.extracting(position..<(position + count)))
    position += count
  }
}

/// Why a connection's bytes are no frames: it is closed.
enum RelayStreamError: Error, Hashable, Sendable {
  /// A length that no box has.
  case frameSize
  /// Not what comes next from the other side.
  case undecryptable
}

extension Drop {
  /// Bytes of a relay connection that are no frame.
  init(_ error: RelayStreamError) {
    self =
      switch error {
      case .frameSize: .malformed
      case .undecryptable: .undecryptable
      }
  }
}
