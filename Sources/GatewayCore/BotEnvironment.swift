/// What is wrong with a setting: how a sentence about it ends, without its value, which may be
/// secret.
public struct SettingMistake: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// What a bot's file takes from the machine while it is loaded. Every command that loads a bot
/// gives the same, so that a mistake is found by the first of them.
public struct BotEnvironment {
  /// The value that `secret "NAME"` stands for; nil where there is none.
  public var secret: (String) throws(SettingMistake) -> String?
  /// Checks a receiver's URL, and gives it with its host in ASCII.
  public var receiver: (String) throws(SettingMistake) -> String
  /// The certificates (PEM) in a file beside the bot's.
  public var certificates: (String) throws(SettingMistake) -> [UInt8]
  /// What `format` of a webhook may name.
  public var formats: WebhookFormats
  /// A secret that is missing gets a made-up value: nothing leaves the machine.
  public var makesUpSecrets: Bool

  public init(
    secret: @escaping (String) throws(SettingMistake) -> String?,
    receiver: @escaping (String) throws(SettingMistake) -> String = { $0 },
    certificates: @escaping (String) throws(SettingMistake) -> [UInt8] = {
      _ throws(SettingMistake) in throw SettingMistake("can't be read here")
    },
    formats: WebhookFormats = WebhookFormats([]),
    makesUpSecrets: Bool = false
  ) {
    self.secret = secret
    self.receiver = receiver
    self.certificates = certificates
    self.formats = formats
    self.makesUpSecrets = makesUpSecrets
  }
}

extension String {
  /// A secret as people mean it: without blanks, line ends and a byte order mark around it, which
  /// editors, shells and `echo` leave there.
  public func asSecret() throws(SettingMistake) -> String {
    let isSpace = { (scalar: Unicode.Scalar) in
      scalar.properties.isWhitespace || scalar == "\u{FEFF}"
    }
    var rest = unicodeScalars[...]
    while let first = rest.first, isSpace(first) { rest.removeFirst() }
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    let text = String(rest)
    if text.contains(where: \.isNewline) { throw SettingMistake("has more than one line") }
    if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      throw SettingMistake("holds control characters")
    }
    for quote in ["\"", "'"] where text.count > 1 && text.hasPrefix(quote) && text.hasSuffix(quote)
    {
      throw SettingMistake("is in quotes, which became part of it: leave them out")
    }
    return text
  }
}
