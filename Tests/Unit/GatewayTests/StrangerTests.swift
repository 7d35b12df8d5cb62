import GatewayCore
import GatewayTestSupport
import Synchronization
import Testing
import ToxCore

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Strangers, possibly thousands: their share is bounded, and no other contact makes way for them.
@Suite struct `Strangers` {
  private static let everyone = "contacts { accept = 'everyone' }"

  private func states(_ bench: WorkerBench) throws -> [UInt8: ContactState] {
    let all = try bench.store.read { reader throws(StoreError) in try reader.storedContacts() }
    return Dictionary(
      uniqueKeysWithValues: all.map { ($0.contact.key.bytes[0], $0.contact.state) })
  }

  private func numbers(_ bench: WorkerBench) throws -> [UInt8] { try states(bench).keys.sorted() }

  private func ask(_ numbers: ClosedRange<UInt8>, _ bench: WorkerBench, text: String = "hello") {
    for number in numbers { bench.receive(.contactRequest(key(number), text: text)) }
  }

  @Test func `a stranger never online is forgotten after two days, and may ask again`() throws {
    let bench = try WorkerBench(Self.everyone)
    ask(1...2, bench)
    bench.receive(.online(key(2)))
    bench.receive(.offline(key(2)))
    bench.wait(seconds: 47 * 3_600)
    #expect(try numbers(bench) == [1, 2])
    bench.wait(seconds: 3_601)
    bench.wait(seconds: 3_601)
    #expect(try numbers(bench) == [2])
    #expect(bench.network.takeWords() == ["add 1", "add 2", "remove 1"])
    #expect(bench.reports.lines("log").contains { $0.contains("never came online") })
    ask(1...1, bench)
    #expect(try numbers(bench) == [1, 2])
  }

  @Test func `the bot wakes by itself to forget them`() throws {
    let bench = try WorkerBench("contacts { accept = 'everyone', forget_unseen = '30m' }")
    bench.receive()
    #expect(bench.worker.engine.timeToNextDue() == nil, "an idle bot sleeps")
    ask(1...1, bench)
    #expect(bench.worker.engine.timeToNextDue() == 1_800_001)
    bench.clock.advance(seconds: 600)
    ask(2...2, bench)
    #expect(bench.worker.engine.timeToNextDue() == 1_200_001)
    bench.wait(seconds: 1_201)
    #expect(try numbers(bench) == [2])
    #expect(bench.worker.engine.timeToNextDue() == 599_001)
    let never = try WorkerBench("contacts { accept = 'everyone', forget_unseen = 'never' }")
    never.receive()
    #expect(never.worker.engine.timeToNextDue() == nil)
  }

  @Test func `contacts that the owner added or accepted are never forgotten unseen`() throws {
    let bench = try WorkerBench("on('request', function(contact) end)")
    ask(1...3, bench)
    bench.receive(.control(.command(.contactAccept(ContactReference(hex(1))))) { _ in })
    let address = hex(9)
    bench.receive(.control(.command(.contactAdd(address: address, message: "hi"))) { _ in })
    for _ in 0..<3 { bench.wait(seconds: 72 * 3_600) }
    #expect(try states(bench)[1] == .accepted)
    #expect(try states(bench)[9] == .accepted)
  }

  @Test func `a contact that a rule accepts is a stranger`() throws {
    let bench = try WorkerBench("on('request', function(contact) contact:accept() end)")
    ask(1...1, bench)
    bench.receive(.control(.command(.contactAdd(address: hex(2), message: "hi"))) { _ in })
    for _ in 0..<3 { bench.wait(seconds: 72 * 3_600) }
    #expect(try numbers(bench) == [2])
  }

  @Test func `at the limit only the oldest that never came online makes way`() throws {
    let bench = try WorkerBench(Self.everyone, contactsMax: 4)
    ask(1...4, bench)
    bench.receive(.online(key(1)))
    bench.receive(.control(.command(.contactAdd(address: hex(2), message: "hi"))) { _ in })
    _ = bench.network.takeWords()
    ask(5...5, bench)
    #expect(try numbers(bench) == [1, 2, 4, 5])
    #expect(bench.network.takeWords() == ["remove 3", "add 5"])
    #expect(bench.reports.lines("limit").count == 1)
    #expect(bench.reports.lines("limit")[0].contains("\"limit\":\"contacts\""))
    ask(6...7, bench)
    #expect(try numbers(bench) == [1, 2, 6, 7])
    #expect(bench.reports.lines("limit").count == 1)
  }

  @Test func `strangers that never came online are bounded, however many were seen`() throws {
    let bench = try WorkerBench(Self.everyone, strangersMax: 2)
    ask(1...3, bench)
    #expect(try numbers(bench) == [2, 3])
    bench.receive(.online(key(2)), .online(key(3)))
    ask(4...6, bench)
    #expect(try numbers(bench) == [2, 3, 5, 6])
    // Those that the owner adds take no place of theirs.
    bench.receive(.control(.command(.contactAdd(address: hex(9), message: "hi"))) { _ in })
    #expect(try numbers(bench) == [2, 3, 5, 6, 9])
    #expect(bench.reports.lines("limit").count == 1)
  }

