import GatewayCore
import Synchronization
import Testing
import ToxCore

@testable import Gateway
@testable import GatewayStore

/// Strangers, who may be thousands: what they take is bounded, and nobody else makes way for them.
@Suite struct StrangerTests {
  private static let everyone = "contacts { accept = 'everyone' }"

  private func states(_ office: Office) throws -> [UInt8: ContactState] {
    let all = try office.store.read { reader throws(StoreError) in try reader.storedContacts() }
    return Dictionary(
      uniqueKeysWithValues: all.map { ($0.contact.key.bytes[0], $0.contact.state) })
  }

  private func numbers(_ office: Office) throws -> [UInt8] { try states(office).keys.sorted() }

  private func ask(_ numbers: ClosedRange<UInt8>, _ office: Office, text: String = "hello") {
    for number in numbers { office.receive(.contactRequest(key(number), text: text)) }
  }

  @Test func `Who never came online is forgotten after two days, and may ask again`() throws {
    let office = try Office(Self.everyone)
    ask(1...2, office)
    office.receive(.online(key(2)))
    office.receive(.offline(key(2)))
    office.wait(seconds: 47 * 3_600)
    #expect(try numbers(office) == [1, 2])
    office.wait(seconds: 3_601)
    office.wait(seconds: 3_601)
    #expect(try numbers(office) == [2])
    #expect(office.network.takeWords() == ["add 1", "add 2", "remove 1"])
    #expect(office.reports.lines("log").contains { $0.contains("never came online") })
    ask(1...1, office)
    #expect(try numbers(office) == [1, 2])
  }

  @Test func `The bot wakes by itself to forget them`() throws {
    let office = try Office("contacts { accept = 'everyone', forget_unseen = '30m' }")
    office.receive()
    #expect(office.worker.timeToNextDue() == nil, "an idle bot sleeps")
    ask(1...1, office)
    #expect(office.worker.timeToNextDue() == 1_800_001)
    office.clock.advance(seconds: 600)
    ask(2...2, office)
    #expect(office.worker.timeToNextDue() == 1_200_001)
    office.wait(seconds: 1_201)
    #expect(try numbers(office) == [2])
    #expect(office.worker.timeToNextDue() == 599_001)
    let never = try Office("contacts { accept = 'everyone', forget_unseen = 'never' }")
    never.receive()
    #expect(never.worker.timeToNextDue() == nil)
  }

  @Test func `Whom the owner added, accepted or wants found is never forgotten unseen`() throws {
    let office = try Office("on('request', function(contact) end)")
    ask(1...3, office)
    office.receive(.control(.command(.contactAccept(ContactReference(hex(1))))) { _ in })
    let address = hex(9)
    office.receive(.control(.command(.contactAdd(address: address, message: "hi"))) { _ in })
    for _ in 0..<3 { office.wait(seconds: 72 * 3_600) }
    #expect(try states(office)[1] == .accepted)
    #expect(try states(office)[9] == .accepted)
  }

  @Test func `A rule that accepts makes strangers of whom it accepts`() throws {
    let office = try Office("on('request', function(contact) contact:accept() end)")
    ask(1...1, office)
    office.receive(.control(.command(.contactAdd(address: hex(2), message: "hi"))) { _ in })
    for _ in 0..<3 { office.wait(seconds: 72 * 3_600) }
    #expect(try numbers(office) == [2])
  }

  @Test func `At the limit the oldest that never came online makes way, and nobody else`() throws {
    let office = try Office(Self.everyone, contactsMax: 4)
    ask(1...4, office)
    office.receive(.online(key(1)))
    office.receive(.control(.command(.contactAdd(address: hex(2), message: "hi"))) { _ in })
    _ = office.network.takeWords()
    ask(5...5, office)
    #expect(try numbers(office) == [1, 2, 4, 5])
    #expect(office.network.takeWords() == ["remove 3", "add 5"])
    #expect(office.reports.lines("limit").count == 1)
    #expect(office.reports.lines("limit")[0].contains("\"limit\":\"contacts\""))
    ask(6...7, office)
    #expect(try numbers(office) == [1, 2, 6, 7])
    #expect(office.reports.lines("limit").count == 1)
  }

  @Test func `Whom the owner adds has the place of a stranger`() throws {
    let office = try Office(Self.everyone, contactsMax: 2)
    ask(1...2, office)
    _ = office.network.takeWords()
    office.receive(.control(.command(.contactAdd(address: hex(9), message: "hi"))) { _ in })
    #expect(try numbers(office) == [2, 9])
    #expect(office.network.takeWords() == ["remove 1", "add 9"])
  }

