import Foundation
import GatewayCore
import GatewayEngine
import GatewayStore
import Testing

@testable import Gateway
@testable import GatewayHTTP
@testable import GatewaySeal

/// A sealed inbox that a member opens in its own session.
@Suite(.timeLimit(.minutes(2))) struct `Unlocking the web inbox` {
  private let unlocked: UnlockBench
  private var bench: WebBench { unlocked.bench }

  init() throws { unlocked = try UnlockBench() }

  @Test func `opens what is sealed for one session alone, and stores nothing`() async throws {
    await bench.add("ana", .replier)
    await bench.add("ben", .admin)
    let ana = try await unlocked.signIn("ana").client
    let again = try await unlocked.signIn("ana").client
    let ben = try await unlocked.signIn("ben").client
    #expect(try await !unlocked.isOpen(ana))
    let locked = try await unlocked.text(.inbox, of: ana)
    #expect(locked.contains("Locked") && locked.contains("/unlock?next="))
    let answer = try await unlocked.unlock(
      ana, file: UnlockBench.keyFile, passphrase: UnlockBench.passphrase, next: "/statistics")
    guard case .redirect("/statistics?did=unlocked") = answer else {
      Issue.record("\(answer)")
      return
    }
    let codename = await bench.codename()
    let named = ["contact": codename]
    _ = try await bench.answer(.addNote, of: ana, named: named, form: "text=secret-note")
    let conversation = try await unlocked.text(.conversation, of: ana, named: named)
    #expect(conversation.contains("secret-tip") && conversation.contains("secret-note"))
    #expect(conversation.contains("action=\"/lock\"") && conversation.contains("data-locks"))
    #expect(try await unlocked.text(.inbox, of: ana).contains("secret-tip"))
    #expect(
      try await unlocked.text(.message, of: ana, named: ["message": "1"]).contains("secret-tip"))
    for client in [again, ben] {
      let other = try await unlocked.text(.conversation, of: client, named: named)
      #expect(!other.contains("secret-") && !other.contains("data-locks"))
      #expect(try await !unlocked.text(.inbox, of: client).contains("secret-"))
    }
    for page in [conversation, try await unlocked.text(.askToUnlock, of: ana)] {
      #expect(!page.contains("inboxsec_") && !page.contains("inboxenc_"))
      #expect(!page.contains(UnlockBench.passphrase))
    }
    #expect(try !bench.holds("secret-tip") && !bench.holds("secret-note"))
    #expect(try !bench.holds(UnlockBench.passphrase) && !bench.holds("inboxenc_"))
    #expect(await bench.audit().contains("inbox_unlock by ana "))
  }

  @Test func `marks as read what it shows, and only then`() async throws {
    await bench.add("ana", .replier)
    let ana = try await unlocked.signIn("ana").client
    func isNew() async -> Bool? {
      guard case .inbox(let messages) = await bench.ask(.query(.inboxMessages([1]))) else {
        return nil
      }
      return messages.first?.isNew
    }
    #expect(try await !unlocked.isOpen(ana))
    #expect(await isNew() == true, "it was not read")
    _ = try await unlocked.unlock(ana)
    #expect(try await unlocked.isOpen(ana))
    #expect(await isNew() == false)
  }

  @Test func `ends with the button, the sign-out, and whatever ends the session`() async throws {
    await bench.add("ana", .replier)
    await bench.add("ben", .replier)
    let sessions = bench.sessions
    func opened(_ name: String) async throws -> WebClient {
      let client = try await unlocked.signIn(name).client
      _ = try await unlocked.unlock(client)
      #expect(sessions.unlocked.isUnlocked(client.session))
      return client
    }
    let one = try await opened("ana")
    let answer = try await bench.answer(.lock, of: one, form: "next=/account")
    guard case .redirect("/account?did=locked") = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(try await !unlocked.isOpen(one))
    #expect(await bench.audit().contains("inbox_lock by ana "))
    let two = try await opened("ana")
    let other = try await opened("ben")
    await bench.web.signOut(two)
    #expect(!sessions.unlocked.isUnlocked(two.session))
    #expect(sessions.unlocked.isUnlocked(other.session), "another's stays")
    let three = try await opened("ana")
    _ = try await bench.answer(.endSession, of: one, named: ["session": "\(three.session)"])
    #expect(!sessions.unlocked.isUnlocked(three.session))
    let four = try await opened("ana")
    await bench.ask(.sessionEnd(four.session))
    #expect(!sessions.unlocked.isUnlocked(four.session))
    let five = try await opened("ana")
    await bench.ask(.staffRemove("ana"))
    #expect(!sessions.unlocked.isUnlocked(five.session))
    #expect(sessions.unlocked.isUnlocked(other.session))
    bench.web.serverStops()
    #expect(!sessions.unlocked.isUnlocked(other.session))
  }

  @Test func `ends with a token that is revoked`() async throws {
    let token = try await bench.token("desk", [.read])
    let client = try bench.client(try await bench.signIn(token: token.text))
    _ = try await unlocked.unlock(client)
    #expect(bench.sessions.unlocked.isUnlocked(client.session))
    await bench.ask(.tokenRevoke(token.id))
    #expect(!bench.sessions.unlocked.isUnlocked(client.session))
  }

  @Test func `ends after ten minutes without a person, whatever its script asks for`()
    async throws
  {
    await bench.add("ana", .reader)
    let (secret, client) = try await unlocked.signIn("ana")
    _ = try await unlocked.unlock(client)
    let clock = bench.bench.clock
    for _ in 0..<3 {
      clock.advance(seconds: 599)
      _ = try bench.client(secret)
    }
    #expect(try await unlocked.isOpen(client))
    guard
      case .events(let stream) = try await bench.answer(
        .events, of: client, query: "unlocked=1")
    else {
      Issue.record("no stream")
      return
    }
    #expect(await stream.next(within: .seconds(5))?.map(\.name) == ["following"])
    clock.advance(seconds: 599)
    #expect(bench.web.client(ofSession: secret, isActivity: false) != nil)
    #expect(try await unlocked.isOpen(client))
    clock.advance(seconds: 2)
    #expect(try await !unlocked.isOpen(client))
    bench.sessions.unlocked.lockIdle()
    #expect(await stream.next(within: .seconds(5))?.map(\.name) == ["locked"])
    stream.end()
    // A use that comes too late opens nothing.
    _ = try bench.client(secret)
    #expect(try await !unlocked.isOpen(client))
    // Nor does a clock that is set back.
    _ = try await unlocked.unlock(client)
    clock.advance(seconds: -1_000)
    #expect(try await !unlocked.isOpen(client))
  }

  @Test func `of a page that is older than the lock is told at once`() async throws {
    await bench.add("ana", .reader)
    let client = try await unlocked.signIn("ana").client
    let answer = try await bench.answer(.events, of: client, query: "unlocked=1")
    guard case .events(let stream) = answer else { return }
    #expect(await stream.next(within: .seconds(5))?.map(\.name) == ["locked", "following"])
    stream.end()
  }

  @Test func `refuses a wrong passphrase and other keys, and counts them`() async throws {
    await bench.add("ana", .reader)
    await bench.add("ben", .reader)
    let client = try await unlocked.signIn("ana").client
    let other = try InboxKeyFile.text(of: InboxSecret(), passphrase: nil)
    let file = UnlockBench.keyFile
    for (key, passphrase, words) in [
      (file, "wrong", "not the passphrase"), (file, "", "not the passphrase"),
      (other, "", "opens nothing"), (UnlockBench.secret.key.text, "", "no secret"),
      (Self.costly(file), UnlockBench.passphrase, "no secret"),
    ] {
      let answer = try await unlocked.unlock(client, file: key, passphrase: passphrase)
      guard case .refusal(let body, 403) = answer else {
        Issue.record("\(words): \(answer.status)")
        continue
      }
      let text = String(decoding: body.bytes, as: UTF8.self)
      #expect(text.contains(words) && !text.contains("inboxsec_"))
    }
    // Right or wrong, in this session or a new one of the member.
    #expect(try await unlocked.unlock(client).status == 429)
    let again = try await unlocked.signIn("ana").client
    #expect(try await unlocked.unlock(again).status == 429)
    #expect(!bench.sessions.unlocked.isUnlocked(client.session))
    #expect(await bench.audit().filter { $0.hasPrefix("inbox_unlocks_refused by ana") }.count == 1)
    // Neither another member nor signing in is held up.
    let ben = try await unlocked.signIn("ben").client
    #expect(try await unlocked.unlock(ben).status == 303)
    #expect(try await bench.answer(.unlock, of: ben, form: "passphrase=x").status == 400)
  }

  /// The same key, whose file asks for a gibibyte.
  private static func costly(_ file: String) -> String {
    guard let line = file.split(separator: "\n").first(where: { $0.hasPrefix("inboxenc_") }),
      var bytes = [UInt8](base64: String(line.dropFirst("inboxenc_".count)).utf8[...])
    else { return "" }
    bytes.replaceSubrange(5..<9, with: UInt32(1 << 20).bigEndianBytes)
    return "inboxenc_\(bytes.base64)"
  }

  @Test func `leads to a page of this server alone`() async throws {
    await bench.add("ana", .reader)
    let client = try await unlocked.signIn("ana").client
    for next in ["https://evil.example/", "//evil.example", "/nothing", "", "/sign-out"] {
      guard case .redirect("/?did=unlocked") = try await unlocked.unlock(client, next: next) else {
        Issue.record("\(next)")
        continue
      }
    }
  }

  @Test func `is not offered where nothing is sealed`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .reader)
    let client = try bench.client(try await bench.signIn("ana"))
    #expect(try await bench.answer(.askToUnlock, of: client).status == 404)
    #expect(try await bench.answer(.unlock, of: client, form: "key=x").status == 404)
    guard case .page(let body) = try await bench.answer(.inbox, of: client) else { return }
    #expect(!String(decoding: body.bytes, as: UTF8.self).contains("/unlock"))
  }
}
