import GatewayCore
import GatewayHTTP
import GatewayStore
import Testing

@testable import Gateway

/// The page on which admins keep the staff.
@Suite(.timeLimit(.minutes(2))) struct `The staff's page` {
  private static let long = "a+long+enough+passphrase"

  private func text(_ answer: WebAnswer) -> String {
    switch answer {
    case .page(let body), .refusal(let body, _): String(decoding: body.bytes, as: UTF8.self)
    case .problem(let problem): problem.sentence
    default: "status \(answer.status)"
    }
  }

  @Test func `adds a member that can sign in at once, and shows it`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .admin)
    let ana = try bench.client(try await bench.signIn("ana"))
    let form = "name=ben&role=reader&new=\(Self.long)&again=\(Self.long)"
    #expect(try await bench.answer(.addMember, of: ana, form: form).status == 303)
    guard case .signedIn = await bench.attempt("ben", Self.long.replacing("+", with: " ")) else {
      Issue.record("ben does not sign in")
      return
    }
    let page = text(try await bench.answer(.staff, of: ana))
    #expect(page.contains("ben") && page.contains("This session") && page.contains("Firefox on"))
    #expect(!page.contains("argon2") && !page.contains(Self.long))
    // Once more, or wrongly: nothing is changed.
    for (wrong, status) in [
      (form, 409), (form.replacing("ben", with: "owner"), 400),
      (form.replacing("reader", with: "chief"), 400),
      ("name=cleo&role=reader&new=short&again=short", 400),
      ("name=cleo&role=reader&new=\(Self.long)&again=x", 400), ("name=cleo&role=reader", 400),
    ] {
      #expect(try await bench.answer(.addMember, of: ana, form: wrong).status == status, "\(wrong)")
    }
    #expect(bench.sessions.member(named: "cleo") == nil)
  }

  @Test func `changes roles and passphrases, ends sessions and removes`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .admin)
    await bench.add("ben", .reader)
    let ana = try bench.client(try await bench.signIn("ana"))
    let ben = try bench.client(try await bench.signIn("ben"))
    #expect(
      try await bench.answer(.setRole, of: ana, form: "name=ben&role=replier").status == 303)
    #expect(bench.sessions.member(named: "ben")?.summary.role == .replier)
    let ended = try await bench.answer(
      .endMemberSession, of: ana, named: ["session": "\(ben.session)"])
    #expect(ended.status == 303 && !bench.web.isValid(ben))
    let again = try bench.client(try await bench.signIn("ben"))
    let set = try await bench.answer(
      .setMemberPassphrase, of: ana, form: "name=ben&new=\(Self.long)&again=\(Self.long)")
    #expect(set.status == 303 && !bench.web.isValid(again))
    #expect(try await bench.answer(.removeMember, of: ana, form: "name=ben").status == 303)
    #expect(bench.sessions.member(named: "ben") == nil)
    for page in [WebPage.removeMember, .setRole, .setMemberPassphrase] {
      let answer = try await bench.answer(
        page, of: ana, form: "name=ben&role=reader&new=\(Self.long)&again=\(Self.long)")
      #expect(answer.status == 404, "\(page)")
    }
    #expect(await bench.audit().contains("staff_remove by ana ben"))
  }

  @Test func `does nothing for a client with some scopes alone`() async throws {
    let bench = try WebBench()
    await bench.add("ben", .reader)
    let token = try await bench.token("half", [.read, .key])
    let client = try bench.client(try await bench.signIn(token: token.text))
    let form = "name=ben&role=admin&new=\(Self.long)&again=\(Self.long)"
    for page in [WebPage.addMember, .setRole, .setMemberPassphrase, .removeMember] {
      #expect(try await bench.answer(page, of: client, form: form).status == 403, "\(page)")
    }
    #expect(bench.sessions.member(named: "ben")?.summary.role == .reader)
  }
}
