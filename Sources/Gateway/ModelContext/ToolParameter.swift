import GatewayCore

/// An argument that a tool takes.
struct ToolParameter: Sendable {
  enum Kind: Sendable {
    /// The most characters.
    case text(Int)
    case number(ClosedRange<Int64>)
    case flag
    /// Some of these words.
    case words([String])
  }

  let name: String
  let kind: Kind
  let isRequired: Bool
  let description: String

  static func required(_ name: String, _ kind: Kind, is description: String) -> ToolParameter {
    ToolParameter(name: name, kind: kind, isRequired: true, description: description)
  }

  static func optional(_ name: String, _ kind: Kind, is description: String) -> ToolParameter {
    ToolParameter(name: name, kind: kind, isRequired: false, description: description)
  }

  /// As JSON Schema.
  var schema: JSONValue {
    var members: [JSONValue.Member] =
      switch kind {
      case .text(let max):
        [
          .init("type", .string("string")), .init("minLength", .integer(1)),
          .init("maxLength", .integer(Int64(max))),
        ]
      case .number(let range):
        [
          .init("type", .string("integer")), .init("minimum", .integer(range.lowerBound)),
          .init("maximum", .integer(range.upperBound)),
        ]
      case .flag: [.init("type", .string("boolean"))]
      case .words(let words):
        [
          .init("type", .string("array")),
          .init(
            "items",
            .object([
              .init("type", .string("string")), .init("enum", .array(words.map(JSONValue.string))),
            ])),
        ]
      }
    members.append(.init("description", .string(description)))
    return .object(members)
  }

  /// - Returns: what is wrong with a value, as the end of a sentence; nil where it fits.
  func mistake(in value: ToolValue) -> String? {
    switch (kind, value) {
    case (.text(let max), .text(let text)):
      if text.isEmpty { return "is empty" }
      return text.unicodeScalars.count > max ? "is longer than \(max) characters" : nil
    case (.text, _): return "is not text"
    case (.number(let range), .number(let number)):
      return range.contains(number)
        ? nil : "is not between \(range.lowerBound) and \(range.upperBound)"
    case (.number, _): return "is not a whole number"
    case (.flag, .flag): return nil
    case (.flag, _): return "is not true or false"
    case (.words(let known), .words(let words)):
      return words.allSatisfy(known.contains)
        ? nil : "has a word that is none of \(known.joined(separator: ", "))"
    case (.words, _): return "is not a list of words"
    }
  }
}

/// A value as a client gives it.
enum ToolValue: Decodable {
  case text(String)
  case number(Int64)
  case flag(Bool)
  case words([String])
  case other

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(Int64.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let words = try? container.decode([String].self) {
      self = .words(words)
    } else {
      self = .other
    }
  }
}

/// The arguments of a call, which fit the tool's parameters. null counts as left out.
struct ToolArguments {
  private var values: [String: ToolValue] = [:]

  /// - Throws: `ToolFailure` with the first mistake.
  init(_ given: [String: ToolValue?], for parameters: [ToolParameter]) throws(ToolFailure) {
    let names = parameters.map(\.name)
    if let unknown = given.keys.sorted().first(where: { !names.contains($0) }) {
      let known = names.isEmpty ? "none" : names.joined(separator: ", ")
      throw ToolFailure("There is no argument \"\(unknown.prefix(64))\": the tool takes \(known).")
    }
    for parameter in parameters {
      guard let value = given[parameter.name] ?? nil else {
        guard parameter.isRequired else { continue }
        throw ToolFailure("The argument \"\(parameter.name)\" is missing.")
      }
      if let mistake = parameter.mistake(in: value) {
        throw ToolFailure("The argument \"\(parameter.name)\" \(mistake).")
      }
      values[parameter.name] = value
    }
  }

  func text(_ name: String) -> String? {
    if case .text(let text)? = values[name] { text } else { nil }
  }

  func number(_ name: String) -> Int64? {
    if case .number(let number)? = values[name] { number } else { nil }
  }

  func flag(_ name: String) -> Bool {
    if case .flag(let flag)? = values[name] { flag } else { false }
  }

  func words(_ name: String) -> [String]? {
    if case .words(let words)? = values[name] { words } else { nil }
  }
}
