/// A Lua value outside its machine. Text is repaired to valid UTF-8 when it leaves Lua.
enum LuaValue: Hashable {
  case `nil`
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case table([Entry])
  case object(ObjectKind, Int64)

  struct Entry: Hashable {
    var key: LuaValue
    var value: LuaValue
  }

  /// A sequence: 1, 2, 3…
  static func array(_ elements: [LuaValue]) -> LuaValue {
    .table(
      elements.enumerated().map { Entry(key: .integer(Int64($0.offset) + 1), value: $0.element) })
  }

  /// A table with text keys.
  static func record(_ fields: [(String, LuaValue)]) -> LuaValue {
    .table(fields.map { Entry(key: .string($0.0), value: $0.1) })
  }

  /// What a message to the rule's author calls this value.
  var kindName: String {
    switch self {
    case .nil: "nothing"
    case .boolean: "a boolean"
    case .integer, .number: "a number"
    case .string: "a text"
    case .table: "a table"
    case .object(let kind, _): "a \(kind.name)"
    }
  }

  /// The elements of a table whose keys are exactly 1…n, n ≥ 1; else nil.
  var elements: [LuaValue]? {
    // Most tables have names for keys, which the first one shows.
    guard case .table(let entries) = self, case .integer = entries.first?.key else { return nil }
    var elements = [LuaValue](repeating: .nil, count: entries.count)
    for entry in entries {
      guard case .integer(let index) = entry.key, index >= 1, index <= entries.count else {
        return nil
      }
      elements[Int(index) - 1] = entry.value
    }
    return elements
  }

  /// The same value with each table's entries in a fixed order, Lua's own differs in every process:
  /// sequences by index, other tables by the texts of their keys. There a number sorts like the
  /// text that it becomes in JSON, so that the table keeps its order when it is read back.
  var sorted: LuaValue {
    guard case .table(let entries) = self else { return self }
    if let elements { return .array(elements.map(\.sorted)) }
    guard entries.count > 1 else {
      return .table(entries.map { Entry(key: $0.key, value: $0.value.sorted) })
    }
    return .table(
      entries.map { (SortKey($0.key), Entry(key: $0.key, value: $0.value.sorted)) }
        .sorted { $0.0 < $1.0 }.map(\.1))
  }

  /// The text under which a table's key appears in JSON.
  var keyText: String? {
    switch self {
    case .string(let text): text
    case .integer(let integer): String(integer)
    case .number(let number): number.description
    case .boolean(let boolean): boolean.description
    case .nil, .table, .object: nil
    }
  }

  private struct SortKey: Comparable {
    let text: String
    /// Decides between keys of one text, such as 1 and "1".
    let kind: Int

    init(_ key: LuaValue) {
      text = key.keyText ?? ""
      kind =
        switch key {
        case .integer: 0
        case .number: 1
        case .boolean: 2
        case .string: 3
        case .nil, .table, .object: 4
        }
    }

    static func < (left: Self, right: Self) -> Bool {
      left.text.utf8.elementsEqual(right.text.utf8)
        ? left.kind < right.kind : left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
  }
}

/// The kinds of objects that the host hands to Lua.
struct ObjectKind: Hashable, Sendable {
  let number: Int32
  let name: String
  /// Whether its objects may be used after the event in which they were made.
  let isLasting: Bool

  static let message = ObjectKind(number: 1, name: "message", isLasting: false)
  static let contact = ObjectKind(number: 2, name: "contact", isLasting: false)
  static let timer = ObjectKind(number: 3, name: "timer", isLasting: false)
  static let secret = ObjectKind(number: 4, name: "secret", isLasting: true)
  static let webhook = ObjectKind(number: 5, name: "webhook", isLasting: true)
  static let testedBot = ObjectKind(number: 6, name: "bot", isLasting: true)
  static let person = ObjectKind(number: 7, name: "person", isLasting: true)
  static let expectation = ObjectKind(number: 8, name: "expectation", isLasting: true)
  static let offer = ObjectKind(number: 9, name: "offer", isLasting: false)
  static let confirmation = ObjectKind(number: 10, name: "confirmation", isLasting: false)
  static let request = ObjectKind(number: 11, name: "request", isLasting: false)
  static let file = ObjectKind(number: 12, name: "file", isLasting: false)
  static let conversation = ObjectKind(number: 13, name: "conversation", isLasting: false)

  static let all = [
    message, contact, timer, secret, webhook, testedBot, person, expectation, offer, confirmation,
    request, file, conversation,
  ]
}
