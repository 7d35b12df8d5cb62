/// Eight bytes that have a meaning for the requester alone; the answer repeats them.
///
/// - Spec: "RPC Services", "Request ID"
public struct RequestID: WireValue {
  public var rawValue: UInt64

  /// 8 bytes on the wire.
  public static let size = 8

  public init(_ rawValue: UInt64) { self.rawValue = rawValue }

  public init(from reader: inout Reader) throws(WireError) {
    self.init(try reader.uint64())
  }

  public func write(to writer: inout Writer) { writer.write(rawValue) }
}
