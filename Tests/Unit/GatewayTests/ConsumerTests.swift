import GatewayCore
import GatewayEngine
import GatewayStore
import Synchronization
import Testing

@testable import Gateway

/// Consumers of events on a worker with a real store.
@Suite struct `Consumers of events` {
  private static let rules = """
    contacts { accept = "everyone" } on("message", function(m) m:keep() end)
    """

  private func ask(_ bench: WorkerBench, _ request: ApplicationRequest) throws -> Reply {
    let answer = Mutex<Reply?>(nil)
    bench.receive(.control(request) { reply in answer.withLock { $0 = reply } })
    guard let reply = answer.withLock({ $0 }) else { throw Mistake() }
    return reply
  }

  private func events(_ bench: WorkerBench, limit: Int = 100) throws -> ConsumerEvents {
    guard
      case .events(let page) = try ask(
        bench, .query(.consumerEvents("desk", limit: limit)))
    else { throw Mistake() }
    return page
  }

  private struct Mistake: Error {}

  private func texts(_ page: ConsumerEvents) -> [String] {
    page.events.compactMap { event in
      guard case .object(let members) = event,
        case .string(let name)? = members.first(where: { $0.name == "event" })?.value
      else { return nil }
      guard case .string(let text)? = members.first(where: { $0.name == "text" })?.value else {
        return name
      }
      return "\(name) \(text)"
    }
  }

  @Test func `what is not acknowledged comes again, in order, also after a kill`() throws {
    var bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    _ = try ask(bench, .command(.consumerNew("desk", fromStart: false)))
    for number in 1...3 { bench.say("text \(number)", at: UInt32(number)) }
    let first = try events(bench, limit: 2)
    #expect(texts(first) == ["message text 1", "message text 2"])
    #expect(try events(bench, limit: 2) == first)
    _ = try ask(bench, .command(.consumerAcknowledge("desk", through: first.last - 1)))
    bench = try bench.restarted(Self.rules)
    let again = try events(bench)
    #expect(texts(again) == ["message text 2", "message text 3"])
    _ = try ask(bench, .command(.consumerAcknowledge("desk", through: again.last)))
    #expect(try events(bench).events.isEmpty)
    // Again changes nothing, and an older place does not bring anything back.
    _ = try ask(bench, .command(.consumerAcknowledge("desk", through: 0)))
    _ = try ask(bench, .command(.consumerNew("desk", fromStart: true)))
    #expect(try events(bench).events.isEmpty)
    guard case .failed = try ask(bench, .command(.consumerAcknowledge("desk", through: 99)))
    else { throw Mistake() }
  }

  @Test func `without a consumer nothing is kept, and a batch that is undone leaves no event`()
    throws
  {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    bench.say("before")
    #expect(try count(bench) == 0)
    _ = try ask(bench, .command(.consumerNew("desk", fromStart: false)))
    bench.say("kept", at: 2)
    #expect(try count(bench) == 1)
    _ = try ask(bench, .command(.consumerRemove("desk")))
    #expect(try count(bench) == 0)
    bench.say("after", at: 3)
    #expect(try count(bench) == 0)
  }

  private func count(_ bench: WorkerBench) throws -> Int {
    try bench.store.read { reader throws(StoreError) in
      try reader.events(after: 0, limit: 1_000).events.count
    }
  }

  @Test func `what was erased is no event any more, and a gap tells of it`() throws {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    _ = try ask(bench, .command(.consumerNew("desk", fromStart: false)))
    bench.say("marker one")
    bench.say("marker two", at: 2)
    let message = try bench.store.read { reader throws(StoreError) in
      try reader.inbox(InboxFilter(status: nil)).last?.id
    }
    let number = try #require(message).rawValue
    _ = try ask(bench, .command(.inboxErase(messages: [number])))
    let page = try events(bench)
    #expect(!texts(page).contains("message marker one"))
    #expect(texts(page).first == "gap" && texts(page).contains("message marker two"))
    _ = try ask(bench, .command(.contactRemove(ContactReference(hex(1)))))
    #expect(try !texts(events(bench)).contains("message marker two"))
  }

  @Test func `an event that was erased between others is a gap in its place`() throws {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    _ = try ask(bench, .command(.consumerNew("desk", fromStart: false)))
    for number in 1...4 { bench.say("text \(number)", at: UInt32(number)) }
    let messages = try bench.store.read { reader throws(StoreError) in
      try reader.inbox(InboxFilter(status: nil)).map(\.id.rawValue).sorted()
    }
    _ = try ask(bench, .command(.inboxErase(messages: Array(messages[1...2]))))
    let page = try events(bench)
    #expect(texts(page).prefix(3) == ["message text 1", "gap", "message text 4"])
    guard case .object(let gap) = page.events[1], case .object(let first) = page.events[0],
      case .integer(let start)? = first.first(where: { $0.name == "seq" })?.value
    else { throw Mistake() }
    #expect(gap.contains(.init("missed", .integer(2))))
    #expect(gap.contains(.init("seq", .integer(start + 2))))
    // What was acknowledged is not missed.
    _ = try ask(bench, .command(.consumerAcknowledge("desk", through: start + 2)))
    #expect(try texts(events(bench)).first == "message text 4")
  }

  @Test func `a consumer that is away for too long gets a gap`() throws {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    _ = try ask(bench, .command(.consumerNew("desk", fromStart: false)))
    for number in 1...5 { bench.say("text \(number)", at: UInt32(number)) }
    bench.clock.advance(seconds: 8 * 86_400)
    bench.say("late", at: 6)
    let page = try events(bench)
    #expect(texts(page) == ["gap", "message late"])
    guard case .object(let gap) = try #require(page.events.first) else { throw Mistake() }
    #expect(gap.contains(.init("missed", .integer(5))))
  }

  @Test func `a clock that is ahead drops no event`() throws {
    let bench = try WorkerBench(Self.rules)
    try bench.befriend(1)
    _ = try ask(bench, .command(.consumerNew("desk", fromStart: false)))
    bench.say("early", at: 1)
    bench.clock.step(seconds: 8 * 86_400)
    bench.say("late", at: 2)
    #expect(try texts(events(bench)) == ["message early", "message late"])
  }

  @Test func `a bot that keeps nothing has no consumers`() throws {
    let bench = try WorkerBench("inbox { keep = \"nothing\" }")
    guard
      case .failed(let sentence, _, _) = try ask(
        bench, .command(.consumerNew("desk", fromStart: false)))
    else { throw Mistake() }
    #expect(sentence.contains("keeps nothing"))
  }
}
