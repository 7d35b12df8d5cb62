/// Why a text is no JSON: a clause that names a position, never the text.
public struct JSONMistake: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  init(_ description: String) { self.description = description }
}

extension JSONValue {
  /// Reads JSON (RFC 8259), with a limit on depth; its callers limit the size. A member that stands
  /// twice is there twice.
  public init(json text: some Sequence<UInt8>) throws(JSONMistake) {
    self = try JSONReader.read(Array(text))
  }
}

private struct JSONReader {
  static let depthMax = 32

  private let bytes: [UInt8]
  private var position = 0

  static func read(_ text: [UInt8]) throws(JSONMistake) -> JSONValue {
    var reader = JSONReader(bytes: text)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == reader.bytes.count else { throw reader.problem }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var problem: JSONMistake { JSONMistake("not JSON at byte \(position + 1)") }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  /// Skips space, and the wanted character if it comes next.
  private mutating func take(_ wanted: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: wanted) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ word: StaticString) throws(JSONMistake) {
    let wanted = Array(word.description.utf8)
    guard bytes[position...].starts(with: wanted) else { throw problem }
    position += wanted.count
  }

  private mutating func value(depth: Int) throws(JSONMistake) -> JSONValue {
    guard depth < Self.depthMax else { throw JSONMistake("the JSON is nested too deeply") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"):
      try expect("true")
      return .boolean(true)
    case UInt8(ascii: "f"):
      try expect("false")
      return .boolean(false)
    case UInt8(ascii: "n"):
      try expect("null")
      return .null
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(JSONMistake) -> JSONValue {
    var members: [JSONValue.Member] = []
    position += 1
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      let key = try string()
      guard take(":") else { throw problem }
      members.append(.init(key, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw problem }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONMistake) -> JSONValue {
    var elements: [JSONValue] = []
    position += 1
    if take("]") { return .array([]) }
    repeat { elements.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw problem }
    return .array(elements)
  }

  private mutating func string() throws(JSONMistake) -> String {
    guard next == UInt8(ascii: "\"") else { throw problem }
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      guard byte >= 0x20 else { throw problem }
      position += 1
      if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
      if byte == UInt8(ascii: "\\") {
        text += try escape()
      } else {
        text.append(byte)
      }
    }
    throw problem
  }

  private mutating func escape() throws(JSONMistake) -> [UInt8] {
    guard let letter = next else { throw problem }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(try unicodeScalar()).utf8)
    default:
      position -= 1
      throw problem
    }
  }

  /// The scalar after "\u"; a lone half of a surrogate pair becomes U+FFFD.
  private mutating func unicodeScalar() throws(JSONMistake) -> Unicode.Scalar {
    let first = try fourDigits()
    guard (0xD800..<0xDC00).contains(first), bytes[position...].starts(with: Array("\\u".utf8))
    else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
    let mark = position
    position += 2
    let second = try fourDigits()
    guard (0xDC00..<0xE000).contains(second) else {
      position = mark
      return "\u{FFFD}"
    }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func fourDigits() throws(JSONMistake) -> UInt32 {
    guard position + 4 <= bytes.count,
      bytes[position..<position + 4].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let number = UInt32(
        String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw problem }
    position += 4
    return number
  }

  /// -? int frac? exp?, where int has no leading zero.
  private mutating func number() throws(JSONMistake) -> JSONValue {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    let isZero = next == UInt8(ascii: "0")
    guard skipDigits() > 0 else { throw problem }
    let text = { [bytes] (end: Int) in String(decoding: bytes[start..<end], as: UTF8.self) }
    guard !isZero || text(position).drop(while: { $0 == "-" }).count == 1 else { throw problem }
    var isInteger = true
    if next == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      guard skipDigits() > 0 else { throw problem }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() > 0 else { throw problem }
    }
    if isInteger, let integer = Int64(text(position)) { return .integer(integer) }
    guard let number = Double(text(position)), number.isFinite else { throw problem }
    return .number(number)
  }

  private mutating func skipDigits() -> Int {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position - start
  }
}
