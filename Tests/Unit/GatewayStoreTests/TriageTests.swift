import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

private let ana = Author(name: "ana", way: .token)

/// What the owner's people know of conversations, in clear and sealed.
@Suite struct `Conversations at the desk` {
  let home: TemporaryHome

  init() throws { home = try TemporaryHome() }

  private func open(isSealed: Bool) throws -> Store {
    let store = try Store(Home(path: home.path), sealer: isSealed ? ToySealer() : nil)
    try store.write { tx throws(StoreError) in
      for number in 1...3 as ClosedRange<UInt8> { try tx.addContact(number) }
    }
    return store
  }

  private func say(
    _ text: String, from number: UInt8, in store: Store, at time: UnixMilliseconds = noon
  ) throws {
    try store.write { tx throws(StoreError) in
      try tx.handle(text, from: number, at: time) { _ in RuleOutcome(effects: [.keep]) }
    }
  }

  private func answer(_ number: UInt8, in store: Store) throws {
    try store.write { tx throws(StoreError) in
      tx.author = ana
      try tx.keepAnswer("an answer", kind: .text, to: key(number), now: noon)
    }
  }

  private func status(_ number: UInt8, in store: Store) throws -> ConversationStatus? {
    try store.read { reader throws(StoreError) in try reader.storedTriage(of: key(number))?.status }
  }

  private func change(_ number: UInt8, _ change: TriageChange, in store: Store) throws {
    try store.write { tx throws(StoreError) in
      tx.author = ana
      _ = try tx.change([key(number)], change, now: noon)
    }
  }

  private func list(_ filter: TriageFilter, in store: Store) throws -> [UInt8] {
    try store.read { reader throws(StoreError) in
      try reader.conversations(ConversationFilter(filter), bytesMax: 100)
    }.map { $0.contact.contact.key.bytes[0] }
  }

  @Test(arguments: [false, true])
  func `the status follows what the contact and the desk do`(isSealed: Bool) throws {
    let store = try open(isSealed: isSealed)
    #expect(try status(1, in: store) == nil)
    try say("a tip", from: 1, in: store)
    #expect(try status(1, in: store) == .new)
    try say("more", from: 1, in: store)
    #expect(try status(1, in: store) == .new, "no member of the staff took it up")
    try change(1, TriageChange(assignment: .to("ana")), in: store)
    #expect(try status(1, in: store) == .open)
    try answer(1, in: store)
    #expect(try status(1, in: store) == .waiting)
    try say("and this", from: 1, in: store)
    #expect(try status(1, in: store) == .open)
    try change(1, TriageChange(status: .closed), in: store)
    #expect(try status(1, in: store) == .closed)
    try say("once more", from: 1, in: store)
    #expect(try status(1, in: store) == .open)
  }

  @Test(arguments: [false, true])
  func `to read or to mark changes no status`(isSealed: Bool) throws {
    let store = try open(isSealed: isSealed)
    try say("a tip", from: 1, in: store)
    try change(1, TriageChange(isStarred: true), in: store)
    try store.write { tx throws(StoreError) in
      tx.author = ana
      _ = try tx.markRead([MessageID(1)])
      _ = try tx.setLabel("urgent", of: [MessageID(1)])
    }
    #expect(try status(1, in: store) == .new)
  }

  @Test(arguments: [false, true])
  func `closing a conversation closes its messages, and the last message closes it`(
    isSealed: Bool
  ) throws {
    let store = try open(isSealed: isSealed)
    for text in ["one", "two"] { try say(text, from: 1, in: store) }
    try say("other", from: 2, in: store)
    func openMessages() throws -> [Int64] {
      try store.read { reader throws(StoreError) in
        try reader.inboxNumbers(InboxFilter(status: .open))
      }.map(\.rawValue)
    }
    try change(1, TriageChange(status: .closed), in: store)
    #expect(try openMessages() == [3])
    try store.write { tx throws(StoreError) in
      try tx.setStatus(.open, of: [MessageID(1)], now: noon)
    }
    #expect(try status(1, in: store) == .open && openMessages() == [3, 1])
    try store.write { tx throws(StoreError) in
      try tx.setStatus(.closed, of: [MessageID(1)], now: noon)
    }
    #expect(try status(1, in: store) == .closed && status(2, in: store) == .new)
  }

