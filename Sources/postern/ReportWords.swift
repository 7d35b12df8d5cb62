import Gateway
import GatewayCore

extension Report {
  /// The report as a line for a person; nil for what would only be noise on a terminal.
  ///
  /// - Parameter tellsActivity: whether to tell which contacts write, ask and come online, and
  ///   when. A bot's output often ends up in a journal, and that would be a list of its sources.
  func words(tellsActivity: Bool) -> OutputLine? {
    tellsActivity || !isActivity ? words(namesContact: tellsActivity) : nil
  }

  private func words(namesContact: Bool) -> OutputLine? {
    switch self {
    case .ready: nil
    case .connection(let connection): "\(connection.words)"
    case .runsElsewhere: "\(Report.runsElsewhereWords)"
    case .progress(let words): "\(words)"
    case .proxy(let proxy): "\(proxy.words)"
    case .contactRequest(let contact, let text, nil):
      "\(contact.codename) asks to be a contact: \(text)"
    case .contactRequest(let contact, let text, let code?):
      "\(contact.codename) asks to be a contact, with the code \(code.text): \(text)"
    case .contactOnline(let contact): "\(contact.codename) is online"
    case .contactOffline(let contact): "\(contact.codename) is offline"
    case .message(let message): "message \(message.id.rawValue) from \(message.contact.codename)"
    case .reply(let contact, _): "answer to \(contact.codename)"
    case .replyExpired(let contact, _): "an answer to \(contact.codename) expired unsent"
    case .receipt, .typing, .profile, .status, .forgotten, .conversation: nil
    case .deadline(let notice): "\(notice.words)"
    case .offer(let contact, let offer): "\(contact.codename) \(offer.words)"
    case .file(let file, let contact): file.words(of: contact)
    case .delivery(let delivery): "\(delivery.sentence)"
    case .webhook(let webhook): "\(webhook.words)"
    case .ruleError(let failure, let message):
      "rule failed: \(failure.sentence)"
        + (message.map { " (message \($0.rawValue) is kept)" } ?? "")
    case .ruleWarning(let file, let text): "warning: \(file): \(text)."
    case .reloaded(let file): "\(file) was read anew"
    case .reloadFailed(let failure):
      "\(failure.sentence); the rules that were read before stay in force"
    case .storeError(let text): "\(text) Messages wait and are not acknowledged."
    case .limit(let notice): "\(notice.words(namesContact: namesContact))"
    case .clock(let notice): "\(notice.words)"
    case .log(let text): "log: \(text)"
    case .linesLost(let count, let why): "\(why.words(count: count))"
    }
  }
}

extension Report {
  /// What a contact did, or what was done for one. Each kind of report is here, so that a new one
  /// has to be thought of.
  private var isActivity: Bool {
    switch self {
    case .contactRequest, .contactOnline, .contactOffline, .message, .reply, .receipt,
      .replyExpired, .profile, .status, .typing, .offer, .file, .conversation,
      .deadline:
      true
    case .delivery(let delivery):
      if case .delivered = delivery.result { true } else { false }
    case .ready, .connection, .runsElsewhere, .progress, .proxy, .ruleError, .ruleWarning,
      .reloaded, .reloadFailed, .webhook, .storeError, .limit, .clock, .log, .forgotten,
      .linesLost:
      false
    }
  }
}

extension ContactOffer {
  fileprivate var words: OutputLine {
    switch self {
    case .call: "called; the call was refused"
    case .file(let name, let size?, _):
      "offered a file of \(size) bytes; it was refused: \(name)"
    case .file(let name, nil, _): "offered a stream; it was refused: \(name)"
    case .invitation(""): "invited to a group"
    case .invitation(let name): "invited to a group: \(name)"
    }
  }
}
