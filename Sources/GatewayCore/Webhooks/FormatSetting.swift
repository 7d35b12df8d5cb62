/// A setting that a webhook takes because of its format, beside those that every webhook takes.
public struct FormatSetting: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// A text, a whole number as its digits, or `secret "NAME"`.
    case text
    /// A text that is stored with each delivery, and so is no secret.
    case plainText
    /// A whole number.
    case number(ClosedRange<Int64>)
    /// One of these texts.
    case choice([String])
    /// Texts or secrets in order; one alone stands for a list of it.
    case list
    /// Names, each with a text or a secret.
    case table
  }

  public var name: String
  public var kind: Kind
  public var isRequired: Bool
  /// Whether its value may be shown to the owner, unless it was given as a secret.
  public var isShown: Bool

  public init(_ name: String, _ kind: Kind, isRequired: Bool = false, isShown: Bool = false) {
    self.name = name
    self.kind = kind
    self.isRequired = isRequired
    self.isShown = isShown
  }
}

/// A mistake in a setting of a format. Its text contains no value, which may be secret.
public struct FormatSettingMistake: Error, Hashable, Sendable, CustomStringConvertible {
  /// The setting's name.
  public let setting: String
  /// The end of a sentence about it.
  public let description: String

  public init(_ setting: String, _ description: String) {
    self.setting = setting
    self.description = description
  }
}

/// The values of a webhook's format settings, as its declaration has them. Some are secrets: they
/// are neither logged nor stored.
public struct FormatSettings: Hashable, Sendable {
  private let members: [JSONValue.Member]
  /// The values that were given as secrets.
  public let secrets: [String]

  /// - Parameter members: a text, a number, an array of texts or an object of texts each.
  public init(_ members: [JSONValue.Member] = [], secrets: [String] = []) {
    self.members = members
    self.secrets = secrets
  }

  public var isEmpty: Bool { members.isEmpty }

  /// All of them as JSON, secrets included.
  public var json: JSONValue { .object(members) }

  public subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }

  public func text(_ name: String) -> String? {
    if case .string(let text)? = self[name] { text } else { nil }
  }

  public func number(_ name: String) -> Int64? {
    if case .integer(let number)? = self[name] { number } else { nil }
  }

  public func list(_ name: String) -> [String] {
    guard case .array(let values)? = self[name] else { return [] }
    return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  public func table(_ name: String) -> [(name: String, value: String)] {
    guard case .object(let members)? = self[name] else { return [] }
    return members.compactMap {
      if case .string(let text) = $0.value { ($0.name, text) } else { nil }
    }
  }
}

extension FormatSettings: CustomStringConvertible {
  public var description: String { "<settings>" }
}
