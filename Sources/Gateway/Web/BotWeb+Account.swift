import GatewayCore
import GatewayHTTP
import GatewayPages
import GatewaySeal
import GatewayStore

/// A client's own sessions and its passphrase, whatever its role is.
extension BotWeb {
  /// - Throws: 404 where one person alone signs in.
  private func staffDoor() throws(WebProblem) -> StaffDoor {
    guard case .staff(let staff) = door else {
      throw WebProblem(404, "The inbox on your own computer has no accounts.")
    }
    return staff
  }

  func ownSessions(of client: WebClient) -> [SessionSummary] {
    guard case .staff(let staff) = door, let holder = staff.sessions.holder(of: client.session)
    else { return [] }
    return staff.sessions.sessions(of: holder).map { SessionSummary($0, of: client.name) }
  }

  func account(_ request: WebRequest, of client: WebClient) throws(WebProblem) -> WebAnswer {
    _ = try staffDoor()
    let own = ownSessions(of: client).map { session in
      AccountPage.Session(
        id: session.id, browser: session.browser, since: session.created,
        isThis: session.id == client.session)
    }
    let page = AccountPage(
      own, passphraseLengthMin: client.isMember ? StaffPassphrase.lengthMin : nil)
    return .page(WebBody(page.html(in: frame(request, of: client, here: "/account"))))
  }

  func endSession(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let staff = try staffDoor()
    guard let session = request.named["session"].flatMap({ Int64($0) }),
      let holder = staff.sessions.holder(of: session),
      holder == staff.sessions.holder(of: client.session)
    else { return .problem(WebProblem(404, "You have no such session.", because: .noSession)) }
    presence.leave(session)
    sessions.unlocked.lock(session)
    switch await staff.carryOut(SignOutCommand(session: session), by: client.client.author) {
    case .done: return .redirect(session == client.session ? "/sign-in" : "/account")
    case .failed(let sentence, let kind, let reason):
      return .problem(WebProblem(kind, sentence, because: reason))
    default: return .problem(.busy)
    }
  }

  /// Fields: `current`, `new`, `again`.
  func setPassphrase(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let staff = try staffDoor()
    guard case .member(let id)? = staff.sessions.holder(of: client.session),
      let member = staff.sessions.member(id)
    else { return .problem(WebProblem(409, "A session of a token has no passphrase.")) }
    let new = try newPassphrase(in: request)
    // A session that was left open must not serve to guess it.
    let subject = SignInLimits.Subject.device(Array("session \(client.session)".utf8))
    var withoutCode = member
    withoutCode.codeKey = nil
    let verdict = await staff.desk.verify(
      request.form.one("current") ?? "", code: "", of: withoutCode, countedFor: subject,
      at: staff.sessions.now(),
      isLocked: {})
    guard case .right = verdict else {
      return .problem(
        verdict == .wrong
          ? WebProblem(403, "That is not your present passphrase.", because: .passphraseWrong)
          : WebProblem(429, "There were too many attempts: wait a while.", because: .attemptCount))
    }
    guard let hash = await checks.hash(new) else { return .problem(.busy) }
    let command = OwnPassphraseCommand(member: id, hash: hash, session: client.session)
    switch await staff.carryOut(command, by: client.client.author) {
    case .done: return .redirect("/account")
    case .failed(let sentence, let kind, let reason):
      return .problem(WebProblem(kind, sentence, because: reason))
    default: return .problem(.busy)
    }
  }
}
