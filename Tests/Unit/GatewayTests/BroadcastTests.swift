import GRDB
import GatewayCore
import GatewayTestSupport
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// One text for many contacts, in a worker that is killed and a clock that the test moves.
@Suite struct `A broadcast` {
  private static let rules = """
    contacts { accept = "everyone" }
    on("message", function(message)
      if message.text == "tell" then broadcast("all", "fire", { expires = "1h" }) end
    end)
    """

  private func member(_ number: Int) -> ContactKey {
    ContactKey(bytes: (0..<32).map { UInt8(truncatingIfNeeded: number >> ($0 < 4 ? 8 * $0 : 40)) })
  }

  /// A bot with so many labelled contacts beside contact 1, which is online and has no label.
  private func bench(members: Int, in directory: WorkerBench.Directory? = nil) throws -> WorkerBench
  {
    let bench = try WorkerBench(Self.rules, in: directory)
    try bench.befriend(1)
    let label = try #require(ContactLabel("all"))
    try bench.store.write { tx throws(StoreError) in
      for number in 1...members {
        let key = member(number)
        try tx.addContact(
          key, codenameHash: [0, UInt8(number & 255), 0, UInt8(number >> 8)], state: .accepted,
          now: bench.clock.now)
        try tx.setLabel(label, of: key, isSet: true)
      }
    }
    return bench
  }

  private func texts(_ bench: WorkerBench, of number: Int) throws -> [String] {
    let key = member(number)
    return try bench.store.read { reader throws(StoreError) in try reader.outbox(of: key) }
      .map(\.text)
  }

  private func summary(_ bench: WorkerBench, _ number: Int64 = 1) throws -> BroadcastSummary {
    let found = try bench.store.read { reader throws(StoreError) in
      try reader.broadcast(BroadcastID(number))
    }
    return try #require(found)
  }

  /// Lets a quarter of a second pass, so often.
  private func step(_ bench: WorkerBench, _ count: Int = 1) {
    for _ in 0..<count {
      bench.clock.advance(milliseconds: 250)
      bench.receive()
    }
  }

