import GatewayCore
import GatewayHTTP

/// What the script of a page asks for: nothing that a page without a script needs.
extension BotWeb {
  /// Where a session has too many streams, the browser is told not to try again.
  func events(_ request: WebRequest, of client: WebClient) -> WebAnswer {
    if let refusal = client.authorization.refusal(of: Subscription()) {
      return .problem(WebProblem(.forbidden, refusal))
    }
    guard let isOver = streams.begin(of: client.session) else { return .nothing }
    return .events(
      PageStream(
        api.feed, after: request.lastEvent, presence: presence,
        mayRead: { [sessions] in sessions.has(client.session) }, isOver: isOver))
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

  /// The derived copy where there is one; `?original=1`: what the contact sent.
  func file(_ request: WebRequest, of client: WebClient) async -> WebAnswer {
    guard let number = request.named["file"].flatMap({ Int64($0) }) else {
      return .problem(WebProblem(404, "There is no such file."))
    }
    do throws(ContentRefusal) {
      return .content(
        try await api.content(
          of: .query(.file(number)), for: client.client,
          isDerived: request.query.one("original") != "1"))
    } catch {
      return .problem(WebProblem(error.kind, error.sentence))
    }
  }
}
