import ToxWire

/// A file that we offer or send.
struct SendingFile {
  let generation: UInt64
  /// In bytes; nil: a stream.
  let size: UInt64?
  private(set) var state = State.offered
  var pause: FilePause = []
  /// Where the contact wants it to begin, and later the next byte to leave.
  private(set) var position: UInt64 = 0
  /// What the owner wrote and has not left.
  private var buffer = FileBuffer()
  /// How many bytes the owner was asked for and has not answered.
  private var asked = 0
  /// The owner wrote the end of a stream.
  private var hasEnd = false
  /// A packet of it can leave, and it waits for its turn.
  var takesTurns = false

  /// From the offer to the last acknowledgement. In every state it may be over: cancelled by either
  /// side, or with the session.
  enum State: Hashable {
    /// The contact has not accepted. Exits: running (ACCEPT).
    case offered
    /// Data leave unless there is a pause. Exits: finishing.
    case running
    /// The last data left in the packet of this number. Exits: over (acknowledged).
    case finishing(UInt32)
  }

  /// How much the owner is asked for at once: less than 64 KiB, in whole packets.
  static let askSize = 47 * FileData.sizeLimit

  init(generation: UInt64, size: UInt64?) {
    self.generation = generation
    self.size = size
  }

  /// Before it accepts, the contact may choose where the file begins: of a stream below 2^63, which
  /// none reaches.
  ///
  /// - Returns: false where it may not.
  mutating func seek(to position: UInt64) -> Bool {
    guard state == .offered, position < size ?? UInt64(Int64.max) else { return false }
    self.position = position
    return true
  }

  mutating func accept() { state = .running }

  // MARK: From the owner

  /// Where the next bytes of the owner belong.
  private var writtenEnd: UInt64 { position + UInt64(buffer.count) }

  /// Whether the owner has written everything.
  private var isWritten: Bool { size.map { writtenEnd == $0 } ?? hasEnd }

  /// What to ask the owner for, where there is room and it has nothing to answer.
  mutating func ask() -> (position: UInt64, count: Int)? {
    guard state == .running, pause.isEmpty, asked == 0, !isWritten,
      buffer.count < Self.askSize
    else { return nil }
    asked = size.map { min(Int(clamping: $0 - writtenEnd), Self.askSize) } ?? Self.askSize
    return (writtenEnd, asked)
  }

  /// The owner's answer.
  mutating func write(_ bytes: [UInt8], isLast: Bool) throws(WriteFileError) {
    guard asked > 0 else { throw .notAsked }
    guard bytes.count <= asked else { throw .tooMuch }
    guard !bytes.isEmpty || isLast else { throw .empty }
    if isLast, let size, writtenEnd + UInt64(bytes.count) < size { throw .endsEarly }
    asked = 0
    buffer.append(bytes)
    hasEnd = isLast
  }

  // MARK: To the contact

  /// Whether a packet can leave: a full one, or the last.
  var canSend: Bool {
    state == .running && pause.isEmpty && (buffer.count >= FileData.sizeLimit || isWritten)
  }

  /// Takes the next packet's payload; the last one of a stream is shorter than the others, or
  /// empty.
  ///
  /// - Precondition: `canSend`.
  mutating func takePacket(as fileNumber: UInt8, number: UInt32) -> [UInt8] {
    precondition(canSend, "only what may leave")
    let count = min(buffer.count, FileData.sizeLimit)
    let packet = FileData.packet(fileNumber, size: count) { buffer.move(count, to: &$0) }
    position += UInt64(count)
    let isLast = size.map { position == $0 } ?? (count < FileData.sizeLimit)
    if isLast { state = .finishing(number) }
    return packet
  }
}
