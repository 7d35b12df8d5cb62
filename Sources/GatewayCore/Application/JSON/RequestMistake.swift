/// Why something is not a request: one sentence for its author.
public struct RequestMistake: Error, Hashable, Sendable {
  public var sentence: String

  package init(_ sentence: String) { self.sentence = sentence }

  static let noRequest = RequestMistake(
    "This is no request that the bot knows: the one that runs may be of another version; restart it."
  )

  package static func unknown(_ kind: String, named name: String) -> RequestMistake {
    RequestMistake(
      "The bot knows no \(kind) \"\(name.prefix(64))\": the one that runs may be of another version;"
        + " restart it.")
  }

  /// - Parameter error: what decoding a request threw.
  public init(decoding error: any Error) {
    switch error {
    case let mistake as RequestMistake: self = mistake
    case DecodingError.keyNotFound(let key, _):
      self.init("The request lacks \"\(key.stringValue)\".")
    case DecodingError.valueNotFound(let type, let context),
      DecodingError.typeMismatch(let type, let context):
      guard let name = context.codingPath.first?.stringValue else { fallthrough }
      self.init("In the request \"\(name)\" is not \(Self.word(for: type)).")
    case DecodingError.dataCorrupted(let context):
      guard let name = context.codingPath.first?.stringValue else { fallthrough }
      self.init("In the request \"\(name)\" has a value that the bot does not know.")
    default: self = .noRequest
    }
  }

  private static func word(for type: any Any.Type) -> String {
    switch type {
    case is String.Type: "text"
    case is Bool.Type: "true or false"
    case is Int.Type, is Int64.Type: "a whole number"
    default: "of the right type"
    }
  }
}
