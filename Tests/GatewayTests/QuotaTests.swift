import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayStore

/// Contacts that write more than their share: their messages wait, those of others do not.
@Suite struct QuotaTests {
  private func office(_ limits: String, _ rules: String = "message:keep()") throws -> Office {
    let office = try Office(
      """
      limits { \(limits) }
      webhook "out" { url = secret "URL" }
      on("message", function(message) \(rules) end)
      on("limit", function(contact, limit)
        log(limit .. " " .. (contact and contact.codename or "everybody"))
      end)
      """)
    try office.befriend(1)
    try office.befriend(2)
    return office
  }

  private func say(_ count: Int, by number: UInt8 = 1, from first: Int = 1, to office: Office) {
    for index in first..<(first + count) {
      office.say("text \(index)", by: number, at: UInt32(index))
    }
  }

  private func consumed(_ office: Office) -> [String] {
    office.network.takeWords().filter { $0.hasPrefix("consume") }
  }

  @Test func `A contact over its quota is not acknowledged, and the others do not notice`() throws {
    let office = try office("contact_messages_per_hour = 3")
    say(5, to: office)
    office.say("hello", by: 2)
    #expect(consumed(office) == ["consume 1 1", "consume 1 2", "consume 1 3", "consume 2 1"])
    #expect(try office.inbox() == ["text 1", "text 2", "text 3", "hello"])
  }

  @Test func `What waits is handled in order and once when the hour has passed, in one session`()
    throws
  {
    let office = try office("contact_messages_per_hour = 3")
    say(7, to: office)
    _ = consumed(office)
    office.wait(seconds: 30)
    #expect(consumed(office) == [])
    let release = try #require(office.worker.memory.nextRelease)
    #expect((1...1_200_000).contains(office.clock.uptime.milliseconds(until: release)))
    for _ in 0..<100 { office.wait(seconds: 120) }
    #expect(consumed(office) == (4...7).map { "consume 1 \($0)" })
    #expect(try office.inbox() == (1...7).map { "text \($0)" })
    #expect(office.worker.memory.heldBytes == 0)
    say(1, from: 8, to: office)
    #expect(consumed(office) == ["consume 1 8"])
  }

  @Test func `A restart and a crash leave the quota as used as it was`() throws {
    let rules = "limits { contact_messages_per_hour = 3 } on('message', function(m) m:keep() end)"
    let office = try Office(rules)
    try office.befriend(1)
    say(3, to: office)
    let again = try office.restarted(rules)
    again.receive(.online(key(1)))
    // The former session's end is not known: the text differs, so it is no repetition.
    again.say("fresh", at: 1)
    #expect(consumed(again) == [])
    #expect(try again.inbox() == ["text 1", "text 2", "text 3"])
  }

  @Test func `Bytes of messages, answers and deliveries count together`() throws {
    let office = try office(
      "contact_bytes_per_hour = '16KiB'",
      "message:reply(('x'):rep(1000)) message:forward('out', ('y'):rep(1000))")
    say(20, to: office)
    let count = consumed(office).count
    // An answer is stored twice: for the contact and as what was said.
    #expect((4...6).contains(count), "\(count)")
    #expect(office.reports.lines("limit").first?.contains("contact_bytes_per_hour") == true)
  }

  @Test func `What all contacts may use leaves a part to those who write little`() throws {
    let office = try office("contact_messages_per_hour = 100, messages_per_hour = 40")
    say(50, to: office)
    #expect(consumed(office).count == 30)
    office.say("hello", by: 2)
    #expect(consumed(office) == ["consume 2 1"])
  }

