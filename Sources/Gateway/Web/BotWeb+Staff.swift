import GatewayCore
import GatewayHTTP
import GatewayPages
import GatewaySeal

/// The members of the staff, for those that administer them.
extension BotWeb {
  func staff(_ request: WebRequest, of client: WebClient) async throws(WebProblem) -> WebAnswer {
    let members = try await ask(.query(.staffList), of: client) { reply in
      if case .staff(let members) = reply { members } else { nil }
    }
    let sessions = try await ask(.query(.sessionList()), of: client) { reply in
      if case .sessions(let sessions) = reply { sessions } else { nil }
    }
    let page = StaffPage(
      members, sessions: sessions, own: client.session,
      passphraseLengthMin: StaffPassphrase.lengthMin)
    return .page(WebBody(page.html(in: frame(request, of: client, here: "/staff"))))
  }

  /// Fields: `name`, `role`, `new`, `again`.
  func addMember(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let name = request.form.one("name") ?? ""
    let role = try role(in: request)
    // Before the member is there: it could not sign in.
    let hash = try await newHash(in: request, of: client)
    try await perform(.staffAdd(name, role: role), of: client)
    try await perform(.staffPassphrase(name, hash: hash), of: client)
    return redirect(to: "/staff", .saved)
  }

  /// Fields: `name`, `role`.
  func setRole(_ request: WebRequest, of client: WebClient) async throws(WebProblem) -> WebAnswer {
    let role = try role(in: request)
    try await perform(.staffRole(request.form.one("name") ?? "", role), of: client)
    return redirect(to: "/staff", .saved)
  }

  /// Fields: `name`, `new`, `again`.
  func setMemberPassphrase(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let hash = try await newHash(in: request, of: client)
    try await perform(
      .staffPassphrase(request.form.one("name") ?? "", hash: hash), of: client)
    return redirect(to: "/staff", .saved)
  }

  /// Fields: `name`.
  func removeMember(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    try await perform(.staffRemove(request.form.one("name") ?? ""), of: client)
    return redirect(to: "/staff", .saved)
  }

  func endMemberSession(
    _ request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> WebAnswer {
    let session = try number("session", in: request)
    try await perform(.sessionEnd(session), of: client)
    presence.leave(session)
    return redirect(to: "/staff", .saved)
  }

  private func role(in request: WebRequest) throws(WebProblem) -> StaffRole {
    guard let role = request.form.one("role").flatMap(StaffRole.init(rawValue:)) else {
      throw WebProblem(400, "There is no such role.")
    }
    return role
  }

  /// The hash of a new passphrase, for a client that may set one: it takes 64 MiB.
  private func newHash(
    in request: WebRequest, of client: WebClient
  ) async throws(WebProblem) -> String {
    let command = ApplicationRequest.command(.staffPassphrase("", hash: ""))
    if let refusal = client.authorization.refusal(of: command) {
      throw WebProblem(.forbidden, refusal, because: .role)
    }
    guard let hash = await checks.hash(try newPassphrase(in: request)) else { throw .busy }
    return hash
  }

  /// Fields: `new`, `again`.
  func newPassphrase(in request: WebRequest) throws(WebProblem) -> String {
    guard let new = request.form.one("new"), new == request.form.one("again") else {
      throw WebProblem(400, "The two new passphrases differ.", because: .passphrasesDiffer)
    }
    guard new.count >= StaffPassphrase.lengthMin else {
      throw WebProblem(
        400, "A passphrase has at least \(StaffPassphrase.lengthMin) characters.",
        because: .passphraseShort)
    }
    guard new.utf8.count <= StaffPassphrase.bytesMax else {
      throw WebProblem(
        400, "A passphrase has at most \(StaffPassphrase.bytesMax) bytes.",
        because: .passphraseLong)
    }
    return new
  }
}

extension WebProblem {
  /// Too many others ask for something that takes memory, or the bot can't store it.
  static let busy = WebProblem(503, "The bot can't do this now.", because: .busy)
}
