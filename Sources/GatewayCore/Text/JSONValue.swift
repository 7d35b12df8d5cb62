/// A JSON value. Objects keep the order of their members, so that equal values give equal bytes.
public enum JSONValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  /// Must be finite: JSON has no other numbers.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  public struct Member: Hashable, Sendable {
    public var name: String
    public var value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value on one line, without blanks.
  public var text: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    bytes.append(self)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The number of bytes of `text`.
  public var byteCount: Int {
    switch self {
    case .null: 4
    case .boolean(let boolean): boolean ? 4 : 5
    case .integer(let integer): String(integer).utf8.count
    case .number(let number): number.description.utf8.count
    case .string(let text): text.jsonByteCount
    // The brackets, and commas between the elements.
    case .array(let elements):
      elements.reduce(2 + max(0, elements.count - 1)) { $0 + $1.byteCount }
    case .object(let members):
      members.reduce(2 + max(0, members.count - 1)) {
        $0 + $1.name.jsonByteCount + 1 + $1.value.byteCount
      }
    }
  }
}

extension [UInt8] {
  /// Appends a value as JSON.
  public mutating func append(_ value: JSONValue) {
    switch value {
    case .null: append(contentsOf: "null".utf8)
    case .boolean(let boolean): append(contentsOf: (boolean ? "true" : "false").utf8)
    case .integer(let integer): append(contentsOf: String(integer).utf8)
    case .number(let number): append(contentsOf: number.description.utf8)
    case .string(let text): append(jsonString: text)
    case .array(let elements):
      append(UInt8(ascii: "["))
      for index in elements.indices {
        if index > 0 { append(UInt8(ascii: ",")) }
        append(elements[index])
      }
      append(UInt8(ascii: "]"))
    case .object(let members):
      append(UInt8(ascii: "{"))
      for index in members.indices {
        if index > 0 { append(UInt8(ascii: ",")) }
        append(jsonString: members[index].name)
        append(UInt8(ascii: ":"))
        append(members[index].value)
      }
      append(UInt8(ascii: "}"))
    }
  }
}
