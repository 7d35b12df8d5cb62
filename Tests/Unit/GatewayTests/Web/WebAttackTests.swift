import Foundation
import GatewayCore
import GatewayEngine
import GatewaySeal
import GatewayStore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayHTTP

/// What those try that may do less, or nothing.
@Suite(.timeLimit(.minutes(2))) struct `Attacks on the web inbox` {
  /// Each request of the application interface, asked for in a session of each role.
  @Test(arguments: StaffRole.allCases)
  func `no session does more than its role, whatever a page asks for`(
    role: StaffRole
  ) async throws {
    let bench = try WebBench()
    await bench.add("ana", role)
    let client = try bench.client(try await bench.signIn("ana"))
    let requests =
      InterfaceExamples.queries.map { ApplicationRequest.query($0.0) }
      + InterfaceExamples.commands.map { ApplicationRequest.command($0.0) }
    for request in requests where !Set(request.scopes).isSubset(of: role.scopes) {
      let reply = await bench.web.carryOut(request, of: client)
      guard case .failed(_, .forbidden, _) = reply else {
        Issue.record("\(request.name) by \(role)")
        continue
      }
    }
    #expect(bench.sessions.member(named: "ana")?.summary.role == role)
  }

  /// Each page, as if its route did not look at scopes.
  @Test func `no page does more than its role, even without its route's check`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .reader)
    let token = try await bench.token("clock", [.clock])
    let reader = try bench.client(try await bench.signIn("ana"))
    let nothing = try bench.client(try await bench.signIn(token: token.text))
    let codename = await bench.codename()
    let named = [
      "contact": codename, "file": "1", "message": "1", "note": "1", "session": "1",
    ]
    let form =
      "text=x&answering=1&do=send&canned=x&change=closed&label=x&answer=accept"
      + "&conversation=\(codename)"
    let before = await bench.ask(.query(.conversationList(limit: 9)))
    for route in WebRouteTable.standard.routes {
      guard case .page(let page) = route.action, case .scope(let scope) = route.access else {
        continue
      }
      for client in [reader, nothing] where !client.authorization.includes(scope) {
        let answer = try await bench.answer(page, of: client, named: named, form: form)
        #expect((400..<500).contains(answer.status), "\(page) by \(client.name)")
      }
    }
    #expect(await bench.ask(.query(.conversationList(limit: 9))) == before)
    #expect(
      await bench.ask(.query(.draft(for: ContactReference(hex(1)), reader: "ana"))) == .draft(""))
  }

  @Test(arguments: [Int64.max, .min, -1, 0])
  func `any number in a page's query is answered`(number: Int64) async throws {
    let bench = try WebBench()
    await bench.add("ana", .replier)
    let client = try bench.client(try await bench.signIn("ana"))
    let named = ["contact": await bench.codename()]
    for route in WebRouteTable.standard.routes {
      guard case .page(let page) = route.action else { continue }
      for name in ["around", "before", "after", "limit"] {
        let query = "\(name)=\(number)"
        let answer = try await bench.answer(page, of: client, named: named, query: query)
        #expect(answer.status < 500, "\(page) \(query)")
      }
    }
  }

  @Test func `an answer that a browser sends twice goes out once`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .replier)
    let client = try bench.client(try await bench.signIn("ana"))
    let named = ["contact": await bench.codename()]
    for (text, once) in [("first", "a"), ("first", "a"), ("second", "a"), ("first", "b")] {
      let answer = try await bench.answer(
        .reply, of: client, named: named, form: "text=\(text)&do=send&once=\(once)")
      #expect(answer.status == 303)
    }
    let outbox = try bench.bench.outbox()
    #expect(outbox == ["first", "second", "first"], "\(outbox)")
    guard case .page(let page) = try await bench.answer(.conversation, of: client, named: named)
    else {
      Issue.record("no page")
      return
    }
    #expect(String(decoding: page.bytes, as: UTF8.self).contains(#"name="once" value=""#))
  }

  @Test func `guesses are refused after five, from unknown browsers alone`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .reader)
    guard case .signedIn(_, let device?) = await bench.attempt("ana") else {
      Issue.record("no device")
      return
    }
    for name in ["ana", "no one"] {
      for number in 0..<SignInLimits.freeFailures {
        #expect(await bench.attempt(name, "guess \(number)") == .failed(.refused))
      }
      // Right or wrong, a member or none: the same.
      #expect(await bench.attempt(name) == .failed(.tooMany))
      #expect(await bench.attempt(name, "guess") == .failed(.tooMany))
    }
    guard case .signedIn = await bench.attempt("ana", device: device) else {
      Issue.record("the member is locked out")
      return
    }
    for forged in ["", ".", "x.y", device + "x", String(device.dropLast()), "\(device).x"] {
      #expect(await bench.attempt("ana", device: forged) == .failed(.tooMany))
    }
    #expect(await bench.audit().filter { $0.hasPrefix("sign_ins") }.count == 1)
    // Another passphrase makes the browser unknown.
    let hash = try StaffPassphrase.hash(WebBench.passphrase)
    await bench.ask(.staffPassphrase("ana", hash: hash))
    #expect(await bench.attempt("ana", device: device) == .failed(.tooMany))
    // It never was that of another member.
    await bench.add("ben", .reader)
    for number in 0..<SignInLimits.freeFailures {
      #expect(await bench.attempt("ben", "guess \(number)", device: device) == .failed(.refused))
    }
    #expect(await bench.attempt("ben", device: device) == .failed(.tooMany))
  }

  @Test func `a flood of attempts is refused, and what is verified at one time is bounded`()
    async throws
  {
    let bench = try WebBench()
    await bench.add("ana", .reader)
    guard case .signedIn(_, let device?) = await bench.attempt("ana") else { return }
    let results = await withTaskGroup(of: SignInResult.self) { group in
      for number in 0..<200 {
        group.addTask { [web = bench.web] in
          await web.signIn(
            SignInAttempt(.passphrase(name: "name \(number)", passphrase: "x", code: "")))
        }
      }
      // In the middle of it the member comes, from its own browser.
      let own = await bench.attempt("ana", device: device)
      guard case .signedIn = own else {
        Issue.record("\(own)")
        return [SignInResult]()
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let counts = Dictionary(grouping: results) { $0 }.mapValues(\.count)
    #expect(results.count == 200 && counts[.failed(.tooMany), default: 0] >= 160)
    #expect(counts[.failed(.refused), default: 0] + counts[.failed(.busy), default: 0] <= 40)
  }

  @Test func `a session has few streams, and all have a bound`() async throws {
    let bench = try WebBench()
    let token = try await bench.token("desk", [.read])
    var streams: [any EventStream] = []
    var refused = 0
    for _ in 0..<70 {
      let client = try bench.client(try await bench.signIn(token: token.text))
      for _ in 0...StreamCounts.ofSessionMax {
        switch try await bench.answer(.events, of: client) {
        case .events(let stream): streams.append(stream)
        case .nothing: refused += 1
        default: Issue.record("another answer")
        }
      }
    }
    #expect(streams.count == StreamCounts.countMax)
    #expect(refused == 70 * 5 - StreamCounts.countMax)
    for stream in streams {
      stream.end()
      stream.end()
    }
    #expect(bench.web.streams.count == 0)
  }

  @Test func `a page learns what has changed, and no word of it`() async throws {
    let bench = try WebBench()
    await bench.add("ana", .replier)
    await bench.add("ben", .replier)
    let client = try bench.client(try await bench.signIn("ana"))
    let other = try bench.client(try await bench.signIn("ben"))
    guard case .events(let stream) = try await bench.answer(.events, of: client) else { return }
    _ = await stream.next(within: .seconds(1))
    let contact = Contact(
      key: key(1), codename: Codename(text: "amber-heron"), name: "Alice",
      firstSeen: UnixMilliseconds(0))
    bench.feed.publish(
      [
        .contactRequest(contact, text: "secret-request"), .contactOnline(contact),
        .conversation(contact, Triage(status: .open, since: UnixMilliseconds(0)), by: nil),
        .log("secret-log"),
      ], at: UnixMilliseconds(0)
    ) { _ in }
    let events = try #require(await stream.next(within: .seconds(5)))
    #expect(events.map(\.name) == ["request", "conversation"])
    #expect(Set(events.map(\.data)) == [#"{"contact":"amber-heron"}"#])
    // A colleague begins to answer.
    let codename = await bench.codename()
    let noted = try await bench.answer(
      .presence, of: other, named: ["contact": codename], form: "answering=1")
    #expect(noted.status == 204)
    #expect(bench.web.presence.answering(codename, except: client.session) == ["ben"])
    #expect(await stream.next(within: .seconds(5))?.map(\.name) == ["presence"])
    let unknown = try await bench.answer(
      .presence, of: other, named: ["contact": "no-one"], form: "answering=1")
    #expect(unknown.status == 404)
    await bench.web.signOut(other)
    #expect(bench.web.presence.answering(codename, except: client.session) == [])
    stream.end()
  }

  @Test(arguments: StoredForm.allCases)
  func `a draft is its author's alone`(form: StoredForm) async throws {
    let bench = try form.bench("inbox { SEAL }\non('message', function(m) m:keep() end)")
    try bench.befriend(1)
    bench.say("tip")
    func ask(_ request: ApplicationRequest, by name: String) -> Reply? {
      let author = Author(name: name, way: .web)
      let reply = Mutex<Reply?>(nil)
      bench.receive(
        .control(request.read(by: author), by: author) { told in reply.withLock { $0 = told } })
      return reply.withLock(\.self)
    }
    let contact = ContactReference(hex(1))
    #expect(ask(.command(.draftSet(contact, text: "begun")), by: "ana") == .done)
    #expect(ask(.command(.draftSet(contact, text: "go on")), by: "ana") == .done)
    #expect(ask(.query(.draft(for: contact)), by: "ana") == .draft("go on"))
    // The name in the request is not what counts.
    #expect(ask(.query(.draft(for: contact, reader: "ana")), by: "ben") == .draft(""))
    #expect(ask(.command(.draftSet(contact, isSent: true)), by: "ana") == .done)
    #expect(ask(.query(.draft(for: contact)), by: "ana") == .draft(""))
    let long = String(repeating: "x", count: DraftSetCommand.bytesMax + 1)
    guard case .failed(_, .invalid, _)? = ask(.command(.draftSet(contact, text: long)), by: "ana")
    else {
      Issue.record("a draft without a bound")
      return
    }
  }
}
