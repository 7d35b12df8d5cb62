import GatewayCore

/// Schemas of JSON values, as OpenAPI 3.1 has them.
struct Schema {
  var json: JSONValue

  init(_ members: [(String, JSONValue)]) {
    json = .object(members.map { JSONValue.Member($0.0, $0.1) })
  }

  static let text = Schema([("type", .string("string"))])
  static let integer = Schema([("type", .string("integer"))])
  static let boolean = Schema([("type", .string("boolean"))])
  static let time = Schema([("type", .string("string")), ("format", .string("date-time"))])
  /// Any object.
  static let anyObject = Schema([("type", .string("object"))])

  static func word(_ words: [String]) -> Schema {
    Schema([("type", .string("string")), ("enum", .array(words.map(JSONValue.string)))])
  }

  static func list(_ element: Schema) -> Schema {
    Schema([("type", .string("array")), ("items", element.json)])
  }

  static func reference(_ name: String) -> Schema {
    Schema([("$ref", .string("#/components/schemas/\(name)"))])
  }

  /// - Parameter members: those whose name ends with "?" may be missing.
  static func object(_ members: [(String, Schema)]) -> Schema {
    let names = members.map { $0.0.hasSuffix("?") ? String($0.0.dropLast()) : $0.0 }
    let needed = members.map(\.0).filter { !$0.hasSuffix("?") }
    var object: [(String, JSONValue)] = [
      ("type", .string("object")), ("additionalProperties", .boolean(false)),
      (
        "properties",
        .object(zip(names, members).map { JSONValue.Member($0, $1.1.json) })
      ),
    ]
    if !needed.isEmpty { object.append(("required", .array(needed.map(JSONValue.string)))) }
    return Schema(object)
  }
}

extension Parameter {
  var schema: Schema {
    switch kind {
    case .text(let max):
      guard place == .path else {
        return Schema([
          ("type", .string("string")), ("minLength", .integer(mayNotBeEmpty ? 1 : 0)),
          ("maxLength", .integer(Int64(max))), ("pattern", .string("^[^\\u0000]*$")),
        ])
      }
      return Schema([
        ("type", .string("string")), ("minLength", .integer(1)),
        ("maxLength", .integer(Int64(max))), ("pattern", .string("^[^\\u0000/\\\\]+$")),
        ("not", .object([.init("enum", .array([.string("."), .string("..")]))])),
      ])
    case .textOrNull(let max):
      return Schema([
        ("type", .array([.string("string"), .string("null")])),
        ("maxLength", .integer(Int64(max))), ("pattern", .string("^[^\\u0000]*$")),
      ])
    case .name(let max): return Self.text(like: "^[A-Za-z0-9._-]{1,\(max)}$")
    case .publicKey: return Self.text(like: "^[0-9A-Fa-f]{64}$")
    case .number(let range): return Self.number(range)
    case .boolean: return .boolean
    case .time: return .time
    case .choice(let words): return .word(words)
    case .numbers(let max):
      guard place == .body else { return Self.number(1...Int64.max) }
      return Schema([
        ("type", .string("array")), ("items", Self.number(1...Int64.max).json),
        ("minItems", .integer(1)), ("maxItems", .integer(Int64(max))),
      ])
    case .words(let max):
      return Schema([
        ("type", .string("string")), ("maxLength", .integer(Int64(Self.wordsLengthMax))),
        ("pattern", .string("^[^ \\u0000]+( [^ \\u0000]+){0,\(max - 1)}$")),
      ])
    case .texts(let max):
      let word = Schema([
        ("type", .string("string")), ("maxLength", .integer(Int64(Self.wordLengthMax))),
        ("pattern", .string("^[^\\u0000]*$")),
      ])
      return Schema([
        ("type", .string("array")), ("items", word.json), ("maxItems", .integer(Int64(max))),
      ])
    case .contacts(let max):
      let contact = Schema([
        ("type", .string("string")), ("minLength", .integer(1)),
        ("maxLength", .integer(Int64(Self.contactLengthMax))),
        ("pattern", .string("^[^\\u0000]*$")),
      ])
      return Schema([
        ("type", .string("array")), ("items", contact.json), ("minItems", .integer(1)),
        ("maxItems", .integer(Int64(max))),
      ])
    case .members(let known): return .object(known.map { ("\($0.name)?", $0.schema) })
    case .lifetime(let range): return Self.number(range)
    case .wait: return Self.text(like: "^([0-9]|[1-5][0-9]|60)s?$")
    case .choices(let words):
      return Schema([
        ("type", .string("array")), ("items", Schema.word(words).json),
        ("minItems", .integer(1)), ("uniqueItems", .boolean(true)),
      ])
    }
  }

  private static func text(like pattern: String) -> Schema {
    Schema([("type", .string("string")), ("pattern", .string(pattern))])
  }

  private static func number(_ range: ClosedRange<Int64>) -> Schema {
    Schema([
      ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
      ("maximum", .integer(range.upperBound)),
    ])
  }
}
