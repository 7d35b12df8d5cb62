/// A mistake in a setting: the end of a sentence about it, without the value, which may be secret.
public struct SettingMistake: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// What the loading of a bot's file needs from the machine. Every command that loads a bot passes
/// the same environment, so that each of them finds a mistake.
public struct BotEnvironment {
  /// The value that `secret "NAME"` stands for; nil where there is none.
  public var secret: (String) throws(SettingMistake) -> String?
  /// Checks a receiver's URL, and returns it with its host in ASCII.
  public var receiver: (String) throws(SettingMistake) -> String
  /// The certificates (PEM) in a file next to the bot's.
  public var certificates: (String) throws(SettingMistake) -> [UInt8]
  /// The certificate in the first file next to the bot's, with the private key in the second one.
  public var clientCertificate:
    (_ certificate: String, _ key: String) throws(SettingMistake) -> ClientCertificate
  /// The inbox key that is given, or that is in a file next to the bot's.
  public var inboxKey: (String) throws(SettingMistake) -> InboxKey
  /// The picture in a file next to the bot's.
  public var avatar: (String) throws(SettingMistake) -> Avatar
  /// The offsets of a time zone from UTC.
  public var zone: (String) throws(SettingMistake) -> ZoneOffsets
  /// The values that `format` of a webhook may have.
  public var formats: WebhookFormats
  /// A missing secret gets a dummy value: nothing leaves the machine.
  public var makesUpSecrets: Bool

  public init(
    secret: @escaping (String) throws(SettingMistake) -> String?,
    receiver: @escaping (String) throws(SettingMistake) -> String = { $0 },
    certificates: @escaping (String) throws(SettingMistake) -> [UInt8] = {
      _ throws(SettingMistake) in throw SettingMistake("can't be read here")
    },
    clientCertificate: @escaping (String, String) throws(SettingMistake) -> ClientCertificate = {
      _, _ throws(SettingMistake) in throw SettingMistake("can't be read here")
    },
    inboxKey: @escaping (String) throws(SettingMistake) -> InboxKey = {
      text throws(SettingMistake) in
      do throws(InboxKey.Mistake) { return try InboxKey(text) } catch {
        throw SettingMistake(error.description)
      }
    },
    avatar: @escaping (String) throws(SettingMistake) -> Avatar = {
      _ throws(SettingMistake) in throw SettingMistake("can't be read here")
    },
    zone: @escaping (String) throws(SettingMistake) -> ZoneOffsets = {
      name throws(SettingMistake) in
      guard name == ZoneOffsets.utc.name else { throw SettingMistake("is not known here") }
      return .utc
    },
    formats: WebhookFormats = WebhookFormats([]),
    makesUpSecrets: Bool = false
  ) {
    self.secret = secret
    self.receiver = receiver
    self.certificates = certificates
    self.clientCertificate = clientCertificate
    self.inboxKey = inboxKey
    self.avatar = avatar
    self.zone = zone
    self.formats = formats
    self.makesUpSecrets = makesUpSecrets
  }
}

extension String {
  /// The secret without surrounding blanks, line ends and byte order mark, which editors, shells
  /// and `echo` add.
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
