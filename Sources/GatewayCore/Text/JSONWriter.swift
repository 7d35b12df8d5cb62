/// Writes a JSON object member by member, where building a `JSONValue` first would cost more than
/// all else: the body of each delivery.
///
/// Names are literals in which nothing is escaped.
public struct JSONWriter {
  private var bytes: [UInt8] = []
  /// Whether the open object has a member.
  private var hasMember = false

  /// Most bodies have less.
  private static let capacity = 1_000

  private init() { bytes.reserveCapacity(Self.capacity) }

  /// An object on one line, without blanks.
  public static func object(_ members: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    json.object(members)
    // Made of strings and ASCII alone, it is UTF-8 without a look at it.
    return unsafe String(copying: UTF8Span(unchecked: json.bytes.span))
  }

  public mutating func member(_ name: StaticString, _ string: String) {
    begin(name)
    bytes.append(jsonString: string)
  }

  public mutating func member(_ name: StaticString, _ integer: Int64) {
    begin(name)
    bytes.append(contentsOf: String(integer).utf8)
  }

  /// The time as RFC 3339.
  public mutating func member(_ name: StaticString, _ time: UnixMilliseconds) {
    begin(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(rfc3339: time)
    bytes.append(UInt8(ascii: "\""))
  }

  public mutating func member(_ name: StaticString, _ value: JSONValue) {
    begin(name)
    bytes.append(value)
  }

  /// An object.
  public mutating func member(_ name: StaticString, _ members: (inout JSONWriter) -> Void) {
    begin(name)
    object(members)
  }

  private mutating func begin(_ name: StaticString) {
    if hasMember { bytes.append(UInt8(ascii: ",")) }
    hasMember = true
    bytes.append(UInt8(ascii: "\""))
    unsafe bytes.append(
      contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func object(_ members: (inout JSONWriter) -> Void) {
    bytes.append(UInt8(ascii: "{"))
    hasMember = false
    members(&self)
    bytes.append(UInt8(ascii: "}"))
    hasMember = true
  }
}