  @Test func `Where all were seen who asks waits for the owner`() throws {
    let office = try Office(Self.everyone, contactsMax: 2)
    ask(1...2, office)
    office.receive(.online(key(1)), .online(key(2)))
    ask(3...3, office)
    #expect(try states(office) == [1: .accepted, 2: .accepted, 3: .requested])
    office.receive(.control(.command(.contactRemove(ContactReference(hex(1))))) { _ in })
    ask(3...3, office)
    #expect(try states(office) == [2: .accepted, 3: .accepted])
  }

  @Test func `Requests that wait are bounded, the oldest making way`() throws {
    let office = try Office("limits { waiting_requests = 3 }")
    ask(1...5, office)
    #expect(try numbers(office) == [3, 4, 5])
    #expect(office.reports.lines("limit").count == 1)
  }

  @Test func `A day's requests are bounded, over a restart too`() throws {
    let rules = "limits { requests_per_day = 3 } " + Self.everyone
    let office = try Office(rules)
    ask(1...5, office)
    #expect(try numbers(office) == [1, 2, 3])
    let again = try office.restarted(rules)
    ask(6...6, again)
    #expect(try numbers(again) == [1, 2, 3])
    again.clock.advance(seconds: 8 * 3_600)
    ask(7...8, again)
    #expect(try numbers(again) == [1, 2, 3, 7])
  }

  @Test func `Only who names the phrase is accepted, and of the others nothing is kept`() throws {
    let office = try Office("contacts { accept = 'phrase', phrase = 'blue door' }")
    ask(1...1, office, text: "hello")
    ask(2...2, office, text: "I read about the Blue\n door.")
    ask(1...1, office, text: "hello again")
    #expect(try states(office) == [2: .accepted])
    #expect(office.network.takeWords() == ["add 2"])
    #expect(office.reports.lines("contact_request").count == 1)
    let log = office.reports.lines("log")
    #expect(log.count == 1 && log[0].contains("1 requests were dropped"))
    ask(1...1, office, text: "the blue door")
    #expect(try states(office) == [1: .accepted, 2: .accepted])
  }

  @Test func `Those that rules block do not pile up`() throws {
    let office = try Office(
      "on('request', function(contact) contact:block() end)", contactsMax: 3)
    ask(1...9, office)
    #expect(try numbers(office) == [6, 7, 8, 9])
  }

  @Test func `All that never came online can be removed at once`() throws {
    let office = try Office(Self.everyone)
    ask(1...3, office)
    office.receive(.online(key(2)))
    office.receive(.control(.command(.contactAdd(address: hex(4), message: "hi"))) { _ in })
    let answers = Mutex<[Reply]>([])
    office.receive(
      .control(.command(.contactRemoveNeverSeen)) { answer in answers.withLock { $0.append(answer) }
      })
    let summary = ForgottenSummary(
      contacts: 2, messages: 2, droppedAnswers: 0, deliveries: 0, droppedDeliveries: 0)
    #expect(answers.withLock { $0 } == [.forgotten(summary)])
    #expect(try numbers(office) == [2, 4])
  }

  @Test func `A contact that the network half has no room for is named, and has its turn later`()
    throws
  {
    let office = try Office(Self.everyone)
    ask(1...3, office)
    _ = office.network.takeWords()
    office.receive(.notAdded(key(3), .tooMany), .notAdded(key(3), .tooMany))
    #expect(office.worker.memory.unsearched == [key(3)])
    let codename = try #require(
      try office.store.read { reader throws(StoreError) in try reader.storedContact(key(3)) }
    ).contact.codename
    #expect(office.reports.lines("limit").count == 1)
    #expect(office.reports.lines("limit")[0].contains("\(codename)"))
    office.receive(.control(.command(.contactRemove(ContactReference(hex(1))))) { _ in })
    #expect(office.network.takeWords() == ["remove 1", "add 3"])
    office.receive(.notAdded(key(2), .invalidKey))
    #expect(office.reports.lines("log").contains { $0.contains("can't be searched for") })
  }

  @Test func `Below the floor of free room nobody new is stored`() throws {
    let office = try Office(Self.everyone)
    office.disk.set { $0.freeBytes = 1 << 20 }
    office.clock.advance(seconds: 1)
    ask(1...1, office)
    #expect(try numbers(office) == [])
    office.disk.set { $0.freeBytes = 1 << 39 }
    office.clock.advance(seconds: 1)
    ask(1...1, office)
    #expect(try numbers(office) == [1])
  }
}