  @Test(arguments: [false, true])
  func `conversations are found by each filter, and by all together`(isSealed: Bool) throws {
    let store = try open(isSealed: isSealed)
    for number in 1...3 as ClosedRange<UInt8> { try say("tip \(number)", from: number, in: store) }
    try change(1, TriageChange(isStarred: true, assignment: .to("ana")), in: store)
    try change(2, TriageChange(status: .closed), in: store)
    let leak = try #require(ContactLabel("leak"))
    try store.write { tx throws(StoreError) in
      try tx.setLabel(leak, of: key(3), isSet: true)
      try tx.markRead(key(1), through: MessageID(1), by: "ana")
    }
    #expect(try list(TriageFilter(), in: store) == [3, 2, 1])
    #expect(try list(TriageFilter(status: .open), in: store) == [1])
    #expect(try list(TriageFilter(status: .closed), in: store) == [2])
    #expect(try list(TriageFilter(isStarred: true), in: store) == [1])
    #expect(try list(TriageFilter(assignee: "ana"), in: store) == [1])
    #expect(try list(TriageFilter(assignee: "ben"), in: store) == [])
    #expect(try list(TriageFilter(isUnassigned: true), in: store) == [3, 2])
    #expect(try list(TriageFilter(contactLabel: "leak"), in: store) == [3])
    #expect(try list(TriageFilter(isUnread: true, reader: "ana"), in: store) == [3, 2])
    #expect(try list(TriageFilter(isUnread: true, reader: "ben"), in: store) == [3, 2, 1])
    let all = TriageFilter(
      status: .open, isStarred: true, assignee: "ana", isUnread: true, reader: "ben")
    #expect(try list(all, in: store) == [1])
    try store.read { reader throws(StoreError) in
      #expect(try reader.conversationCount(all) == 1)
      let messages = try reader.inboxNumbers(InboxFilter(triage: all)).map(\.rawValue)
      #expect(messages == [1])
      let unread = TriageFilter(isUnread: true, reader: "ana")
      #expect(
        try reader.inboxNumbers(InboxFilter(triage: unread)).map(\.rawValue) == [3, 2])
      let first = try reader.inbox(InboxFilter(triage: all)).first?.triage
      #expect(first?.assignee == "ana" && first?.isStarred == true)
    }
  }

  @Test(arguments: [false, true])
  func `each member of the staff has marks of its own`(isSealed: Bool) throws {
    let store = try open(isSealed: isSealed)
    try say("one", from: 1, in: store)
    func unread(_ name: String) throws -> Bool {
      try !list(TriageFilter(isUnread: true, reader: name), in: store).isEmpty
    }
    try store.write { tx throws(StoreError) in
      tx.author = ana
      _ = try tx.markRead([MessageID(1)])
    }
    #expect(try !unread("ana") && unread("ben"))
    try say("two", from: 1, in: store)
    #expect(try unread("ana"))
    try store.write { tx throws(StoreError) in
      try tx.markRead(key(1), through: MessageID(2), by: "ana")
      // What was seen stays seen.
      try tx.markRead(key(1), through: MessageID(1), by: "ana")
      // What did not come yet is not seen.
      try tx.markRead(key(1), through: MessageID(.max), by: "ben")
    }
    #expect(try !unread("ana") && !unread("ben"))
    try say("three", from: 1, in: store)
    #expect(try unread("ana") && unread("ben"))
    try store.write { tx throws(StoreError) in
      try tx.markRead(key(1), through: MessageID(3), by: "ana")
      try tx.markUnread(key(1), by: "ana")
    }
    #expect(try unread("ana"))
  }

  @Test(arguments: [false, true])
  func `a page stays right while messages come`(isSealed: Bool) throws {
    let store = try open(isSealed: isSealed)
    for number in [1, 2, 3] as [UInt8] { try say("tip", from: number, in: store) }
    func page(before: Int64?) throws -> [(UInt8, Int64)] {
      try store.read { reader throws(StoreError) in
        try reader.conversations(
          ConversationFilter(before: before.map(MessageID.init), limit: 2), bytesMax: 10)
      }.map { ($0.contact.contact.key.bytes[0], $0.newest.id.rawValue) }
    }
    let first = try page(before: nil)
    #expect(first.map(\.0) == [3, 2])
    try say("again", from: 3, in: store)
    #expect(try page(before: first.last?.1).map(\.0) == [1])
    #expect(try page(before: nil).map(\.0) == [3, 2])
  }

  @Test(arguments: [false, true])
  func `notes are kept with author and time, and are the home's alone`(isSealed: Bool) throws {
    let store = try open(isSealed: isSealed)
    try say("a tip", from: 1, in: store)
    try store.write { tx throws(StoreError) in
      tx.author = ana
      _ = try tx.addNote("secret-note one", on: key(1), now: noon)
      tx.author = .owner
      _ = try tx.addNote("secret-note two", on: key(1), now: noon.advanced(byMilliseconds: 5))
    }
    let notes = try store.read { reader throws(StoreError) in
      try reader.notes(on: key(1), limit: 10)
    }
    #expect(notes.map(\.author) == ["ana", "owner"])
    #expect(notes.map(\.content) == [.plain("secret-note one"), .plain("secret-note two")])
    #expect(notes.map(\.id.rawValue) == [2, 3])
    #expect(try home.holds("secret-note") != isSealed)
    let isErased = try store.erase { tx throws(StoreError) in try tx.eraseNote(notes[0].id) }
    #expect(isErased)
    #expect(try !home.holds("secret-note one"))
  }

  @Test(arguments: [false, true])
  func `what was noted goes with the last message, and with the contact`(isSealed: Bool) throws {
    let store = try open(isSealed: isSealed)
    for number in [1, 2] as [UInt8] { try say("tip", from: number, in: store) }
    try say("newer", from: 1, in: store)
    try store.write { tx throws(StoreError) in
      for number in [1, 2] as [UInt8] {
        _ = try tx.addNote("secret-note \(number)", on: key(number), now: noon)
        try tx.markRead(key(number), through: MessageID(9), by: "ana")
      }
    }
    func newest(_ number: UInt8) throws -> Int64? {
      try store.read { reader throws(StoreError) in
        try reader.conversations(bytesMax: 10)
          .first { $0.contact.contact.key == key(number) }?.newest.id.rawValue
      }
    }
    try store.erase { tx throws(StoreError) in try tx.forget(message: MessageID(3), now: noon) }
    #expect(try newest(1) == 1 && home.holds("secret-note 1") != isSealed)
    try store.erase { tx throws(StoreError) in try tx.forget(message: MessageID(1), now: noon) }
    #expect(try newest(1) == nil && status(1, in: store) == nil && !home.holds("secret-note 1"))
    try store.erase { tx throws(StoreError) in try tx.forget(contact: key(2), now: noon) }
    #expect(try !home.holds("secret-note 2"))
    let left = try store.read { reader throws(StoreError) in
      try ["triage", "notes", "read_marks"].map { table throws(StoreError) in
        try reader.row("SELECT count(*) FROM \(table)") { $0[0] as Int } ?? -1
      }
    }
    #expect(left == [0, 0, 0])
  }

  @Test func `what is too old goes with what was noted on it`() throws {
    let store = try open(isSealed: false)
    try say("old", from: 1, in: store)
    try change(1, TriageChange(assignment: .to("ana")), in: store)
    let later = noon.advanced(byMilliseconds: 10_000)
    try say("young", from: 2, in: store, at: later)
    try store.write { tx throws(StoreError) in
      _ = try tx.addNote("secret-note", on: key(1), now: noon)
    }
    try store.erase { tx throws(StoreError) in
      try tx.forgetAll(olderThan: later, sparingOwed: false)
    }
    #expect(try status(1, in: store) == nil && status(2, in: store) == .new)
    #expect(try !home.holds("secret-note"))
  }

  /// The cost of a page depends on the page: each filter has an index that orders it.
  @Test(arguments: [
    (TriageFilter(), "triage_by_newest"), (TriageFilter(status: .open), "triage_by_status"),
    (TriageFilter(assignee: "ana"), "triage_by_assignee"),
    (TriageFilter(isStarred: true), "triage_starred"),
  ])
  func `an index orders each list`(_ filter: TriageFilter, _ index: String) throws {
    let store = try open(isSealed: false)
    let plan = try store.read { reader throws(StoreError) in
      let search = TriageSearch(filter)
      return try reader.rows(
        """
        EXPLAIN QUERY PLAN SELECT t.conversation FROM triage t
        WHERE t.newest < 9\(search.condition) ORDER BY t.newest DESC LIMIT 10
        """, search.arguments
      ) { $0[3] as String }
    }
    #expect(plan.count == 1 && plan[0].contains(index), "\(plan)")
  }
}