  @Test func `A limit that bites is told with its name and whom it holds back, and not each time`()
    throws
  {
    let office = try office("contact_messages_per_hour = 3")
    say(20, to: office)
    let told = office.reports.lines("limit")
    try #require(told.count == 1)
    #expect(told[0].contains("\"limit\":\"contact_messages_per_hour\""))
    let codename = try #require(
      try office.store.read { reader throws(StoreError) in try reader.storedContact(key(1)) }
    ).contact.codename
    #expect(told[0].contains("\"\(codename)\""))
    #expect(office.reports.lines("log").count == 1)
    #expect(office.reports.lines("log")[0].contains("contact_messages_per_hour \(codename)"))
    for _ in 0..<5 {
      office.clock.advance(seconds: 600)
      say(20, from: 100, to: office)
    }
    #expect(office.reports.lines("limit").count == 1)
    office.clock.advance(seconds: 900)
    say(20, from: 100, to: office)
    #expect(office.reports.lines("limit").count == 1, "they wait behind others")
  }

  @Test func `The end of a session forgets what waits, since its sender has it`() throws {
    let office = try office("contact_messages_per_hour = 1")
    say(5, to: office)
    #expect(office.worker.memory.heldBytes > 0)
    office.receive(.offline(key(1)))
    #expect(office.worker.memory.heldBytes == 0)
    _ = consumed(office)
    office.clock.advance(seconds: 7_200)
    office.receive(.online(key(1)))
    office.say("text 2", at: 1)
    #expect(consumed(office) == ["consume 1 1"])
    #expect(try office.inbox() == ["text 1", "text 2"])
  }

  @Test func `What waits in memory has a bound; beyond it the session ends before it goes on`()
    throws
  {
    let office = try office("contact_messages_per_hour = 1")
    let text = String(repeating: "x", count: 1_300)
    let count = HeldBack.bytesMax / 1_300 / 2
    for number in 1...2 as ClosedRange<UInt8> {
      for index in 1...count { office.say(text, by: number, at: UInt32(index)) }
    }
    office.say(text, by: 2, at: UInt32(count + 1))
    for index in 1...3 { office.say(text, by: 1, at: UInt32(count + index)) }
    #expect(office.worker.memory.heldBytes <= HeldBack.bytesMax)
    _ = office.network.takeWords()
    office.wait(seconds: 7_200)
    let words = office.network.takeWords()
    #expect(words.contains("reconnect 1") || words.contains("reconnect 2"), "\(words)")
    #expect(office.reports.lines("contact_offline").count == 1)
  }

  @Test func `Nothing is acknowledged while less is free than the floor, and it goes on by itself`()
    throws
  {
    let office = try office("free_bytes = '64MiB'")
    office.disk.set { $0.freeBytes = 63 << 20 }
    office.clock.advance(seconds: 1)
    say(2, to: office)
    #expect(consumed(office) == [])
    #expect(office.reports.lines("limit").count == 1)
    #expect(office.reports.lines("store_error") == [])
    office.disk.set { $0.freeBytes = 65 << 20 }
    office.wait(seconds: 2)
    #expect(consumed(office) == ["consume 1 1", "consume 1 2"])
  }

  @Test func `Room that the owner made inside the database counts as free`() throws {
    let office = try office("free_bytes = '64MiB'")
    office.disk.set { $0.freeBytes = 32 << 20 }
    office.clock.advance(seconds: 1)
    say(1, to: office)
    #expect(consumed(office) == [])
    office.disk.set { $0.reusableBytes = 40 << 20 }
    office.wait(seconds: 2)
    #expect(consumed(office) == ["consume 1 1"])
  }

  @Test func `No more is stored than the database may hold`() throws {
    let office = try office("stored_bytes = '1MiB'")
    office.disk.set { $0.storedBytes = 1 << 20 }
    office.clock.advance(seconds: 1)
    say(1, to: office)
    #expect(consumed(office) == [])
    #expect(office.reports.lines("limit").first?.contains("stored_bytes") == true)
  }

  @Test func `In a database that is full what no rule kept makes way, and nothing else`() throws {
    let office = try office(
      "stored_bytes = '1MiB'", "if message.text:find('1') then message:keep() end")
    say(3, to: office)
    office.receive(.acknowledgementKnown(key(1), through: position(3)))
    say(1, from: 4, to: office)
    office.disk.set { $0.storedBytes = 1 << 20 }
    office.wait(seconds: 1)
    let left = try office.store.read { reader throws(StoreError) in
      var left: [MessageContent] = []
      for id in 1...8 as ClosedRange<Int64> {
        if let entry = try reader.inboxEntry(MessageID(id)) { left.append(entry.content) }
      }
      return left
    }
    // The sender of the last one may not know that it was handled: it is told from a repetition by it.
    #expect(left == [.plain("text 1"), .plain("text 4")])
    office.disk.set { $0.storedBytes = 1 << 19 }
    office.wait(seconds: 1)
    say(1, from: 5, to: office)
    #expect(consumed(office).last == "consume 1 5")
  }

  @Test func `A batch that fails leaves quota and waiting messages as they were`() throws {
    let directory = try Office.Directory()
    let disk = try TestDisk(under: directory)
    let office = try Office(
      "limits { contact_messages_per_hour = 2 } on('message', function(m) m:keep() end)",
      in: directory)
    try office.befriend(1)
    let batch = (1...4).map { message("text \($0)", at: UInt32($0)) }
    disk.set(.full)
    for _ in 0..<3 {
      let isCommitted = office.worker.handle(batch.map(WorkerInput.network))
      #expect(!isCommitted)
      #expect(office.worker.memory.heldBytes == 0)
    }
    disk.set(nil)
    _ = office.worker.handle(batch.map(WorkerInput.network))
    #expect(consumed(office) == ["consume 1 1", "consume 1 2"])
  }

  @Test func `What a contact does beside writing counts too, and over a limit is only told`() throws
  {
    let office = try Office(
      """
      limits { contact_bytes_per_hour = "16KiB" }
      on("file", function(offer) offer:reply(("x"):rep(5000)) end)
      on("online", function(contact) contact:send(("x"):rep(5000)) end)
      """)
    try office.befriend(1)
    for _ in 0..<20 {
      office.receive(.offer(key(1), .file(name: "list.pdf", size: 5, kind: 0)))
      office.receive(.offline(key(1)), .online(key(1)))
    }
    #expect(try office.outbox().count < 4 * 4)
    #expect(office.reports.lines("file_offer").count == 20)
    #expect(office.reports.lines("limit").first?.contains("contact_bytes_per_hour") == true)
  }

  @Test func `Below the floor of free room a rule answers no offer`() throws {
    let office = try Office(
      "limits { free_bytes = '64MiB' } on('file', function(offer) offer:reply('x') end)")
    try office.befriend(1)
    office.disk.set { $0.freeBytes = 1 << 20 }
    office.clock.advance(seconds: 1)
    office.say("held", by: 1, at: 1)
    office.receive(.offer(key(1), .file(name: "list.pdf", size: 5, kind: 0)))
    #expect(try office.outbox().isEmpty)
  }

  @Test func `What is on its way when a session is ended comes again in order and once`() throws {
    let office = try office("contact_messages_per_hour = 1")
    say(2, to: office)
    office.worker.contacts.change(key(1)) { $0.heldBack.discard() }
    office.wait(seconds: 7_200)
    say(1, from: 3, to: office)
    #expect(try office.inbox() == ["text 1"])
    office.receive(.online(key(1)))
    for number in 2...3 {
      office.receive(
        .message(
          key(1), .text, text: "text \(number)", stamp: nil,
          at: position(UInt32(number), session: 2)))
      office.wait(seconds: 7_200)
    }
    #expect(try office.inbox() == ["text 1", "text 2", "text 3"])
  }

  @Test func `A file system of any size has room`() {
    var watch = SpaceWatch()
    watch.looked(
      HomeSpace(fileSystemBytes: .max, freeBytes: .max, storedBytes: 0, reusableBytes: 4_096),
      LimitPolicy(), keepsMessages: true, now: Uptime.start)
    #expect(watch.obstacle == nil)
  }

  @Test func `The words for a journal name no contact`() throws {
    let office = try office("contact_messages_per_hour = 1")
    say(2, to: office)
    let contact = try #require(
      try office.store.read { reader throws(StoreError) in try reader.storedContact(key(1)) })
    let notice = LimitNotice(.contactMessagesPerHour, contact: contact.contact, others: 2)
    let codename = contact.contact.codename.text
    #expect(notice.words(namesContact: true).contains(codename))
    #expect(
      notice.words(namesContact: false)
        == "contact_messages_per_hour holds back one contact, and 2 others since the last notice: "
        + "messages wait and are not acknowledged")
  }
}
