import GatewayCore

/// What consumers are told.
extension Report {
  /// The contact and the message that an event is about, with which it is erased; nil for what
  /// concerns this run of the bot alone.
  var subject: (contact: ContactKey?, message: MessageID?)? {
    switch self {
    case .contactRequest(let contact, _, _), .contactOnline(let contact),
      .contactOffline(let contact), .reply(let contact, _), .receipt(let contact, _),
      .replyExpired(let contact, _),
      .profile(let contact), .offer(let contact, _), .conversation(let contact, _, _):
      (contact.key, nil)
    case .deadline(let notice): (notice.contact.key, nil)
    case .message(let message): (message.contact.key, message.id)
    case .file(let file, let contact): (contact.key, file.id)
    case .delivery(let delivery): (nil, delivery.message)
    case .ruleError(_, let message): (nil, message)
    case .limit(let notice): (notice.contact?.key, nil)
    case .webhook, .forgotten, .clock: (nil, nil)
    case .ready, .connection, .runsElsewhere, .progress, .proxy, .status, .typing, .ruleWarning,
      .reloaded, .reloadFailed, .storeError, .log, .linesLost:
      nil
    }
  }

  /// A part of an answer is not known by the number of the answer, with which it would be erased:
  /// its text is left out.
  var withoutAnswer: Report {
    guard case .reply(let contact, var message) = self else { return self }
    message.text = ""
    return .reply(contact, message)
  }
}
