import GRDB
import GatewayCore
import Synchronization
import Testing

@testable import GatewayStore

/// Content passes the vault: each content column gets a mark through every function that writes it,
/// and all files of the home are searched for the marks.
@Suite struct `The vault` {
  let home: TemporaryHome

  init() throws { home = try TemporaryHome() }

  private func mark(_ column: ContentColumn) -> String { "mark(\(column.rawValue))" }

  private func open(with sealer: (any ContentSealer)? = ToySealer()) throws -> Store {
    try Store(Home(path: home.path), sealer: sealer)
  }

  /// The columns whose marks are in a file.
  private func foundColumns() throws -> Set<ContentColumn> {
    Set(try ContentColumn.allCases.filter { try home.holds(mark($0)) })
  }

  /// Writes each content column as the gateway does.
  private func fill(_ store: Store, _ policy: ContentPolicy) throws {
    try store.write(policy: policy) { tx throws(StoreError) in
      try tx.addContact(
        key(1), codenameHash: [0, 1, 0, 1], state: .requested, requestText: mark(.requestText),
        now: noon)
      try tx.addContact(2)
      try tx.setName(mark(.contactName), of: key(1))
      try tx.setStatusMessage(mark(.contactStatusMessage), of: key(1))
      try tx.setNetworkHint(Array(mark(.contactNetworkHint).utf8), of: key(1))
      _ = try tx.store(
        NewConfirmation(text: "?", onYes: "go", data: mark(.confirmationData)), to: key(1),
        code: { ConfirmationCode(number: 1) }, now: noon)
      try tx.setContactRequest(to: key(2), noSpam: 7, message: mark(.ownRequestText))
      try converse(in: tx)
    }
    try store.write(policy: policy) { tx throws(StoreError) in
      try tx.record(
        .unreachable(mark(.attemptError)), of: DeliveryID(1), startedAt: noon,
        response: mark(.deliveryResponse), jitter: 0, now: noon)
    }
  }

  private func converse(in tx: StoreTransaction) throws(StoreError) {
    try tx.keep(
      [NewEvent(contact: key(2), message: nil, body: mark(.eventBody))], now: noon)
    try tx.remember(
      HookResponse(body: mark(.hookAnswer)),
      asAnswerTo: RepeatableHook(hook: "deploy", request: [1], window: 9), now: noon)
    guard let label = ContactLabel("desk") else { throw .unknownContact }
    try tx.handle(mark(.itemContent), from: 2) { message in
      RuleOutcome(
        effects: [
          .keep, .reply(to: key(2), text: mark(.outboxText), kind: .text),
          .forward(webhook: "desk", body: mark(.deliveryBody), contact: key(2)),
          .ask(
            webhook: "brain", body: mark(.deliveryBody), contact: key(2),
            fallback: mark(.askFallback)),
          .note(key(1), mark(.contactNote)), .publicStatus(key(1), mark(.contactPublicStatus)),
          .store(key: "last", value: mark(.value)),
          .timer(name: "ask", contact: nil, delay: 0, payload: mark(.timerPayload)),
          .broadcast(
            NewBroadcast(label: label, text: mark(.broadcastText))),
        ],
        failure: RuleFailure(
          reason: .error, file: "f", line: 1, message: mark(.ruleFailureText)))
    }
    _ = try tx.addNote(mark(.noteContent), on: key(2), now: noon)
    _ = try tx.setDraft("begun", for: key(2), now: noon)
    _ = try tx.setDraft(mark(.draftContent), for: key(2), now: noon)
    let file = NewFile(
      contact: key(2), name: FileName(mark(.fileName)), size: nil,
      fileID: [UInt8](repeating: 4, count: 32))
    if let id = try tx.addOutgoing(file, from: .path(mark(.fileSource)), inInbox: false, now: noon)
    {
      // What a copy is known by; its source stays to be found.
      try tx.run(
        "UPDATE files SET digest = ? WHERE item = ?",
        [tx.vault.put(Array(mark(.fileDigest).utf8), in: .fileDigest), id.rawValue])
    }
  }

