extension Report {
  /// The same without what people wrote: for a bot that seals, whose output may be kept in a log
  /// and whose events are read with a token.
  public var withoutContent: Report {
    let sealed = MessageSummary.sealedText
    switch self {
    case .message(var message):
      message.text = sealed
      return .message(message)
    case .reply(let contact, var message):
      message.text = sealed
      return .reply(contact, message)
    case .contactRequest(let contact, let text, let code):
      return .contactRequest(contact, text: text.isEmpty ? "" : sealed, code: code)
    case .file(var file, let contact):
      file.name = FileName(sealed)
      file.type = nil
      file.digest = nil
      // Of one that is under way the size is needed to decide on it.
      if file.record != nil { file.size = nil }
      return .file(file, contact)
    default: return self
    }
  }
}
