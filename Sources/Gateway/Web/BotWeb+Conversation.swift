import GatewayCore
import GatewayHTTP
import GatewayPages

/// A conversation, and what is written in it.
extension BotWeb {
  func conversation(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    var page = try await page(of: contact, request, of: client)
    if let chosen = request.query.one("canned") {
      let text = page.canned.text(chosen) ?? ""
      page.draft = page.draft.isEmpty ? text : "\(page.draft)\n\n\(text)"
    }
    // What a script asks for by itself was perhaps not seen by anyone.
    if request.query.one(WebRequest.liveField) == nil, !page.hasLater {
      await markRead(page, contact, of: client)
    }
    let here = PagePath.conversation(contact.text)
    return .page(WebBody(page.html(in: frame(request, of: client, here: here))))
  }

  /// A conversation with a page of its messages: the newest, or those before one.
  private func page(
    of contact: ContactReference, _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> ConversationPage {
    let found = try await ask(
      .query(.conversation(contact, reader: client.name)), of: client
    ) { $0.conversations }
    guard var summary = found.first else {
      throw WebProblem(404, "There is no such conversation.", because: .noConversation)
    }
    summary.newest = try await opened([summary.newest], of: client)[0]
    var page = ConversationPage(summary)
    let around = request.query.one("around").flatMap { Int64($0) }
    var before = request.query.one("before").flatMap { Int64($0) }
    page.items = try await thread(contact, before: before, of: client)
    // A message that is not among the newest is the last one of its page.
    if let around, around < .max, before == nil, !page.items.contains(where: { $0.id == around }) {
      before = around + 1
      page.items = try await thread(contact, before: before, of: client)
    }
    // What rules answered comes beside the page's own.
    let own = page.items.filter { $0.automatic != true }
    if own.count >= ConversationPage.itemsMax { page.earlier = own.first?.id }
    page.hasLater = before.map { $0 <= summary.newest.id } ?? false
    try await addFacts(to: &page, contact, of: client)
    return page
  }

  private func thread(
    _ contact: ContactReference, before: Int64?, of client: WebClient
  ) async throws(WebProblem) -> [MessageSummary] {
    let filter = InboxFilter(
      before: before.map(MessageID.init), limit: ConversationPage.itemsMax)
    return try await opened(
      ask(.query(.inboxThread(InboxSelection(filter, contact: contact))), of: client) { $0.inbox },
      of: client)
  }

  private func addFacts(
    to page: inout ConversationPage, _ contact: ContactReference, of client: WebClient
  ) async throws(WebProblem) {
    if let last = page.items.last?.id, page.items.contains(where: { $0.kind == .file }) {
      page.files = try await opened(
        ask(.query(.fileList(of: contact, before: last + 1, limit: 200)), of: client) { $0.files },
        of: client)
    }
    if client.authorization.includes(.inbox) {
      page.notes = try await opened(
        ask(.query(.noteList(contact)), of: client) { $0.notes }, of: client)
    }
    if client.authorization.includes(.send) {
      page.canned = try await ask(.query(.cannedList), of: client) { $0.canned }
      page.draft = try await ask(.query(.draft(for: contact)), of: client) { reply in
        if case .draft(let text) = reply { text } else { nil }
      }
    }
    page.members = await backend.staffNames()
    page.answering = presence.answering(contact.text, except: client.session).first
    page.once = String(UInt64.random(in: .min ... .max), radix: 16)
    page.mayReply = client.authorization.includes(.send)
    page.mayChange = client.authorization.includes(.inbox)
    page.mayLabel = client.authorization.includes(.contacts)
  }

  /// For those that may not, it stays unread.
  private func markRead(
    _ page: ConversationPage, _ contact: ContactReference, of client: WebClient
  ) async {
    guard client.authorization.includes(.inbox), page.summary.isUnread || page.summary.unread > 0
    else { return }
    let shown = page.items.filter { $0.isNew == true && $0.sealed == nil }.map(\.id)
    if !shown.isEmpty {
      try? await perform(.inboxMarkRead(messages: shown), of: client)
    }
    try? await perform(
      .conversationRead(contact, through: page.summary.newest.id), of: client)
  }

  func reply(_ request: WebRequest, of client: WebClient) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    let text = request.form.one("text") ?? ""
    let path = PagePath.conversation(contact.text)
    let saves = request.form.one("do") == "save"
    do throws(WebProblem) {
      if saves {
        try await perform(.draftSet(contact, text: text), of: client)
      } else {
        try await perform(
          .send(contact, text: text, keep: true), of: client,
          key: repetitionKey(request, to: contact))
      }
    } catch {
      // What was written is not lost.
      var page = try await page(of: contact, request, of: client)
      page.draft = text
      var frame = frame(request, of: client, here: path)
      frame.notice = PageNotice.refused(PageRefusal(error)).notice(in: frame.language)
      return .refusal(WebBody(page.html(in: frame)), status: error.status)
    }
    presence.note(client.name, session: client.session, at: contact.text, isAnswering: false)
    if saves { return redirect(to: "\(path)#reply", .saved) }
    // The answer is on its way, whether or not its draft can be taken away.
    try? await perform(.draftSet(contact, isSent: true), of: client)
    return redirect(to: "\(path)#reply", .replied)
  }