  @Test func `a contact that the owner adds takes the place of a stranger`() throws {
    let bench = try WorkerBench(Self.everyone, contactsMax: 2)
    ask(1...2, bench)
    _ = bench.network.takeWords()
    bench.receive(.control(.command(.contactAdd(address: hex(9), message: "hi"))) { _ in })
    #expect(try numbers(bench) == [2, 9])
    #expect(bench.network.takeWords() == ["remove 1", "add 9"])
  }

  @Test func `where all were seen a new request waits for the owner`() throws {
    let bench = try WorkerBench(Self.everyone, contactsMax: 2)
    ask(1...2, bench)
    bench.receive(.online(key(1)), .online(key(2)))
    ask(3...3, bench)
    #expect(try states(bench) == [1: .accepted, 2: .accepted, 3: .requested])
    bench.receive(.control(.command(.contactRemove(ContactReference(hex(1))))) { _ in })
    ask(3...3, bench)
    #expect(try states(bench) == [2: .accepted, 3: .accepted])
  }

  @Test func `requests that wait are bounded, the oldest making way`() throws {
    let bench = try WorkerBench("limits { waiting_requests = 3 }")
    ask(1...5, bench)
    #expect(try numbers(bench) == [3, 4, 5])
    #expect(bench.reports.lines("limit").count == 1)
  }

  @Test func `a day's requests are bounded, over a restart too`() throws {
    let rules = "limits { requests_per_day = 3 } " + Self.everyone
    let bench = try WorkerBench(rules)
    ask(1...5, bench)
    #expect(try numbers(bench) == [1, 2, 3])
    let again = try bench.restarted(rules)
    ask(6...6, again)
    #expect(try numbers(again) == [1, 2, 3])
    again.clock.advance(seconds: 8 * 3_600)
    ask(7...8, again)
    #expect(try numbers(again) == [1, 2, 3, 7])
  }

  @Test func `only requests with the phrase are accepted, and of the others none is kept`() throws {
    let bench = try WorkerBench("contacts { accept = 'phrase', phrase = 'blue door' }")
    ask(1...1, bench, text: "hello")
    ask(2...2, bench, text: "I read about the Blue\n door.")
    ask(1...1, bench, text: "hello again")
    #expect(try states(bench) == [2: .accepted])
    #expect(bench.network.takeWords() == ["add 2"])
    #expect(bench.reports.lines("contact_request").count == 1)
    let log = bench.reports.lines("log")
    #expect(log.count == 1 && log[0].contains("1 requests were dropped"))
    ask(1...1, bench, text: "the blue door")
    #expect(try states(bench) == [1: .accepted, 2: .accepted])
  }

  @Test func `those that rules block do not pile up`() throws {
    let bench = try WorkerBench(
      "on('request', function(contact) contact:block() end)", strangersMax: 3)
    ask(1...9, bench)
    #expect(try numbers(bench) == [6, 7, 8, 9])
  }

  @Test func `all that never came online can be removed at once`() throws {
    let bench = try WorkerBench(Self.everyone)
    ask(1...3, bench)
    bench.receive(.online(key(2)))
    bench.receive(.control(.command(.contactAdd(address: hex(4), message: "hi"))) { _ in })
    let answers = Mutex<[Reply]>([])
    bench.receive(
      .control(.command(.contactRemoveNeverSeen)) { answer in answers.withLock { $0.append(answer) }
      })
    let summary = ForgottenSummary(
      contacts: 2, messages: 2, droppedAnswers: 0, deliveries: 0, droppedDeliveries: 0)
    #expect(answers.withLock { $0 } == [.forgotten(summary)])
    #expect(try numbers(bench) == [2, 4])
  }

  @Test func `a contact that the network half has no room for is named, and has its turn later`()
    throws
  {
    let bench = try WorkerBench(Self.everyone)
    ask(1...3, bench)
    _ = bench.network.takeWords()
    bench.receive(.notAdded(key(3), .tooMany), .notAdded(key(3), .tooMany))
    #expect(bench.worker.engine.memory.unsearched == [key(3)])
    let codename = try #require(
      try bench.store.read { reader throws(StoreError) in try reader.storedContact(key(3)) }
    ).contact.codename
    #expect(bench.reports.lines("limit").count == 1)
    #expect(bench.reports.lines("limit")[0].contains("\(codename)"))
    bench.receive(.control(.command(.contactRemove(ContactReference(hex(1))))) { _ in })
    #expect(bench.network.takeWords() == ["remove 1", "add 3"])
    bench.receive(.notAdded(key(2), .unusable("invalidKey")))
    #expect(bench.reports.lines("log").contains { $0.contains("can't be searched for") })
  }

  @Test func `below the floor of free room no new peer is stored`() throws {
    let bench = try WorkerBench(Self.everyone)
    bench.disk.set { $0.freeBytes = 1 << 20 }
    bench.clock.advance(seconds: 1)
    ask(1...1, bench)
    #expect(try numbers(bench) == [])
    bench.disk.set { $0.freeBytes = 1 << 39 }
    bench.clock.advance(seconds: 1)
    ask(1...1, bench)
    #expect(try numbers(bench) == [1])
  }
}
