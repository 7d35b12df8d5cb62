import GatewayCore

/// A value of a request, and the member of the application's request that it becomes.
struct Parameter: Sendable {
  enum Place: String, Sendable { case path, query, body }

  /// The values that it may have.
  enum Kind: Sendable {
    /// Unicode scalars, as JSON Schema counts them.
    case text(max: Int)
    /// A text, or null, which removes it.
    case textOrNull(max: Int)
    /// 1 to so many ASCII letters, digits, and signs of "._-".
    case name(max: Int)
    /// 64 hex digits.
    case publicKey
    case number(ClosedRange<Int64>)
    case boolean
    case time
    case choice([String])
    /// Different numbers.
    case numbers(max: Int)
    /// In a query, with blanks between them.
    case words(max: Int)
    /// Words, in a body.
    case texts(max: Int)
    /// Contacts as a person names them, in a body.
    case contacts(max: Int)
    /// Members of their own, in a body: none is needed.
    case members([Parameter])
    /// Seconds, which the application counts in milliseconds.
    case lifetime(ClosedRange<Int64>)
    /// Seconds, "30s" or "30": how long the server may wait before it answers.
    case wait(max: Int64)
    /// Different words of these; in a query with commas between them.
    case choices([String])
  }

  /// As the client writes it.
  var name: String
  /// As it is called on the control socket.
  var member: String
  var place: Place
  var kind: Kind
  var isNeeded: Bool
  var help: String

  /// Whether a text of it has at least one character.
  var mayNotBeEmpty: Bool { if case .text = kind { isNeeded } else { false } }

  static func path(
    _ name: String, as member: String? = nil, _ kind: Kind, help: String
  ) -> Parameter {
    Parameter(
      name: name, member: member ?? name, place: .path, kind: kind, isNeeded: true, help: help)
  }

  static func query(
    _ name: String, as member: String? = nil, _ kind: Kind, isNeeded: Bool = false, help: String
  ) -> Parameter {
    Parameter(
      name: name, member: member ?? name, place: .query, kind: kind, isNeeded: isNeeded, help: help)
  }

  static let wordsLengthMax = 1_024

  /// How long the answer may wait for an event.
  static let wait = Parameter(
    name: "wait", member: "", place: .query, kind: .wait(max: 60), isNeeded: false,
    help: "How long to wait for an event where there is none, at most 60s; not at all without it.")

  static func body(
    _ name: String, as member: String? = nil, _ kind: Kind, isNeeded: Bool = true, help: String
  ) -> Parameter {
    Parameter(
      name: name, member: member ?? name, place: .body, kind: kind, isNeeded: isNeeded, help: help)
  }

  /// A contact as a person names it.
  static let contact = Parameter.path(
    "contact", .text(max: 200), help: "Its codename, public key or Tox ID.")
  static let message = Parameter.path(
    "message", as: "messages", .numbers(max: 1), help: "The number of a message or answer.")
}

extension Parameter {
  /// The value of a text in a path or a query.
  func value(of text: String) throws(Problem) -> JSONValue {
    switch kind {
    case .text, .textOrNull, .name, .publicKey, .time, .choice, .contacts, .members:
      return try value(of: .string(text))
    case .number, .numbers, .texts, .lifetime:
      // As JSON writes numbers, and not as "+5" or "0005".
      guard let number = Int64(text), String(number) == text else { throw mismatch }
      if case .numbers = kind { return try value(of: .array([.integer(number)])) }
      return try value(of: .integer(number))
    case .wait(let max):
      let digits = text.hasSuffix("s") ? text.dropLast() : text[...]
      guard let seconds = Int64(digits), String(seconds) == digits, (0...max).contains(seconds)
      else { throw mismatch }
      return .integer(seconds)
    case .boolean:
      guard ["true", "false"].contains(text) else { throw mismatch }
      return .boolean(text == "true")
    case .words(let max):
      let words = text.split(separator: " ", omittingEmptySubsequences: false)
      guard (1...max).contains(words.count), words.allSatisfy({ !$0.isEmpty }),
        text.unicodeScalars.count <= Self.wordsLengthMax
      else { throw mismatch }
      return .array(words.map { .string(String($0)) })
    case .choices:
      return try value(of: .array(text.split(separator: ",").map { .string(String($0)) }))
    }
  }

