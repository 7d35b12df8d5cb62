import GatewayCore

/// JSON from Lua values: always valid UTF-8, keys sorted by their text and no key twice, so that
/// the same value gives the same bytes, and gives them again when they were read.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  /// What the text is, for its error, and how long it may become.
  private let what: String
  private let bytesMax: Int

  init(_ what: String, bytesMax: Int) {
    self.what = what
    self.bytesMax = bytesMax
  }

  static func text(
    _ value: LuaValue, _ what: String, bytesMax: Int = RuleLimits.jsonBytes
  ) throws(HostError) -> String {
    var writer = JSONWriter(what, bytesMax: bytesMax)
    try writer.write(value.sorted)
    return writer.text
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends JSON as it stands.
  mutating func raw(_ json: String) { bytes += json.utf8 }

  mutating func string(_ text: String) { bytes.append(jsonString: text) }

  func requireFit() throws(HostError) {
    guard bytes.count <= bytesMax else { throw HostError("\(what) has at most \(bytesMax) bytes") }
  }

  /// Appends a value whose tables are sorted already.
  mutating func write(_ value: LuaValue) throws(HostError) {
    try append(value)
    try requireFit()
  }

  private mutating func append(_ value: LuaValue) throws(HostError) {
    switch value {
    case .nil: raw("null")
    case .boolean(let boolean): raw(boolean ? "true" : "false")
    case .integer(let integer): raw(String(integer))
    case .number(let number):
      guard number.isFinite else { throw HostError("JSON has no number \(number)") }
      raw(number.description)
    case .string(let text): string(text)
    case .object(let kind, _): throw HostError("a \(kind.name) has no JSON; name its fields")
    case .table(let entries):
      if let elements = value.elements {
        try array(elements)
      } else {
        try object(entries)
      }
    }
  }

  private mutating func array(_ elements: [LuaValue]) throws(HostError) {
    raw("[")
    for (index, element) in elements.enumerated() {
      if index > 0 { raw(",") }
      try write(element)
    }
    raw("]")
  }

  private mutating func object(_ entries: [LuaValue.Entry]) throws(HostError) {
    raw("{")
    var last: String?
    for entry in entries {
      guard let key = entry.key.keyText else {
        throw HostError("\(entry.key.kindName) cannot be a key in JSON")
      }
      if let last {
        guard !key.utf8.elementsEqual(last.utf8) else {
          throw HostError("two keys of a table are \(quoted: key) in JSON")
        }
        raw(",")
      }
      last = key
      string(key)
      raw(":")
      try write(entry.value)
    }
    raw("}")
  }
}
