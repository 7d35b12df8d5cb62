import GatewayCore
import GatewayHTTP
import GatewayPages
import GatewaySeal

/// Opening a sealed inbox for one session, and closing it.
extension BotWeb {
  func askToUnlock(_ request: WebRequest, of client: WebClient) throws(WebProblem) -> WebAnswer {
    try checkSeal()
    return .page(unlockForm(request, of: client, failure: nil))
  }

  /// Fields: `key`, the text of its file, `passphrase` and `next`.
  func unlock(_ request: WebRequest, of client: WebClient) async throws(WebProblem) -> WebAnswer {
    try checkSeal()
    guard let key = request.form.one("key") else {
      throw WebProblem(400, "The form lacks the inbox key.")
    }
    let holder = sessions.holderText(of: client.session)
    let isLocked: @Sendable () -> Void = { [backend] in
      backend.record(InboxUnlocksRefusedCommand(), by: client.client.author)
    }
    let verdict = await unlocks.open(
      key, passphrase: request.form.one("passphrase") ?? "", of: holder, isLocked: isLocked)
    switch verdict {
    case .opened(let opened):
      guard try await isReader(opened, of: client) else {
        unlocks.fail(holder, isLocked)
        return .refusal(unlockForm(request, of: client, failure: .otherKey), status: 403)
      }
      unlocks.succeed(holder)
      // The session may have ended meanwhile.
      guard isValid(client) else { return .redirect("/sign-in") }
      sessions.unlocked.unlock(client.session, with: opened)
      if !isValid(client) { sessions.unlocked.lock(client.session) }
      backend.record(InboxUnlockCommand(), by: client.client.author)
      return redirect(to: place(request.form.one("next")), .unlocked)
    case .wrong:
      return .refusal(unlockForm(request, of: client, failure: .passphrase), status: 403)
    case .noKey:
      return .refusal(unlockForm(request, of: client, failure: .noKey), status: 403)
    case .tooMany:
      return .refusal(unlockForm(request, of: client, failure: .tooMany), status: 429)
    case .busy:
      return .refusal(unlockForm(request, of: client, failure: .busy), status: 503)
    }
  }

  /// Fields: `next`.
  func lock(_ request: WebRequest, of client: WebClient) -> WebAnswer {
    if sessions.unlocked.lock(client.session) {
      backend.record(InboxLockCommand(), by: client.client.author)
    }
    return redirect(to: place(request.form.one("next")), .locked)
  }

  private func checkSeal() throws(WebProblem) {
    guard backend.hasSeal else {
      throw WebProblem(404, "This inbox is not sealed.", because: .notSealed)
    }
  }

  private func unlockForm(
    _ request: WebRequest, of client: WebClient, failure: UnlockPage.Failure?
  ) -> WebBody {
    let next = request.form.one("next") ?? request.query.one("next")
    let page = UnlockPage(
      failure: failure, next: place(next), idle: sessions.unlocked.idleMax, isOwn: isOwn)
    return WebBody(page.html(in: frame(request, of: client, here: "/unlock")))
  }

  /// A page of this server.
  private func place(_ text: String?) -> String {
    text.flatMap { WebRouteTable.standard.isPage($0) ? $0 : nil } ?? "/"
  }

  /// Whether the home is sealed to a key, or something that is stored there.
  private func isReader(
    _ key: SealedMessages, of client: WebClient
  ) async throws(WebProblem) -> Bool {
    let seal = try await ask(.query(.seal), of: client) { reply in
      if case .seal(let summary) = reply { summary } else { nil }
    }
    let readers = seal.readers.compactMap { (try? InboxKey($0)).map { "\($0.id)" } }
    return (readers + seal.otherReaders).contains(key.keyID)
  }
}
