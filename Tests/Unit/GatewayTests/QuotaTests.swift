import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Contacts over their quota: their messages wait, those of others do not.
@Suite struct `Contacts over their quota` {
  private func bench(_ limits: String, _ rules: String = "message:keep()") throws -> WorkerBench {
    let bench = try WorkerBench(
      """
      limits { \(limits) }
      webhook "out" { url = secret "URL" }
      on("message", function(message) \(rules) end)
      on("limit", function(contact, limit)
        log(limit .. " " .. (contact and contact.codename or "everybody"))
      end)
      """)
    try bench.befriend(1)
    try bench.befriend(2)
    return bench
  }

  private func say(_ count: Int, by number: UInt8 = 1, from first: Int = 1, to bench: WorkerBench) {
    for index in first..<(first + count) {
      bench.say("text \(index)", by: number, at: UInt32(index))
    }
  }

  private func consumed(_ bench: WorkerBench) -> [String] {
    bench.network.takeWords().filter { $0.hasPrefix("consume") }
  }

  @Test func `a contact over its quota is not acknowledged, and the others do not notice`() throws {
    let bench = try bench("contact_messages_per_hour = 3")
    say(5, to: bench)
    bench.say("hello", by: 2)
    #expect(consumed(bench) == ["consume 1 1", "consume 1 2", "consume 1 3", "consume 2 1"])
    #expect(try bench.inbox() == ["text 1", "text 2", "text 3", "hello"])
  }

  @Test func `what waits is handled in order and once when the hour has passed, in one session`()
    throws
  {
    let bench = try bench("contact_messages_per_hour = 3")
    say(7, to: bench)
    _ = consumed(bench)
    bench.wait(seconds: 30)
    #expect(consumed(bench) == [])
    let release = try #require(bench.worker.engine.memory.nextRelease)
    #expect((1...1_200_000).contains(bench.clock.uptime.milliseconds(until: release)))
    for _ in 0..<100 { bench.wait(seconds: 120) }
    #expect(consumed(bench) == (4...7).map { "consume 1 \($0)" })
    #expect(try bench.inbox() == (1...7).map { "text \($0)" })
    #expect(bench.worker.engine.memory.heldBytes == 0)
    say(1, from: 8, to: bench)
    #expect(consumed(bench) == ["consume 1 8"])
  }

  @Test func `a restart and a crash leave the quota as used as it was`() throws {
    let rules = "limits { contact_messages_per_hour = 3 } on('message', function(m) m:keep() end)"
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    say(3, to: bench)
    let again = try bench.restarted(rules)
    again.receive(.online(key(1)))
    // The end of the former session was not seen: the text differs, so it is no repetition.
    again.say("fresh", at: 1)
    #expect(consumed(again) == [])
    #expect(try again.inbox() == ["text 1", "text 2", "text 3"])
  }

  @Test func `bytes of messages, answers and deliveries count together`() throws {
    let bench = try bench(
      "contact_bytes_per_hour = '16KiB'",
      "message:reply(('x'):rep(1000)) message:forward('out', ('y'):rep(1000))")
    say(20, to: bench)
    let count = consumed(bench).count
    // An answer is stored twice: in the outbox and in the conversation.
    #expect((4...6).contains(count), "\(count)")
    #expect(bench.reports.lines("limit").first?.contains("contact_bytes_per_hour") == true)
  }

  @Test func `the limit of all contacts leaves a share to those that write little`() throws {
    let bench = try bench("contact_messages_per_hour = 100, messages_per_hour = 40")
    say(50, to: bench)
    #expect(consumed(bench).count == 30)
    bench.say("hello", by: 2)
    #expect(consumed(bench) == ["consume 2 1"])
  }

