import GRDB
import GatewayCore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// The log of what the staff did, in homes of both forms.
@Suite struct `The audit log` {
  private static let rules = """
    contacts { accept = "everyone", staff = { ana = "\(hex(9))" } }
    inbox { SEAL keep = "forever" }
    replies { received = { en = "secret-thanks", de = "secret-danke" } }
    command("take", "take a tip", function(message)
      find_conversation(message.arguments):assign(message.contact.staff or "owner")
    end)
    on("message", function(message) message:keep() end)
    """
  private let ana = Author(name: "ana", way: .token)

  private func bench(_ form: StoredForm) throws -> WorkerBench {
    let bench = try form.bench(Self.rules)
    try bench.befriend(1)
    bench.say("secret-tip", at: 1)
    return bench
  }

  @discardableResult
  private func ask(
    _ bench: WorkerBench, _ request: ApplicationRequest, by author: Author = .owner
  ) -> Reply? {
    let reply = Mutex<Reply?>(nil)
    bench.receive(
      .control(request, by: author) { answer in reply.withLock { $0 = answer } })
    return reply.withLock(\.self)
  }

  private func entries(_ bench: WorkerBench, of author: String? = nil) -> [AuditEntry] {
    guard case .audit(let entries)? = ask(bench, .query(.auditList(of: author))) else { return [] }
    return entries
  }

  private let heron = ContactReference(hex(1))

  @Test(arguments: StoredForm.allCases)
  func `says who did what, when and to which conversation`(_ form: StoredForm) throws {
    let bench = try bench(form)
    let number = try #require(bench.inboxNumbers().first)
    ask(bench, .command(.conversationChange(.named([heron]), TriageChange(status: .open))), by: ana)
    bench.clock.advance(seconds: 60)
    ask(bench, .command(.noteAdd(heron, text: "secret-note")), by: ana)
    ask(bench, .command(.inboxMarkRead(messages: [number])), by: ana)
    ask(bench, .command(.cannedSend(heron, name: "received", language: "de-AT")), by: ana)
    ask(bench, .command(.contactNote(heron, note: "secret-clerk")))
    let all = entries(bench)
    #expect(
      all.map(\.operation) == [
        "contact_note", "canned_send", "inbox_mark_read", "note_add", "conversation_change",
      ])
    #expect(all.map(\.author) == ["owner", "ana", "ana", "ana", "ana"])
    #expect(all.map(\.way) == [.owner, .token, .token, .token, .token])
    #expect(all.map(\.value) == [nil, "received", nil, nil, "open"])
    #expect(Set(all.map(\.conversation)).count == 1 && all[0].conversation != nil)
    #expect(all.last?.time == all[0].time.advanced(byMilliseconds: -60_000))
    #expect(entries(bench, of: "owner").count == 1)
    #expect(bench.network.takeSends().map(\.text) == ["secret-danke"])
  }

  @Test(arguments: StoredForm.allCases)
  func `keeps nothing of a contact that was forgotten`(_ form: StoredForm) throws {
    let bench = try bench(form)
    let codename = try #require(
      try bench.store.read { reader throws(StoreError) in try reader.storedContact(key(1)) }
    ).contact.codename.text
    let number = try #require(bench.inboxNumbers().first)
    ask(bench, .command(.inboxLabel(messages: [number], label: "secret-label")), by: ana)
    ask(bench, .command(.inboxErase(messages: [number])), by: ana)
    #expect(entries(bench).allSatisfy { $0.contact == codename })
    ask(bench, .command(.contactRemove(heron)), by: ana)
    let left = entries(bench)
    #expect(left.map(\.operation) == ["contact_remove", "inbox_erase", "inbox_label"])
    #expect(left.allSatisfy { $0.contact == nil && $0.conversation == left[0].conversation })
    let rows = try bench.store.read { reader throws(StoreError) in
      try reader.rows("SELECT author || way || operation || ifnull(value, '') FROM audit") {
        $0[0] as String
      }
    }
    for text in rows {
      #expect(!text.contains("secret") && !text.contains(codename) && !text.contains(hex(1)))
    }
    #expect(try !bench.filesHold("secret-label") && !bench.filesHold(codename))
  }

  @Test(arguments: StoredForm.allCases)
  func `says nothing of what was refused or changed nothing`(_ form: StoredForm) throws {
    let bench = try bench(form)
    ask(bench, .command(.contactBlock(ContactReference("no-such-contact"))))
    ask(bench, .command(.conversationChange(.named([heron]), TriageChange(status: .new))))
    ask(bench, .command(.consumerNew("desk", fromStart: false)))
    ask(bench, .query(.contactList))
    #expect(entries(bench).isEmpty)
  }

  @Test(arguments: StoredForm.allCases)
  func `names the contact with a role that acts through a rule, and no other`(
    _ form: StoredForm
  ) throws {
    let bench = try bench(form)
    for number in [2, 9] as [UInt8] { try bench.befriend(number) }
    let codename = try #require(
      try bench.store.read { reader throws(StoreError) in try reader.storedContact(key(1)) }
    ).contact.codename.text
    bench.receive(message("!take \(codename)", by: 9, at: 1))
    bench.receive(message("!take \(codename)", by: 2, at: 1))
    let all = entries(bench)
    #expect(all.map(\.author) == ["rule", "ana"] && all.map(\.way) == [.rule, .chat])
    #expect(all.map(\.value) == ["assigned to owner", "assigned to ana"])
  }

  @Test func `alerts to contacts that never wrote are no work at the desk`() throws {
    let bench = try bench(.clear)
    try bench.befriend(2)
    for number in [1, 2, 2] as [UInt8] {
      ask(bench, .command(.send(ContactReference(hex(number)), text: "alert", keep: true)), by: ana)
    }
    #expect(entries(bench).map(\.operation) == ["send"])
  }

  @Test func `is bounded in number and in age`() throws {
    let bench = try bench(.clear)
    let now = bench.clock.now
    try bench.store.write { tx throws(StoreError) in
      try tx.run(
        """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
        INSERT INTO audit (at, author, way, operation) SELECT ?2, 'ana', 'token', 'send' FROM n
        """, [StoreTransaction.auditMax, now.rawValue])
      try tx.record("send", on: nil, count: nil, value: nil, now: now)
    }
    func count() throws -> Int {
      try bench.store.read { reader throws(StoreError) in
        try reader.row("SELECT count(*) FROM audit") { $0[0] as Int } ?? 0
      }
    }
    #expect(try Int64(count()) == StoreTransaction.auditMax)
    // A clock that goes ahead by two years drops nothing before it is believed.
    bench.clock.step(seconds: 2 * 365 * 86_400)
    bench.wait(seconds: 7_200)
    #expect(try Int64(count()) == StoreTransaction.auditMax)
    bench.clock.step(seconds: -2 * 365 * 86_400)
    for _ in 0..<366 { bench.wait(seconds: 86_400) }
    for _ in 0..<120 { bench.wait(seconds: 3_601) }
    #expect(try count() == 0)
  }
}
