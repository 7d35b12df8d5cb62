import ToxWire

/// A file that a contact offers or sends.
struct ReceivingFile {
  let generation: UInt64
  /// In bytes; nil: a stream.
  let size: UInt64?
  var state = State.offered
  var pause: FilePause = []
  /// The next byte.
  private(set) var position: UInt64 = 0
  /// What came since the owner was last told.
  private var untold: [UInt8] = []
  /// What came while we held the transfer, in bytes.
  private var bytesInPause = 0

  /// From the offer to the last byte. In every state it may be over: cancelled by either side, or
  /// with the session.
  enum State: Hashable {
    /// The contact waits for an answer. Exits: running (the owner accepts).
    case offered
    /// Data come, also in a pause. Exits: complete.
    case running
    /// The last data came in the packet of this number, whose acknowledgement waits for the owner.
    /// Exits: over (consumed).
    case complete(UInt32)
  }

  /// What a packet with data did.
  enum Outcome: Hashable {
    /// Not accepted, or over.
    case unexpected
    /// - isFirst: the owner had been told of everything before it.
    case goesOn(isFirst: Bool)
    case ended(isWhole: Bool)
    /// The contact does not heed our pause.
    case unpaused
  }

  init(generation: UInt64, size: UInt64?) {
    self.generation = generation
    self.size = size
  }

  /// How many bytes wait to be told.
  var untoldCount: Int { untold.count }

  mutating func accept(from position: UInt64) {
    self.position = position
    state = .running
  }

  /// Takes the data of a packet; a short piece is the last one.
  ///
  /// - Parameters:
  ///   - pausedBytesMax: how many bytes may come in a pause of ours.
  ///   - excess: counts the bytes past the size, which are cut off.
  mutating func take(
    _ packet: [UInt8], pausedBytesMax: Int, excess: inout Int
  ) -> Outcome {
    guard state == .running else { return .unexpected }
    let count = packet.count - FileData.headerSize
    let room = size.map { Int(clamping: $0 - position) } ?? .max
    let taken = min(count, room)
    excess = count - taken
    bytesInPause = pause.contains(.ours) ? bytesInPause + taken : 0
    guard bytesInPause <= pausedBytesMax else { return .unpaused }
    let isFirst = untold.isEmpty
    untold.append(contentsOf: packet[FileData.headerSize..<FileData.headerSize + taken])
    position += UInt64(taken)
    if position == size { return .ended(isWhole: true) }
    guard count == FileData.sizeLimit else { return .ended(isWhole: size == nil) }
    return .goesOn(isFirst: isFirst)
  }

  /// Takes what the owner was not told.
  mutating func takeUntold() -> (position: UInt64, bytes: [UInt8])? {
    guard !untold.isEmpty else { return nil }
    var bytes: [UInt8] = []
    swap(&bytes, &untold)
    return (position - UInt64(bytes.count), bytes)
  }
}
