import GatewayCore
import GatewayHTTP

/// What the script of a page asks for: nothing that a page without a script needs.
extension BotWeb {
  /// Where a session has too many streams, the browser is told not to try again.
  func events(_ request: WebRequest, of client: WebClient) -> WebAnswer {
    if let refusal = client.authorization.refusal(of: Subscription()) {
      return .problem(WebProblem(.forbidden, refusal, because: .role))
    }
    guard let isOver = streams.begin(of: client.session) else { return .nothing }
    return .events(
      PageStream(
        backend.events, after: request.lastEvent, presence: presence,
        mayRead: { [sessions] in sessions.has(client.session) },
        wasUnlocked: request.query.one("unlocked") == "1",
        isUnlocked: { [sessions] in sessions.unlocked.isUnlocked(client.session) },
        isOver: isOver))
  }

  /// Fields: `text`, `sent`.
  func keepDraft(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    let text = request.form.one("text") ?? ""
    try await perform(
      .draftSet(contact, text: text, isSent: request.form.one("sent") == "1"), of: client)
    presence.note(
      client.name, session: client.session, at: contact.text, isAnswering: !text.isEmpty)
    return .nothing
  }

  /// Fields: `answering`, "1" or "0".
  func notePresence(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let contact = try contact(in: request)
    // Only where there is such a conversation.
    try await ask(.query(.draft(for: contact)), of: client) { _ in () }
    presence.note(
      client.name, session: client.session, at: contact.text,
      isAnswering: request.form.one("answering") == "1")
    return .nothing
  }

  /// The opened bytes of a sealed file, segment by segment as they are sent; nil where the session
  /// is locked, or the file is not sealed.
  private func openedContent(
    of number: Int64, for client: WebClient
  ) async throws(ContentRefusal) -> FileContent? {
    guard let key = key(of: client) else { return nil }
    let sealed: FileSummary?
    do throws(WebProblem) {
      let found = try await ask(.query(.file(number)), of: client) { $0.files }
      sealed = found.first { file in
        file.sealed != nil && file.state == .whole && file.direction == .inbound
      }
      if let sealed { _ = try await opened([sealed], of: client) }
    } catch {
      throw ContentRefusal(
        error.sentence, error.status == 404 ? .absent : .unavailable, because: error.reason)
    }
    guard let sealed else { return nil }
    let session = client.session
    return try await backend.content(of: sealed, openedWith: key) { [sessions] in
      sessions.unlocked.isUnlocked(session)
    }
  }

  /// The derived copy where there is one; `?original=1`: what the contact sent.
  func file(_ request: WebRequest, of client: WebClient) async -> WebAnswer {
    guard let number = request.named["file"].flatMap({ Int64($0) }) else {
      return .problem(WebProblem(404, "There is no such file.", because: .noFile))
    }
    do throws(ContentRefusal) {
      if let opened = try await openedContent(of: number, for: client) { return .content(opened) }
      return .content(
        try await backend.content(
          of: number, for: client.client,
          isDerived: request.query.one("original") != "1"))
    } catch {
      return .problem(WebProblem(error.kind, error.sentence, because: error.reason))
    }
  }
}
