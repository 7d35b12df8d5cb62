import Foundation
import GatewayCore
import GatewayStore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayHTTP
@testable import GatewaySeal

/// Signing in to the web inbox, and what ends it.
@Suite(.timeLimit(.minutes(2))) struct `Sessions of the web inbox` {
  @Test func `a member signs in with its passphrase, and with nothing else`() async throws {
    let bench = try WebBench()
    await bench.ask(.staffAdd("ana", role: .replier))
    #expect(await bench.attempt("ana") == .failed(.refused), "it has no passphrase yet")
    await bench.ask(.staffPassphrase("ana", hash: WebBench.hash))
    for (name, passphrase) in [
      ("ana", ""), ("ana", "wrong"), ("Ana", WebBench.passphrase), ("ben", WebBench.passphrase),
      ("", WebBench.passphrase), ("ana\n", WebBench.passphrase), ("owner", WebBench.passphrase),
    ] {
      #expect(await bench.attempt(name, passphrase) == .failed(.refused), "\(name)")
    }
    let secret = try await bench.signIn("ana")
    let client = try bench.client(secret)
    #expect(client.name == "ana" && client.isMember)
    #expect(client.authorization == Authorization([.read, .send, .inbox]))
    #expect(bench.web.isProof(client.proof, for: secret))
    #expect(!bench.web.isProof(client.proof, for: bench.web.newVisit()))
    #expect(bench.web.client(ofSession: secret + "A", isActivity: true) == nil)
    let listed = await bench.ask(.query(.sessionList()))
    guard case .sessions(let sessions) = listed else { return }
    #expect(sessions.map(\.browser) == ["Firefox on Linux"], "two words of ours")
    #expect(try !bench.holds(secret) && bench.holds("Firefox on Linux"))
    #expect(try !bench.holds(WebBench.passphrase), "the home has hashes alone")
  }

  @Test func `a code is used once, and needed where there is a key`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .reader)
    guard case .codeSetup(let uri) = await bench.ask(.staffCodes("ana")) else {
      Issue.record("no key")
      return
    }
    #expect(uri.hasPrefix("otpauth://totp/Postern:ana?secret="))
    let member = try #require(bench.sessions.member(named: "ana"))
    let codes = OneTimeCode(key: try #require(member.codeKey))
    func code(_ steps: Int64 = 0) -> String {
      codes.code(at: bench.bench.clock.now.rawValue / 30_000 + steps)
    }
    #expect(await bench.attempt("ana") == .failed(.refused))
    #expect(await bench.attempt("ana", code: code(3)) == .failed(.refused))
    #expect(await bench.attempt("ana", "wrong", code: code()) == .failed(.refused))
    guard case .signedIn = await bench.attempt("ana", code: code()) else {
      Issue.record("the code does not sign in")
      return
    }
    #expect(await bench.attempt("ana", code: code()) == .failed(.refused), "used before")
    #expect(await bench.attempt("ana", code: code(-1)) == .failed(.refused), "older")
    bench.bench.clock.advance(seconds: 30)
    guard case .signedIn = await bench.attempt("ana", code: code()) else {
      Issue.record("the next code does not sign in")
      return
    }
    await bench.ask(.staffCodes("ana", off: true))
    _ = try await bench.signIn("ana")
  }

  @Test func `a session ends an hour after the last thing and half a day after the first`()
    async throws
  {
    let bench = try WebBench()
    await bench.add("ana", .reader)
    let secret = try await bench.signIn("ana")
    let clock = bench.bench.clock
    func isOpen(_ isActivity: Bool = true) -> Bool {
      bench.web.client(ofSession: secret, isActivity: isActivity) != nil
    }
    clock.advance(seconds: 3_599)
    #expect(isOpen(false), "what a script asks for gives no time")
    clock.advance(seconds: 2)
    #expect(!isOpen() && !isOpen())
    let other = try await bench.signIn("ana")
    for _ in 0..<23 {
      clock.advance(seconds: 1_800)
      #expect(bench.web.client(ofSession: other, isActivity: true) != nil)
    }
    clock.advance(seconds: 1_801)
    #expect(bench.web.client(ofSession: other, isActivity: true) == nil)
    // A clock that is set back does not prolong one.
    let third = try await bench.signIn("ana")
    clock.advance(seconds: -7_200)
    #expect(bench.web.client(ofSession: third, isActivity: true) == nil)
  }

  @Test func `a session goes on after a restart as it was`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .reader)
    let secret = try await bench.signIn("ana")
    let (store, clock) = (bench.bench.store, bench.bench.clock)
    clock.advance(seconds: 1_800)
    _ = try bench.client(secret)
    let again = try WebSessions(
      store: store, keys: bench.api.keys, tokens: bench.tokens, now: { clock.now }
    ) {}
    clock.advance(seconds: 3_500)
    #expect(again.client(ofSession: secret, isActivity: false) != nil)
  }

  @Test func `a token's session has its scopes, and dies with it`() async throws {
    let bench = try WebBench()
    let token = try await bench.token("desk", [.read])
    let secret = try await bench.signIn(token: token.text)
    let client = try bench.client(secret)
    #expect(client.authorization == Authorization([.read]) && !client.isMember)
    #expect(try await bench.answer(.inbox, of: client).status == 200)
    await bench.ask(.tokenRevoke(token.id))
    #expect(bench.web.client(ofSession: secret, isActivity: true) == nil)
    #expect(!bench.web.isValid(client))
    #expect(await bench.web.signIn(SignInAttempt(.token(token.text))) == .failed(.refused))
  }

  @Test func `what ends a member's sessions ends them at once`() async throws {
    let bench = try WebBench()
    for (name, end) in [
      ("ana", StaffRemoveCommand.staffRemove("ana") as any Command),
      ("ben", StaffPassphraseCommand.staffPassphrase("ben", hash: WebBench.hash)),
    ] {
      await bench.add(name, .admin)
      let secret = try await bench.signIn(name)
      let client = try bench.client(secret)
      guard case .events(let stream) = try await bench.answer(.events, of: client) else {
        Issue.record("no stream")
        continue
      }
      #expect(await stream.next(within: .seconds(1))?.map(\.name) == ["following"])
      async let next = stream.next(within: .seconds(50))
      await bench.ask(end)
      #expect(await next == nil, "its stream ends")
      #expect(bench.web.client(ofSession: secret, isActivity: true) == nil)
      stream.end()
    }
    // Another member of the same name is another one.
    await bench.add("ana", .reader)
    #expect(bench.sessions.sessions(of: .member(1)) == [])
  }

  @Test func `a role that is changed is changed in open sessions`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .admin)
    let secret = try await bench.signIn("ana")
    await bench.ask(.staffRole("ana", .reader))
    #expect(try bench.client(secret).authorization == Authorization([.read]))
  }

  @Test func `a member ends its own sessions and no other's`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .reader)
    await bench.add("ben", .admin)
    let (one, two) = (try await bench.signIn("ana"), try await bench.signIn("ana"))
    let client = try bench.client(one)
    let other = try bench.client(try await bench.signIn("ben"))
    #expect(bench.web.ownSessions(of: client).count == 2)
    let theirs = try await bench.answer(
      .endSession, of: client, named: ["session": "\(other.session)"])
    #expect(theirs.status == 404 && bench.web.isValid(other))
    let own = try bench.client(two)
    let ended = try await bench.answer(
      .endSession, of: client, named: ["session": "\(own.session)"])
    #expect(ended.status == 303 && !bench.web.isValid(own) && bench.web.isValid(client))
  }

  @Test func `a member has at most sixteen sessions, and the oldest goes`() async throws {
    let bench = try WebBench()
    let token = try await bench.token("desk", [.read])
    let first = try await bench.signIn(token: token.text)
    for _ in 0..<16 { _ = try await bench.signIn(token: token.text) }
    #expect(bench.sessions.sessions(of: .token(token.id)).count == 16)
    #expect(bench.web.client(ofSession: first, isActivity: true) == nil)
  }

  @Test func `a new passphrase needs the present one, and ends all other sessions`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .reader)
    let (one, two) = (try await bench.signIn("ana"), try await bench.signIn("ana"))
    let client = try bench.client(one)
    let present = WebBench.passphrase.replacing(" ", with: "+")
    for (form, status) in [
      ("current=wrong&new=another+long+one&again=another+long+one", 403),
      ("current=\(present)&new=another+long+one&again=another+long+two", 400),
      ("current=\(present)&new=short&again=short", 400), ("current=\(present)", 400),
      ("current=\(present)&new=another+long+one&again=another+long+one", 303),
    ] {
      #expect(try await bench.answer(.setPassphrase, of: client, form: form).status == status)
    }
    #expect(bench.web.isValid(client))
    #expect(bench.web.client(ofSession: two, isActivity: true) == nil)
    #expect(await bench.attempt("ana") == .failed(.refused))
    guard case .signedIn = await bench.attempt("ana", "another long one") else {
      Issue.record("the new one does not sign in")
      return
    }
  }

  @Test func `the audit log tells who signed in, and what was done with the staff`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .reader)
    let secret = try await bench.signIn("ana")
    await bench.web.signOut(try bench.client(secret))
    await bench.ask(.staffRole("ana", .replier))
    _ = await bench.ask(.staffCodes("ana"))
    await bench.ask(.staffRemove("ana"))
    #expect(
      await bench.audit() == [
        "staff_add by owner ana reader", "staff_passphrase by owner ana", "sign_in by ana ",
        "sign_out by ana ", "staff_role by owner ana replier", "staff_totp by owner ana",
        "staff_remove by owner ana",
      ])
  }

  @Test func `names that could be taken for others are refused`() async throws {
    let bench = try WebBench()
    await bench.add("Ana", .reader)
    for name in ["ana", "Ana", "owner", "rule", "", "a\nb", String(repeating: "x", count: 65)] {
      guard case .failed = await bench.ask(.staffAdd(name, role: .reader)) else {
        Issue.record("\(name)")
        continue
      }
    }
    for hash in ["", "x", "$argon2id$v=19$m=4194304,t=3,p=1$AAAA$AAAA"] {
      let reply = await bench.ask(.staffPassphrase("Ana", hash: hash))
      guard case .failed(_, .invalid, _) = reply else {
        Issue.record("\(hash)")
        continue
      }
    }
    #expect(await bench.ask(.staffRemove("ben")).isAbsent)
  }
}

extension Reply {
  fileprivate var isAbsent: Bool { if case .failed(_, .absent, _) = self { true } else { false } }
}