  func sendCanned(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    let path = PagePath.conversation(contact.text)
    let chosen = request.form.one("canned") ?? ""
    guard request.form.one("do") == "send" else {
      let canned = try await ask(.query(.cannedList), of: client) { $0.canned }
      guard canned.text(chosen) != nil else {
        throw WebProblem(404, "There is no such prepared reply.", because: .noCannedReply)
      }
      return .redirect("\(path)?canned=\(Percent.encoded(chosen))#reply")
    }
    let (language, name) = [CannedReply].parts(of: chosen)
    try await perform(.cannedSend(contact, name: name, language: language), of: client)
    return redirect(to: "\(path)#reply", .replied)
  }

  func changeConversation(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    let word = request.form.one("change") ?? ""
    let count = try await change(.named([contact]), word, of: client)
    // An unread conversation would be read again by its own page.
    let path = word == "unread" ? "/" : PagePath.conversation(contact.text)
    return redirect(to: path, .changed(count))
  }

  func setLabels(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    let found = try await ask(
      .query(.conversation(contact, reader: client.name)), of: client
    ) { $0.conversations }
    let before = found.first?.labels ?? []
    let after = (request.form.one("labels") ?? "").split(separator: ",")
      .map { String($0).trimmingBlanks }.filter { !$0.isEmpty }
    try await perform(
      .contactLabel(
        contact, add: after.filter { !before.contains($0) },
        remove: before.filter { !after.contains($0) }), of: client)
    return redirect(to: PagePath.conversation(contact.text), .saved)
  }

  func addNote(_ request: WebRequest, of client: WebClient) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    try await perform(.noteAdd(contact, text: request.form.one("text") ?? ""), of: client)
    return redirect(to: "\(PagePath.conversation(contact.text))#notes", .noted)
  }

  func eraseNote(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    try await perform(.noteErase(try number("note", in: request)), of: client)
    let contact = request.form.one("contact") ?? ""
    return redirect(to: contact.isEmpty ? "/" : PagePath.conversation(contact), .erased)
  }
}

extension [CannedReply] {
  /// "de:received" names one.
  static func parts(of choice: String) -> (language: String, name: String) {
    let parts = choice.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
  }

  func text(_ choice: String) -> String? {
    let (language, name) = Self.parts(of: choice)
    return first { $0.name == name }?.text(in: language)
  }
}

extension String {
  var trimmingBlanks: String {
    let rest = drop(while: \.isWhitespace)
    return String(rest.reversed().drop(while: \.isWhitespace).reversed())
  }
}