  /// The value of a member of the body, or a value from elsewhere in the same form.
  func value(of value: JSONValue) throws(Problem) -> JSONValue {
    let value = Self.whole(value)
    switch (kind, value) {
    case (.text(let max), .string(let text)), (.textOrNull(let max), .string(let text)):
      guard text.utf8.count <= max || text.unicodeScalars.count <= max else {
        throw .invalid("\(name) has at most \(max) characters.")
      }
      guard !mayNotBeEmpty || !text.isEmpty else { throw .invalid("\(name) is empty.") }
      guard !text.utf8.contains(0) else { throw .invalid("\(name) holds a NUL.") }
    case (.textOrNull, .null): break
    case (.name(let max), .string(let text)):
      guard (1...max).contains(text.utf8.count), text.utf8.allSatisfy(\.isOfName)
      else { throw mismatch }
    case (.publicKey, .string(let text)):
      guard text.utf8.count == 64, text.utf8.allSatisfy(\.isASCIIHexDigit) else { throw mismatch }
    case (.number(let range), .integer(let number)):
      guard range.contains(number) else { throw mismatch }
    case (.lifetime(let range), .integer(let seconds)):
      guard range.contains(seconds) else { throw mismatch }
      return .integer(seconds * 1_000)
    case (.texts(let max), .array(let elements)):
      guard elements.count <= max, elements.allSatisfy(Self.isWord) else { throw mismatch }
    case (.contacts(let max), .array(let elements)):
      guard !elements.isEmpty, elements.count <= max, elements.allSatisfy(Self.isContact) else {
        throw mismatch
      }
    case (.members(let known), .object(let members)):
      guard Set(members.map(\.name)).count == members.count else { throw mismatch }
      return .object(
        try members.map { member throws(Problem) in
          guard let parameter = known.first(where: { $0.name == member.name }) else {
            throw .invalid("\(name) has no member \(ShownName(member.name)).")
          }
          return .init(parameter.member, try parameter.value(of: member.value))
        })
    case (.boolean, .boolean): break
    case (.time, .string(let text)):
      guard let time = UnixMilliseconds(anyRFC3339: text) else { throw mismatch }
      return .string(time.clamped.rfc3339)
    case (.choice(let words), .string(let word)):
      guard words.contains(word) else { throw mismatch }
    case (.numbers(let max), .array(let elements)):
      let numbers = try elements.map { element throws(Problem) in try positive(element) }
      guard !numbers.isEmpty, numbers.count <= max else { throw mismatch }
      return .array(numbers)
    case (.choices(let words), .array(let elements)):
      guard !elements.isEmpty, Set(elements).count == elements.count,
        elements.allSatisfy({ element in words.contains { .string($0) == element } })
      else { throw mismatch }
    default: throw mismatch
    }
    return value
  }

  /// JSON knows one kind of number: 1.0 is 1.
  private static func whole(_ value: JSONValue) -> JSONValue {
    guard case .number(let number) = value, let whole = Int64(exactly: number) else { return value }
    return .integer(whole)
  }

  private func positive(_ value: JSONValue) throws(Problem) -> JSONValue {
    let value = Self.whole(value)
    guard case .integer(let number) = value, number > 0 else { throw mismatch }
    return value
  }

  static let wordLengthMax = 64

  static let contactLengthMax = 200

  private static func isContact(_ value: JSONValue) -> Bool {
    guard case .string(let text) = value else { return false }
    return !text.isEmpty && text.unicodeScalars.count <= contactLengthMax && !text.utf8.contains(0)
  }

  private static func isWord(_ value: JSONValue) -> Bool {
    guard case .string(let text) = value else { return false }
    return text.unicodeScalars.count <= wordLengthMax && !text.utf8.contains(0)
  }

  private var mismatch: Problem { .invalid("\(name) must be \(kind).") }
}

extension Parameter.Kind: CustomStringConvertible {
  /// The end of a sentence.
  var description: String {
    switch self {
    case .text(let max): "a text of at most \(max) characters"
    case .textOrNull(let max): "a text of at most \(max) characters, or null"
    case .name(let max): "1 to \(max) letters, digits and signs of \"._-\""
    case .publicKey: "a public key of 64 hex digits"
    case .number(let range):
      range.upperBound == .max
        ? "a whole number from \(range.lowerBound)"
        : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .time: "a time as in RFC 3339, such as 2026-01-05T10:00:00Z"
    case .choice(let words): "one of \(words.joined(separator: ", "))"
    case .numbers(1): "a whole number from 1"
    case .numbers(let max): "a list of 1 to \(max) whole numbers"
    case .wait(let max): "a time in seconds, such as 30s, at most \(max)s"
    case .texts(let max): "a list of at most \(max) words"
    case .contacts(let max): "a list of 1 to \(max) contacts"
    case .members(let known):
      "an object with members of \(known.map(\.name).joined(separator: ", "))"
    case .lifetime(let range):
      "a number of seconds from \(range.lowerBound) to \(range.upperBound)"
    case .words(let max): "1 to \(max) words with blanks between them"
    case .choices(let words): "a list of different words of \(words.joined(separator: ", "))"
    }
  }
}
