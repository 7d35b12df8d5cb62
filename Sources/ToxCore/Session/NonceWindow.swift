import ToxWire

/// Turns the 16 bits of a nonce that a data packet carries into the whole nonce, and tells repeated
/// packets from new ones.
///
/// The saved base follows the stream in steps of 21845 (a third of 65536): packets may come up to
/// 21845 late or 43690 early.
///
/// - Spec: "Data packet"
/// - Differs: the reference has no window against replays and delivers a lossy packet twice.
struct NonceWindow {
  private var base: Nonce
  /// The distance of the base from the stream's first nonce, in packets.
  private var baseIndex: UInt64 = 0
  /// One more than the highest index that was accepted.
  private var indexEnd: UInt64 = 0
  /// Bit `index % 1024` for each of the last 1024 indices: accepted.
  private var seen = InlineArray<16, UInt64>(repeating: 0)

  private static let step: UInt64 = 21_845
  static let size: UInt64 = 1_024

  /// - Parameter base: the peer's base nonce, from its handshake.
  init(base: Nonce) { self.base = base }

  /// A packet's place in the stream.
  struct Position {
    var nonce: Nonce
    fileprivate var index: UInt64
    fileprivate var distance: UInt64
  }

  enum Freshness {
    case new
    /// This very packet was accepted before.
    case seen
    /// Too far behind to tell.
    case tooOld
  }

  func position(of low16: UInt16) -> Position {
    let distance = UInt64(low16 &- base.low16)
    return Position(
      nonce: base.advanced(by: distance), index: baseIndex + distance, distance: distance)
  }

  /// The position of a packet that is newer than all before; nil for others. A packet that was
  /// overheard and replayed is never newer.
  func newestPosition(of low16: UInt16) -> Position? {
    let position = position(of: low16)
    return position.index >= indexEnd && position.index < indexEnd + Self.size ? position : nil
  }

  func freshness(of position: Position) -> Freshness {
    guard position.index < indexEnd else { return .new }
    guard indexEnd - position.index <= Self.size else { return .tooOld }
    return isSeen(position.index) ? .seen : .new
  }

  /// Notes a packet that decrypted.
  mutating func accept(_ position: Position) {
    advance(to: position.index + 1)
    if indexEnd - position.index <= Self.size { mark(position.index) }
    if position.distance > 2 * Self.step {
      base = base.advanced(by: Self.step)
      baseIndex += Self.step
    }
  }

  private mutating func advance(to newEnd: UInt64) {
    guard newEnd > indexEnd else { return }
    if newEnd - indexEnd >= Self.size {
      seen = InlineArray(repeating: 0)
      indexEnd = newEnd
    }
    while indexEnd < newEnd {
      seen[Int(indexEnd % Self.size) >> 6] &= ~(1 << (indexEnd & 63))
      indexEnd += 1
    }
  }

  private func isSeen(_ index: UInt64) -> Bool {
    seen[Int(index % Self.size) >> 6] & 1 << (index & 63) != 0
  }

  private mutating func mark(_ index: UInt64) {
    seen[Int(index % Self.size) >> 6] |= 1 << (index & 63)
  }
}
