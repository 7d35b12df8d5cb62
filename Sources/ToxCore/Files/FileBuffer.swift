import DequeModule

/// Bytes that come in large pieces and leave in packets; each is copied once.
struct FileBuffer {
  private var pieces: Deque<[UInt8]> = []
  /// How many bytes of the first piece have left.
  private var offset = 0
  private(set) var count = 0

  mutating func append(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    pieces.append(bytes)
    count += bytes.count
  }

  /// Moves the first `size` bytes to the end of a packet.
  ///
  /// - Precondition: there are so many.
  mutating func move(_ size: Int, to packet: inout [UInt8]) {
    precondition(size <= count, "no more than there is")
    count -= size
    var left = size
    while left > 0, let piece = pieces.first {
      let end = min(offset + left, piece.count)
      packet.append(contentsOf: piece[offset..<end])
      left -= end - offset
      offset = end
      if end == piece.count {
        pieces.removeFirst()
        offset = 0
      }
    }
  }
}