  /// All content as it is read.
  private func expectAll(
    in reader: StoreReader, isSealed: Bool = false
  ) throws(StoreError) {
    guard let one = try reader.storedContact(key(1)) else { throw .unknownContact }
    #expect(one.contact.name == (isSealed ? "" : mark(.contactName)))
    #expect(one.contact.publicStatus == mark(.contactPublicStatus))
    #expect(one.statusMessage == (isSealed ? "" : mark(.contactStatusMessage)))
    #expect(one.requestText == mark(.requestText))
    #expect(one.networkHint == Array(mark(.contactNetworkHint).utf8))
    #expect(one.note == mark(.contactNote))
    #expect(try reader.contacts(withNote: mark(.contactNote)) == [key(1)])
    #expect(try reader.contactRequest(to: key(2))?.message == mark(.ownRequestText))
    #expect(try reader.inbox().map(\.content) == [.plain(mark(.itemContent))])
    #expect(try reader.outbox(of: key(2)).map(\.text) == [mark(.outboxText)])
    #expect(
      try reader.dueDeliveries(now: UnixMilliseconds(.max), limit: 9).map(\.body)
        == [mark(.deliveryBody), mark(.deliveryBody)])
    #expect(try reader.openAsk(DeliveryID(2))?.fallback == mark(.askFallback))
    #expect(try reader.attempts(of: DeliveryID(1)).map(\.error) == [mark(.attemptError)])
    let responses = try reader.attempts(of: DeliveryID(1)).map(\.response)
    #expect(responses == [mark(.deliveryResponse)])
    #expect(try reader.ruleFailures().map(\.failure.message) == [mark(.ruleFailureText)])
    #expect(try reader.storedValue(forKey: "last") == mark(.value))
    #expect(try reader.confirmations(of: key(1)).map(\.data) == [mark(.confirmationData)])
    #expect(try reader.broadcasts(limit: 1).map(\.text) == [mark(.broadcastText)])
    #expect(try reader.events(after: 0, limit: 9).events.map(\.body) == [mark(.eventBody)])
    #expect(
      try reader.notes(on: key(2), limit: 9).map(\.content) == [.plain(mark(.noteContent))])
    #expect(try reader.draft(by: Author.rule.name, for: key(2)) == mark(.draftContent))
    let file = try reader.filesToCopy().first
    #expect(file?.item.name.claimed == mark(.fileName))
    #expect(file?.source == .path(mark(.fileSource)))
    #expect(file?.item.digest == Array(mark(.fileDigest).utf8))
    let found = try reader.searchInbox(SearchedWords(["MARK(items"]), InboxFilter())
    #expect(found.found == [MessageID(1)])
  }

  @Test func `stored content is in the files, and read as it was written`() throws {
    let store = try open(with: nil)
    try fill(store, .stored)
    // What opens sealed files has no other form.
    let sealedOnly: Set<ContentColumn> = [.fileKey, .fileRecord]
    #expect(
      try foundColumns() == Set(ContentColumn.allCases).subtracting(sealedOnly),
      "the search finds what is there")
    try store.write { tx throws(StoreError) in try expectAll(in: tx) }
  }

  @Test func `sealed content is in no file in clear, and all of it is read with the key`() throws {
    let store = try open()
    try fill(store, .sealed)
    #expect(try foundColumns() == [])
    try store.write { tx throws(StoreError) in try expectAll(in: tx, isSealed: true) }
    try store.close(rewrites: true)
    #expect(try foundColumns() == [])
    let again = try open()
    // Under any later policy.
    try again.write(policy: .held) { tx throws(StoreError) in
      try expectAll(in: tx, isSealed: true)
      #expect(
        try tx.takeDueTimers(now: noon, limit: 9).map(\.payload) == [mark(.timerPayload)])
      #expect(tx.contact(key(1))?.publicStatus == mark(.contactPublicStatus))
      #expect(try tx.takeRequestText(of: key(1)) == mark(.requestText))
    }
    #expect(try foundColumns() == [])
  }

  @Test func `held content is in no file, except data about contacts and values of rules`()
    throws
  {
    let store = try open(with: nil)
    try fill(store, .held)
    let held = Set(ContentColumn.allCases.filter(\.isHoldable))
    // No delivery is written, so no attempt can fail.
    #expect(
      try foundColumns()
        == Set(ContentColumn.allCases).subtracting(held).subtracting([.attemptError]))
    #expect(
      held == [
        .itemContent, .outboxText, .deliveryBody, .askFallback, .deliveryResponse,
        .ruleFailureText, .eventBody, .hookAnswer, .fileName, .fileSource, .fileDigest,
        .fileKey, .fileRecord, .noteContent, .draftContent,
      ])
  }

  @Test func `without the key people see that content is sealed, and the bot names what it lacks`()
    throws
  {
    try fill(try open(), .sealed)
    let store = try open(with: nil)
    try store.read { reader throws(StoreError) in
      guard case .sealed? = try reader.inbox().first?.content else {
        Issue.record("it is not sealed")
        return
      }
      #expect(try reader.ruleFailures().map(\.failure.message) == ["(sealed)"])
      #expect(try reader.attempts(of: DeliveryID(1)).map(\.error) == ["(sealed)"])
      #expect(throws: StoreError.sealed(.outboxText)) { try reader.outbox(of: key(2)) }
      #expect(throws: StoreError.sealed(.contactPublicStatus)) {
        try reader.storedContact(key(1))
      }
      #expect(try reader.searchInbox(SearchedWords(["mark"]), InboxFilter()).found == [])
    }
  }

  @Test func `a sealed value in another column does not open`() throws {
    let store = try open()
    try fill(store, .sealed)
    try store.write { tx throws(StoreError) in
      try tx.run("UPDATE contacts SET public_status = note")
    }
    #expect(throws: StoreError.sealed(.contactPublicStatus)) {
      try store.read { reader throws(StoreError) in try reader.storedContact(key(1)) }
    }
  }

  @Test func `an item that is moved to another does not open, and stays sealed`() throws {
    let store = try open()
    try fill(store, .sealed)
    try store.write { tx throws(StoreError) in
      try tx.handle("another", from: 2) { _ in RuleOutcome(effects: [.keep]) }
      try tx.run("UPDATE items SET content = (SELECT content FROM items WHERE id = 1)")
      let items = try tx.inbox()
      #expect(items.contains { $0.content == .plain(mark(.itemContent)) })
      #expect(items.contains { if case .sealed = $0.content { true } else { false } })
    }
  }

  @Test func `a home with a sealer is sealed whatever a caller says`() throws {
    let store = try open()
    try fill(store, .stored)
    #expect(try foundColumns() == [])
  }

  @Test func `what opens sealed values is stored with them, once, and not where they are undone`()
    throws
  {
    let sealer = EnvelopeSealer()
    let store = try open(with: sealer)
    try? store.write(policy: .sealed) { tx throws(StoreError) in
      try tx.setValue("1", forKey: "a")
      throw .unknownContact
    }
    #expect(try store.read { reader throws(StoreError) in try reader.envelopes([7]) } == [])
    for _ in 0..<3 {
      try store.write(policy: .sealed) { tx throws(StoreError) in
        try tx.setValue("1", forKey: "a")
      }
    }
    let stored = try store.read { reader throws(StoreError) in try reader.envelopes([7, 8]) }
    #expect(stored == [StoredEnvelope(number: 7, bytes: [1, 2])])
    #expect(sealer.renewals.withLock(\.self) == 4)
  }

  @Test func `what opens sealed values goes when the last of them is erased`() throws {
    let sealer = NumberedSealer()
    let store = try open(with: sealer)
    try store.write { tx throws(StoreError) in try tx.addContact(2) }
    for number in 1...3 {
      sealer.number.withLock { $0 = Int64(number) }
      try store.write { tx throws(StoreError) in
        try tx.handle("text \(number)", from: 2) { _ in RuleOutcome(effects: [.keep]) }
      }
    }
    func stored() throws -> [Int64] {
      try store.read { reader throws(StoreError) in
        try reader.envelopes([1, 2, 3]).map(\.number)
      }
    }
    try store.removeUnusedEnvelopes(countMin: 1)
    #expect(try stored() == [1, 2, 3])
    try store.write { tx throws(StoreError) in
      for item in try tx.inbox() where item.id != MessageID(2) {
        try tx.forget(message: item.id, now: noon)
      }
    }
    try store.removeUnusedEnvelopes()
    #expect(try stored() == [1, 2, 3], "few are not looked for")
    try store.removeUnusedEnvelopes(countMin: 1)
    #expect(try stored() == [2, 3], "the last one is in use")
  }

  /// Names an envelope in each value, as a real one does.
  private final class NumberedSealer: ContentSealer {
    let number = Mutex<Int64>(1)

    var envelope: StoredEnvelope? { StoredEnvelope(number: number.withLock(\.self), bytes: [1]) }

    func seal(_ plaintext: [UInt8], at place: ContentPlace) -> [UInt8] {
      let number = number.withLock(\.self)
      return [1] + (0..<8).map { UInt8(truncatingIfNeeded: number >> Int64(56 - 8 * $0)) }
        + plaintext
    }

    func open(_ sealed: [UInt8], at place: ContentPlace) -> [UInt8]? { Array(sealed.dropFirst(9)) }
  }

  /// Counts what the store asks of a sealer.
  private final class EnvelopeSealer: ContentSealer {
    let renewals = Mutex(0)
    let envelope: StoredEnvelope? = StoredEnvelope(number: 7, bytes: [1, 2])

    func renew() { renewals.withLock { $0 += 1 } }

    func seal(_ plaintext: [UInt8], at place: ContentPlace) -> [UInt8] { plaintext }

    func open(_ sealed: [UInt8], at place: ContentPlace) -> [UInt8]? { sealed }
  }

  @Test func `a sealed text is cut when it is opened, and erased with its request`() throws {
    let store = try open()
    try fill(store, .sealed)
    try store.write(policy: .sealed) { tx throws(StoreError) in
      let entry = try tx.inbox(bytesMax: 4).first
      #expect(entry?.content == .plain("mark") && entry?.isCut == true)
      let whole = try tx.inbox(bytesMax: 100).first
      #expect(whole?.content == .plain(mark(.itemContent)) && whole?.isCut == false)
      try tx.run("UPDATE contacts SET request_text = 'asked' WHERE id = 2")
      try tx.forget(message: MessageID(1), now: noon)
      #expect(try tx.storedContact(key(2))?.requestText == nil)
      #expect(try tx.storedContact(key(1))?.requestText == mark(.requestText))
    }
  }

  @Test func `every column of text or bytes is content, or has a reason to be none`() throws {
    let columns = try open(with: nil).read { reader throws(StoreError) in
      try reader.rows(
        """
        SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.type IN ('TEXT', 'BLOB', 'ANY', '')
        """
      ) { (table: $0[0] as String, name: $0[0] + "." + $0[1] as String) }
    }
    let ofPeople = Set(columns.filter { ForgettableTable.kept[$0.table] == nil }.map(\.name))
    let content = Set(ContentColumn.allCases.map(\.rawValue))
    #expect(content.isDisjoint(with: OrdinaryColumns.all.keys))
    #expect(ofPeople == content.union(OrdinaryColumns.all.keys), "see ContentColumn")
  }
}