  @Test func `reaches each contact with the label once, a few at a time, and no other`() throws {
    let bench = try bench(members: 120)
    bench.say("tell")
    #expect(try summary(bench).sent == 50 && summary(bench).remaining == 70)
    bench.receive()
    #expect(try summary(bench).sent == 50)
    step(bench)
    #expect(try summary(bench).sent == 100)
    step(bench)
    #expect(try summary(bench).state == .sent)
    step(bench, 4)
    for number in 1...120 { #expect(try texts(bench, of: number) == ["fire"]) }
    #expect(try bench.outbox(1) == [])
    #expect(try summary(bench).sent == 120 && summary(bench).remaining == 0)
  }

  private func ask(_ bench: WorkerBench, _ command: any Command) -> Reply? {
    let answer = Mutex<Reply?>(nil)
    bench.receive(.control(.command(command)) { reply in answer.withLock { $0 = reply } })
    return answer.withLock(\.self)
  }

  private func sending(to name: String, kind: InboundMessage.Kind = .text) -> SendCommand {
    .send(ContactReference(name), text: "fire", kind: kind, keep: true, lifetime: 60_000)
  }

  @Test func `is also what a message to a label becomes, once for each key of a request`() throws {
    let bench = try bench(members: 3)
    let request = RepeatableRequest(token: 1, key: [1], request: [2])
    let first = ask(bench, OnceCommand(sending(to: "all"), request))
    #expect(first == .broadcasting(1, contacts: 3))
    #expect(ask(bench, OnceCommand(sending(to: "all"), request)) == first)
    let other = RepeatableRequest(token: 1, key: [1], request: [3])
    guard case .failed(_, .differs, _) = ask(bench, OnceCommand(sending(to: "all"), other)) else {
      throw Mistake()
    }
    step(bench, 4)
    for number in 1...3 { #expect(try texts(bench, of: number) == ["fire"]) }
    #expect(try summary(bench).sent == 3)
  }

  @Test func `is sent once for each key of a request to send it, and is then told as it is by now`()
    throws
  {
    let bench = try bench(members: 3)
    let sending = BroadcastSendCommand.broadcastSend(label: "all", text: "fire")
    let request = RepeatableRequest(token: 1, key: [1], request: [2])
    guard case .broadcasts(let first) = ask(bench, sending.once(request)) else { throw Mistake() }
    step(bench, 4)
    guard case .broadcasts(let again) = ask(bench, sending.once(request)) else { throw Mistake() }
    #expect(first.map(\.id) == again.map(\.id) && again.first?.state == .sent)
    for number in 1...3 { #expect(try texts(bench, of: number) == ["fire"]) }
    let other = RepeatableRequest(token: 1, key: [1], request: [3])
    guard case .failed(_, .differs, _) = ask(bench, sending.once(other)) else { throw Mistake() }
  }

  @Test func `is sent once for each key also where the clock goes ahead`() throws {
    let bench = try bench(members: 1)
    let sending = BroadcastSendCommand.broadcastSend(label: "all", text: "fire").once(
      RepeatableRequest(token: 1, key: [1], request: [2]))
    _ = ask(bench, sending)
    bench.clock.step(seconds: 2 * 86_400)
    _ = ask(bench, sending)
    step(bench, 4)
    #expect(try texts(bench, of: 1) == ["fire"])
  }

  @Test func `to a name that is none, or two things, is refused with the reason`() throws {
    let bench = try bench(members: 3)
    let codename = try bench.store.read { reader throws(StoreError) in
      try reader.storedContact(key(1))?.contact.codename.text
    }
    let name = try #require(codename)
    guard case .failed(let absent, .absent, _) = ask(bench, sending(to: "none")) else {
      throw Mistake()
    }
    #expect(absent.contains("no contact and no label \"none\""))
    guard case .queued = ask(bench, sending(to: name)) else { throw Mistake() }
    let label = try #require(ContactLabel(name))
    try bench.store.write { tx throws(StoreError) in
      try tx.setLabel(label, of: member(2), isSet: true)
    }
    guard case .failed(let both, .refused, _) = ask(bench, sending(to: name)) else {
      throw Mistake()
    }
    #expect(both.contains("is a contact's codename and a label"))
    // A key is one contact, whatever the labels are.
    guard case .queued = ask(bench, sending(to: hex(1))) else { throw Mistake() }
    guard case .failed = ask(bench, sending(to: "all", kind: .action)) else { throw Mistake() }
  }

  private struct Mistake: Error {}

  @Test func `survives kills, and reaches ten thousand contacts once`() throws {
    var bench = try bench(members: 10_000)
    bench.say("tell")
    var steps = 0
    while try summary(bench).state == .sending {
      step(bench)
      steps += 1
      if steps % 60 == 0 {
        let again = try bench.restarted(Self.rules)
        again.clock.set(bench.clock.now)
        bench = again
      }
      try #require(steps < 300)
    }
    #expect(try summary(bench).sent == 10_000)
    let counts = try bench.store.read { reader throws(StoreError) in
      try reader.rows("SELECT count(*), count(DISTINCT conversation) FROM outbox") {
        [$0[0] as Int, $0[1] as Int]
      }
    }
    #expect(counts == [[10_000, 10_000]])
    // In the order in which they were first seen.
    let order = try bench.store.read { reader throws(StoreError) in
      try reader.rows("SELECT conversation FROM outbox ORDER BY id") { $0[0] as Int64 }
    }
    #expect(order == order.sorted())
  }

  @Test func `is written again where the disk refuses, once`() throws {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try bench(members: 60, in: directory)
    bench.say("tell")
    bench.clock.advance(milliseconds: 250)
    disk.set(.writing)
    for _ in 0..<3 { #expect(!bench.worker.engine.handle([])) }
    disk.set(nil)
    step(bench, 2)
    for number in 1...60 { #expect(try texts(bench, of: number) == ["fire"]) }
  }

  @Test func `counts what was received, and expires for the others`() throws {
    let bench = try bench(members: 3)
    bench.receive(.online(member(1)))
    _ = bench.network.takeWords()
    bench.say("tell")
    let id = try #require(bench.network.takeAnswers().first).id
    bench.receive(.sent(member(1), id, .success(position(7))))
    bench.receive(.receipt(member(1), through: position(7)))
    #expect(try summary(bench).received == 1 && summary(bench).sent == 2)

    bench.wait(seconds: 3_600)
    bench.receive()
    let ended = try summary(bench)
    #expect((ended.state, ended.received, ended.expired, ended.sent) == (.ended, 1, 2, 0))
    #expect(try texts(bench, of: 2) == [])
    let (members, last) = try bench.store.read { reader throws(StoreError) in
      try reader.broadcastMembers(of: BroadcastID(1), limit: 9)
    }
    #expect(members.map(\.result) == [.received, .expired, .expired] && last == nil)
    // Nothing of it comes back.
    bench.wait(seconds: 60)
    #expect(try summary(bench) == ended)
  }

  @Test func `counts what was erased as failed, and contacts that were not reached as expired`()
    throws
  {
    let bench = try bench(members: 60)
    bench.say("tell")
    try bench.store.write { tx throws(StoreError) in
      let item = try tx.row("SELECT item FROM broadcast_members ORDER BY contact LIMIT 1") {
        MessageID($0[0])
      }
      if let item { try tx.forget(message: item, now: bench.clock.now) }
    }
    #expect(try summary(bench).failed == 1 && summary(bench).sent == 49)
    let again = try bench.restarted(Self.rules)
    again.clock.set(bench.clock.now)
    again.clock.advance(seconds: 3_700)
    for _ in 0..<4 { again.receive() }
    let ended = try summary(again)
    #expect((ended.state, ended.failed, ended.expired, ended.remaining) == (.ended, 1, 59, 0))
  }

  @Test func `lets what contacts write go first`() throws {
    let bench = try bench(members: 1_000)
    bench.say("tell")
    for number in 2...30 as ClosedRange<UInt32> {
      bench.clock.advance(milliseconds: 10)
      bench.say("hello", at: number)
    }
    #expect(bench.reports.lines("message").count == 30)
    #expect(try summary(bench).sent == 100)
  }

  @Test func `is sent, listed and refused by the owner's commands`() throws {
    let bench = try bench(members: 2)
    func ask(_ request: ApplicationRequest) -> Reply? {
      let answer = Answer()
      bench.receive(.control(request) { answer.value = $0 })
      return answer.value
    }
    guard
      case .failed(let none, _, _)? = ask(.command(.broadcastSend(label: "none", text: "x"))),
      case .failed(let long, _, _)? = ask(
        .command(.broadcastSend(label: "all", text: String(repeating: "x", count: 4_097)))),
      case .broadcasts(let sent)? = ask(
        .command(.broadcastSend(label: "all", text: "one", expires: 60))),
      case .broadcasts(let listed)? = ask(.query(.broadcastList(limit: 9))),
      case .broadcast(let shown, let members, nil)? = ask(.query(.broadcast(1))),
      case .failed(let unknown, _, _)? = ask(.query(.broadcast(2)))
    else { throw BenchError.unexpected }
    #expect(none.contains("No contact has the label") && long.contains("1 to 4096 bytes"))
    #expect(unknown.contains("There is no broadcast 2"))
    #expect(sent.map(\.text) == ["one"] && listed.map(\.id) == [1])
    bench.receive()
    #expect(try texts(bench, of: 1) == ["one"] && texts(bench, of: 2) == ["one"])
    #expect(shown.label == "all" && members.count <= 2)
  }

  private final class Answer: @unchecked Sendable { var value: Reply? }

  private enum BenchError: Error { case unexpected }
}
