import GatewayCore

/// Options of `contacts { … }` that are more than a text.
extension Options {
  /// - Parameter isNeeded: whether `accept = "phrase"` stands beside it.
  func phrase(isNeeded: Bool) throws(HostError) -> Phrase? {
    guard let text = try string("phrase", bytesMax: Phrase.bytesMax) else {
      if isNeeded { throw HostError("contacts with accept = \"phrase\" needs a phrase") }
      return nil
    }
    guard isNeeded else {
      throw HostError("phrase of contacts means nothing without accept = \"phrase\"")
    }
    guard let phrase = Phrase(text) else {
      throw HostError("phrase of contacts must have a word in it")
    }
    return phrase
  }

  /// The key of the contact that is told of requests.
  ///
  /// - Parameter isAllowed: whether `accept = "code"` stands beside it.
  func owner(isAllowed: Bool) throws(HostError) -> ContactKey? {
    guard let text = try string("owner") else { return nil }
    guard isAllowed else {
      throw HostError("owner of contacts means nothing without accept = \"code\"")
    }
    guard let key = ContactKey(hexadecimal: text) else {
      throw HostError("owner of contacts must be a public key, 64 hexadecimal digits")
    }
    return key
  }

  /// - Returns: seconds; nil for never.
  func forgetUnseen() throws(HostError) -> Int64? {
    guard let text = try string("forget_unseen") else {
      return BotConfiguration.ContactPolicy.forgetUnseenDefault
    }
    return try seconds(text, of: "forget_unseen", such: "48h")
  }

  /// - Returns: seconds; nil for never.
  func forgetQuiet() throws(HostError) -> Int64? {
    guard let text = try string("forget") else { return nil }
    return try seconds(text, of: "forget", such: "90d")
  }

  private func seconds(
    _ text: String, of name: String, such example: String
  ) throws(HostError) -> Int64? {
    if text == "never" { return nil }
    guard case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(text) else {
      throw HostError(
        "\(name) of contacts is \"\(text)\" but must be \"never\" or a time like \"\(example)\"")
    }
    return seconds
  }
}
