/// Which packets a receiver misses: the body of a packet request, payload id 1.
///
/// Each byte is the distance to the next missing number, counted from the one before buffer start;
/// 0 says that the next 255 are there. What lies between is thereby acknowledged.
///
/// - Spec: "Packet request packet"
public struct RequestList: WireValue {
  /// What is missing, as offsets from the packet's buffer start, ascending.
  public private(set) var missing: [Int]
  /// How many numbers the list speaks of: those below that are not missing have arrived.
  public private(set) var count: Int

  /// The id of the payload that this is the body of.
  public static let payloadID: UInt8 = 1

  /// - Parameters:
  ///   - missing: offsets from buffer start, ascending, all below `count`.
  ///   - count: how many numbers there are from buffer start to the highest one known.
  public init(missing: [Int], count: Int) {
    self.missing = missing
    self.count = count
  }

  public init(from reader: inout Reader) throws(WireError) {
    missing = []
    count = 0
    while reader.remaining > 0 {
      let distance = Int(try reader.uint8())
      if distance == 0 {
        count += 255
      } else {
        count += distance
        missing.append(count - 1)
      }
    }
  }

  /// Writes what fits into one packet; the rest is asked for when these have come.
  public func write(to writer: inout Writer) {
    var room = SessionData.Plaintext.payloadSizeMax - 1
    var position = -1
    for offset in missing {
      let isWritten = Self.write(from: position, to: offset, &room, &writer)
      guard isWritten, room > 0 else { return }
      writer.write(UInt8(truncatingIfNeeded: (offset - position - 1) % 255 + 1))
      room -= 1
      position = offset
    }
    _ = Self.write(from: position, to: count, &room, &writer)
  }

  /// Writes a zero for each 255 numbers that lie between two and are there; false where they do
  /// not all fit.
  private static func write(
    from position: Int, to offset: Int, _ room: inout Int, _ writer: inout Writer
  ) -> Bool {
    let zeros = (offset - position - 1) / 255
    let fitting = min(zeros, room)
    writer.write(zeros: fitting)
    room -= fitting
    return fitting == zeros
  }
}
