/// What some clients (TRIfA, Antidote) put behind each text: two zeros, id 32, time 4. The client
/// sends a text again, with the same tail, until a `MessageAcknowledgement` names its id.
///
/// A text may end in zeros or hold some: only this exact place says that there is a tail.
///
/// - Differs: "Messenger" knows no tail; it is "msgV3" of the zoff99 fork of c-toxcore.
public struct MessageTail: WireValue {
  /// In bytes.
  public static let size = 38

  /// Random; the same each time that the text is sent.
  public let id: Bytes32
  /// When the text was written, or an acknowledged one received, in seconds since 1970: what the
  /// peer's clock says.
  public let time: UInt32

  public init(id: Bytes32, time: UInt32) {
    self.id = id
    self.time = time
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard try reader.uint16() == 0 else { throw .value }
    id = try reader.bytes32()
    time = try reader.uint32()
  }

  public func write(to writer: inout Writer) {
    writer.write(zeros: 2)
    writer.write(id)
    writer.write(time)
  }

  /// Takes the tail off the end of a message's bytes, where there is one behind at least one byte.
  static func take(from bytes: inout [UInt8]) -> MessageTail? {
    let start = bytes.count - size
    guard start > 0, bytes[start] == 0, bytes[start + 1] == 0,
      let tail = try? MessageTail(decoding: bytes.span.extracting(start...))
    else { return nil }
    bytes.removeLast(size)
    return tail
  }
}
