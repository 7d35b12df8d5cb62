import GatewayCore
import GatewayHTTP
import GatewaySeal
import GatewayStore
import ToxCrypto

/// How the staff of a running bot signs in.
struct StaffDoor: Sendable {
  let api: BotAPI
  let sessions: WebSessions
  let desk = SignInDesk()

  /// What the web inbox itself does, whatever the client may do.
  func carryOut(_ command: any Command, by author: Author) async -> Reply {
    await withCheckedContinuation { continuation in
      api.submit(.command(command), author) { continuation.resume(returning: $0) }
    }
  }

  /// Ends a session.
  func end(_ session: Int64, by author: Author) async {
    _ = await carryOut(SignOutCommand(session: session), by: author)
  }
}

extension StaffDoor {
  func signIn(_ attempt: SignInAttempt) async -> SignInResult {
    switch attempt.proof {
    case .token(let text):
      guard let client = api.client(presenting: text), case .token(let token) = client.credential
      else { return .failed(.refused) }
      return await begin(.token(token), named: client.name, attempt, device: nil)
    case .passphrase(let name, let passphrase, let code):
      return await signIn(named: name, passphrase, code: code, attempt: attempt)
    }
  }

  private func signIn(
    named name: String, _ passphrase: String, code: String, attempt: SignInAttempt
  ) async -> SignInResult {
    // No member has such a name, and it is not counted.
    guard Author.isName(name) else { return .failed(.refused) }
    let member = sessions.member(named: name)
    let device = member.flatMap { knownDevice(attempt.device, of: $0) }
    let subject = device.map { SignInLimits.Subject.device($0) } ?? .name(name)
    let isLocked: @Sendable () -> Void = { [api] in
      // The log has no names that are none of the staff.
      guard let member else { return }
      let command = SignInsRefusedCommand(name: member.summary.name)
      api.submit(.command(command), .rule) { _ in }
    }
    let verdict = await desk.verify(
      passphrase, code: code, of: member, countedFor: subject, at: sessions.now(),
      isLocked: isLocked)
    switch verdict {
    case .tooMany: return .failed(.tooMany)
    case .busy: return .failed(.busy)
    case .wrong: return .failed(.refused)
    case .right(let codeStep):
      guard let member, let hash = member.passphrase else { return .failed(.refused) }
      let result = await begin(
        .member(member.id, passphrase: hash, codeStep: codeStep), named: name, attempt,
        device: newDevice(of: member))
      switch result {
      case .signedIn: desk.succeed(subject)
      case .failed(.refused): desk.fail(subject, isLocked)
      case .failed: break
      }
      return result
    }
  }

  private func begin(
    _ holder: SignInCommand.Holder, named name: String, _ attempt: SignInAttempt, device: String?
  ) async -> SignInResult {
    let secret = BotWeb.newSecret()
    let command = SignInCommand(
      hash: api.keys.hash(ofSession: secret), holder: holder,
      browser: BrowserWords(userAgent: attempt.userAgent).text)
    switch await carryOut(command, by: Author(name: name, way: .web)) {
    case .done: return .signedIn(secret: secret, device: device)
    case .failed(_, .refused, _): return .failed(.refused)
    default: return .failed(.busy)
    }
  }

  /// "NONCE.MARK"
  private func newDevice(of member: StoredStaffMember) -> String {
    let nonce = BotWeb.newSecret()
    return "\(nonce).\(api.keys.mark(ofDevice: nonce, of: member).base64URL)"
  }

  /// - Returns: what tells this browser from others, where the member signed in with it before;
  ///   nil where it did not, or had another passphrase then.
  private func knownDevice(_ text: String?, of member: StoredStaffMember) -> [UInt8]? {
    let parts = (text ?? "").split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 43 else { return nil }
    let mark = api.keys.mark(ofDevice: String(parts[0]), of: member)
    let isRight = isEqualInConstantTime(Array(mark.base64URL.utf8), Array(parts[1].utf8))
    return isRight ? mark : nil
  }
}