  @Test func `a limit is reported with its name and contact, and not each time`()
    throws
  {
    let bench = try bench("contact_messages_per_hour = 3")
    say(20, to: bench)
    let told = bench.reports.lines("limit")
    try #require(told.count == 1)
    #expect(told[0].contains("\"limit\":\"contact_messages_per_hour\""))
    let codename = try #require(
      try bench.store.read { reader throws(StoreError) in try reader.storedContact(key(1)) }
    ).contact.codename
    #expect(told[0].contains("\"\(codename)\""))
    #expect(bench.reports.lines("log").count == 1)
    #expect(bench.reports.lines("log")[0].contains("contact_messages_per_hour \(codename)"))
    for _ in 0..<5 {
      bench.clock.advance(seconds: 600)
      say(20, from: 100, to: bench)
    }
    #expect(bench.reports.lines("limit").count == 1)
    bench.clock.advance(seconds: 900)
    say(20, from: 100, to: bench)
    #expect(bench.reports.lines("limit").count == 1, "they wait behind others")
  }

  @Test func `the end of a session forgets what waits, since its sender has it`() throws {
    let bench = try bench("contact_messages_per_hour = 1")
    say(5, to: bench)
    #expect(bench.worker.engine.memory.heldBytes > 0)
    bench.receive(.offline(key(1)))
    #expect(bench.worker.engine.memory.heldBytes == 0)
    _ = consumed(bench)
    bench.clock.advance(seconds: 7_200)
    bench.receive(.online(key(1)))
    bench.say("text 2", at: 1)
    #expect(consumed(bench) == ["consume 1 1"])
    #expect(try bench.inbox() == ["text 1", "text 2"])
  }

  @Test func `what waits in memory has a bound; beyond it the session ends before it goes on`()
    throws
  {
    let bench = try bench("contact_messages_per_hour = 1")
    let text = String(repeating: "x", count: 1_300)
    let count = HeldBack.bytesMax / 1_300 / 2
    for number in 1...2 as ClosedRange<UInt8> {
      for index in 1...count { bench.say(text, by: number, at: UInt32(index)) }
    }
    bench.say(text, by: 2, at: UInt32(count + 1))
    for index in 1...3 { bench.say(text, by: 1, at: UInt32(count + index)) }
    #expect(bench.worker.engine.memory.heldBytes <= HeldBack.bytesMax)
    _ = bench.network.takeWords()
    bench.wait(seconds: 7_200)
    let words = bench.network.takeWords()
    #expect(words.contains("reconnect 1") || words.contains("reconnect 2"), "\(words)")
    #expect(bench.reports.lines("contact_offline").count == 1)
  }

  @Test func `nothing is acknowledged while less is free than the floor, and it goes on by itself`()
    throws
  {
    let bench = try bench("free_bytes = '64MiB'")
    bench.disk.set { $0.freeBytes = 63 << 20 }
    bench.clock.advance(seconds: 1)
    say(2, to: bench)
    #expect(consumed(bench) == [])
    #expect(bench.reports.lines("limit").count == 1)
    #expect(bench.reports.lines("store_error") == [])
    bench.disk.set { $0.freeBytes = 65 << 20 }
    bench.wait(seconds: 2)
    #expect(consumed(bench) == ["consume 1 1", "consume 1 2"])
  }

  @Test func `room that the owner made inside the database counts as free`() throws {
    let bench = try bench("free_bytes = '64MiB'")
    bench.disk.set { $0.freeBytes = 32 << 20 }
    bench.clock.advance(seconds: 1)
    say(1, to: bench)
    #expect(consumed(bench) == [])
    bench.disk.set { $0.reusableBytes = 40 << 20 }
    bench.wait(seconds: 2)
    #expect(consumed(bench) == ["consume 1 1"])
  }

  @Test func `no more is stored than the database may hold`() throws {
    let bench = try bench("stored_bytes = '1MiB'")
    bench.disk.set { $0.storedBytes = 1 << 20 }
    bench.clock.advance(seconds: 1)
    say(1, to: bench)
    #expect(consumed(bench) == [])
    #expect(bench.reports.lines("limit").first?.contains("stored_bytes") == true)
  }

  @Test func `in a full database only messages that no rule kept make way`() throws {
    let bench = try bench(
      "stored_bytes = '1MiB'", "if message.text:find('1') then message:keep() end")
    say(3, to: bench)
    bench.receive(.acknowledgementKnown(key(1), through: position(3)))
    say(1, from: 4, to: bench)
    bench.disk.set { $0.storedBytes = 1 << 20 }
    bench.wait(seconds: 1)
    let left = try bench.store.read { reader throws(StoreError) in
      var left: [ItemContent] = []
      for id in 1...8 as ClosedRange<Int64> {
        if let entry = try reader.item(MessageID(id)) { left.append(entry.content) }
      }
      return left
    }
    // The sender of the last one may lack its acknowledgement: its stored fingerprint identifies a
    // repetition.
    #expect(left == [.plain("text 1"), .plain("text 4")])
    bench.disk.set { $0.storedBytes = 1 << 19 }
    bench.wait(seconds: 1)
    say(1, from: 5, to: bench)
    #expect(consumed(bench).last == "consume 1 5")
  }

  @Test func `a batch that fails leaves quota and waiting messages as they were`() throws {
    let directory = try WorkerBench.Directory()
    let disk = try TestDisk(under: directory)
    let bench = try WorkerBench(
      "limits { contact_messages_per_hour = 2 } on('message', function(m) m:keep() end)",
      in: directory)
    try bench.befriend(1)
    let batch = (1...4).map { message("text \($0)", at: UInt32($0)) }
    disk.set(.full)
    for _ in 0..<3 {
      let isCommitted = bench.worker.engine.handle([.network(batch)])
      #expect(!isCommitted)
      #expect(bench.worker.engine.memory.heldBytes == 0)
    }
    disk.set(nil)
    _ = bench.worker.engine.handle([.network(batch)])
    #expect(consumed(bench) == ["consume 1 1", "consume 1 2"])
  }

  @Test func `other events of a contact count too, and over a limit are only reported`() throws {
    let bench = try WorkerBench(
      """
      limits { contact_bytes_per_hour = "16KiB" }
      on("file", function(offer) offer:reply(("x"):rep(5000)) end)
      on("online", function(contact) contact:send(("x"):rep(5000)) end)
      """)
    try bench.befriend(1)
    for _ in 0..<20 {
      bench.receive(.offer(key(1), .file(name: "list.pdf", size: 5, kind: 0)))
      bench.receive(.offline(key(1)), .online(key(1)))
    }
    #expect(try bench.outbox().count < 4 * 4)
    #expect(bench.reports.lines("file_offer").count == 20)
    #expect(bench.reports.lines("limit").first?.contains("contact_bytes_per_hour") == true)
  }

  @Test func `below the floor of free room a rule answers no offer`() throws {
    let bench = try WorkerBench(
      "limits { free_bytes = '64MiB' } on('file', function(offer) offer:reply('x') end)")
    try bench.befriend(1)
    bench.disk.set { $0.freeBytes = 1 << 20 }
    bench.clock.advance(seconds: 1)
    bench.say("held", by: 1, at: 1)
    bench.receive(.offer(key(1), .file(name: "list.pdf", size: 5, kind: 0)))
    #expect(try bench.outbox().isEmpty)
  }

  @Test func `messages in flight when a session is ended come again in order and once`() throws {
    let bench = try bench("contact_messages_per_hour = 1")
    say(2, to: bench)
    bench.worker.engine.contacts.change(key(1)) { $0.heldBack.discard() }
    bench.wait(seconds: 7_200)
    say(1, from: 3, to: bench)
    #expect(try bench.inbox() == ["text 1"])
    bench.receive(.online(key(1)))
    for number in 2...3 {
      bench.receive(message("text \(number)", at: UInt32(number), session: 2))
      bench.wait(seconds: 7_200)
    }
    #expect(try bench.inbox() == ["text 1", "text 2", "text 3"])
  }

  @Test func `a file system of any size has room`() {
    var watch = SpaceWatch()
    watch.update(
      HomeSpace(fileSystemBytes: .max, freeBytes: .max, storedBytes: 0, reusableBytes: 4_096),
      limits: LimitPolicy(), writesMessages: true, now: Uptime.start)
    #expect(watch.obstacle == nil)
  }

  @Test func `the words for a journal name no contact`() throws {
    let bench = try bench("contact_messages_per_hour = 1")
    say(2, to: bench)
    let contact = try #require(
      try bench.store.read { reader throws(StoreError) in try reader.storedContact(key(1)) })
    let notice = LimitNotice(.contactMessagesPerHour, contact: contact.contact, others: 2)
    let codename = contact.contact.codename.text
    #expect(notice.words(namesContact: true).contains(codename))
    #expect(
      notice.words(namesContact: false)
        == "contact_messages_per_hour holds back one contact, and 2 others since the last notice: "
        + "messages wait and are not acknowledged")
  }
}
