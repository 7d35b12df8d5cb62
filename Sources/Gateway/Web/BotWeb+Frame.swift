import GatewayCore
import GatewayHTTP
import GatewayPages

/// What stands around pages, and how they ask the application.
extension BotWeb {
  /// - Parameter here: the path and query of the page, for the form that changes its language.
  func frame(
    _ look: WebLook, for client: WebClient?, proof: String? = nil, here: String = "/"
  ) -> PageFrame {
    var frame = PageFrame(
      language: Language(look), theme: look.theme.flatMap(PageFrame.Theme.init(rawValue:)),
      clock: PageClock(now: .now), proof: proof ?? client?.proof ?? "", member: client?.name,
      stylePath: "/assets/\(WebAssets.style.name)", scriptPath: "/assets/\(WebAssets.script.name)",
      here: here)
    if client?.authorization.includes(.read) == true { frame.livePath = "/events" }
    if client?.authorization.includes(.key) != true {
      frame.links.removeAll { $0 == .audit || $0 == .staff }
    }
    if isOwn { frame.links.removeAll { $0 == .account } }
    if let client, backend.hasSeal, client.authorization.includes(.read) {
      frame.lock = sessions.unlocked.isUnlocked(client.session) ? .unlocked : .locked
      if frame.lock == .unlocked { frame.livePath = "/events?unlocked=1" }
    }
    return frame
  }

  /// The same for a page that a client asks for, with what its last action did.
  func frame(_ request: WebRequest, of client: WebClient, here: String) -> PageFrame {
    var frame = frame(request.look, for: client, here: here)
    let notice = request.query.one("did").flatMap(PageNotice.init(code:))
    frame.notice = notice?.notice(in: frame.language)
    return frame
  }

  /// The end of an action: another page, which tells what was done.
  func redirect(to path: String, _ notice: PageNotice? = nil) -> WebAnswer {
    guard let code = notice?.code else { return .redirect(path) }
    let parts = path.split(separator: "#", maxSplits: 1)
    let mark = parts[0].contains("?") ? "&" : "?"
    let place = parts.count > 1 ? "#\(parts[1])" : ""
    return .redirect("\(parts[0])\(mark)did=\(code)\(place)")
  }

  /// Asks for something with the rights of the client.
  ///
  /// - Parameters:
  ///   - key: where the browser sends the request again with it, it is carried out once.
  ///   - value: what the reply has of it; nil for another reply.
  func ask<Value>(
    _ request: ApplicationRequest, of client: WebClient, key: RepetitionKey? = nil,
    _ value: (Reply) -> Value?
  ) async throws(WebProblem) -> Value {
    let reply = await backend.carryOut(request, of: client.client, key: key)
    if case .failed(let sentence, let kind, let reason) = reply {
      throw WebProblem(kind, sentence, because: reason)
    }
    guard let value = value(reply) else { throw WebProblem(503, "This version can't tell.") }
    return value
  }

  /// Has something done with the rights of the client.
  func perform(
    _ command: any Command, of client: WebClient, key: RepetitionKey? = nil
  ) async throws(WebProblem) {
    try await ask(.command(command), of: client, key: key) { _ in () }
  }

  /// The same form with the same text: another text is another answer.
  func repetitionKey(_ request: WebRequest, to contact: ContactReference) -> RepetitionKey? {
    guard let once = request.form.one("once"), !once.isEmpty else { return nil }
    let bytes = Array("\(once)\n\(contact.text)\n\(request.form.one("text") ?? "")".utf8)
    return RepetitionKey(key: bytes, request: bytes)
  }

  /// The number that a path names.
  func number(_ name: String, in request: WebRequest) throws(WebProblem) -> Int64 {
    guard let number = request.named[name].flatMap({ Int64($0) }), number > 0 else {
      throw WebProblem(404, "There is nothing at this path.")
    }
    return number
  }

  /// The contact that a path names by its codename: no key and no number.
  func contact(in request: WebRequest) throws(WebProblem) -> ContactReference {
    guard let name = request.named["contact"], name.utf8.contains(UInt8(ascii: "-")) else {
      throw WebProblem(404, "There is nothing at this path.")
    }
    return ContactReference(name)
  }
}

extension PageRefusal {
  init(_ problem: WebProblem) {
    self.init(status: problem.status, reason: problem.reason, sentence: problem.sentence)
  }
}

extension Language {
  /// The one that was chosen, else the first of the browser's that there is.
  init(_ look: WebLook) {
    let wanted = [look.language].compactMap(\.self) + look.languages
    self = wanted.lazy.compactMap { Language(code: $0) }.first ?? .english
  }
}

extension Reply {
  var conversations: [ConversationSummary]? {
    if case .conversations(let conversations) = self { conversations } else { nil }
  }
  var inbox: [MessageSummary]? {
    if case .inbox(let messages) = self { messages } else { nil }
  }
  var count: Int? {
    if case .count(let count) = self { count } else { nil }
  }
  var changed: Int? {
    if case .changed(let count) = self { count } else { nil }
  }
  var files: [FileSummary]? {
    if case .files(let files) = self { files } else { nil }
  }
  var notes: [NoteSummary]? {
    if case .notes(let notes) = self { notes } else { nil }
  }
  var canned: [CannedReply]? {
    if case .canned(let replies) = self { replies } else { nil }
  }
}
