import Foundation
import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// Forgotten content is in no file of the home: every column of every table of a home holds a
/// unique text for each of two people, and one of them, or that one's messages, are forgotten.
@Suite struct `What is forgotten` {
  let home: TemporaryHome
  let store: Store
  /// Every text and every blob of the home, with its table and the person that it belongs to.
  private let marks: [Mark]

  private typealias Mark = StoredMark

  init() throws {
    home = try TemporaryHome()
    store = try home.open()
    marks = try store.write { tx throws(StoreError) in
      var marks: [Mark] = []
      for table in try tx.tables() {
        for person in ForgettableTable.kept[table] == nil ? [1, 2] : [0] {
          marks += try tx.fill(table, of: person)
        }
      }
      return marks
    }
  }

  private func ownKey(of person: Int) -> ContactKey {
    ContactKey(bytes: StoreTransaction.keyBytes(person))
  }

  /// The tables whose marks for a person are in no file.
  private func tablesWithout(_ person: Int) throws -> Set<String> {
    let left = try home.allBytes()
    let own = marks.filter { $0.person == person }
    let found = Set(own.filter { left.range(of: Data($0.text.utf8)) != nil }.map(\.table))
    return Set(own.map(\.table)).subtracting(found)
  }

  private func expectOthersUntouched() throws {
    let left = try home.allBytes()
    let lost = marks.filter { $0.person != 1 && left.range(of: Data($0.text.utf8)) == nil }
    #expect(lost == [])
    #expect(try store.check() == [])
  }

  private var everyTableOfPeople: Set<String> {
    Set(ForgettableTable.all.map(\.name))
      // No text of a person is in these.
      .subtracting([
        "conversations", "item_spans", "broadcasts", "broadcast_members", "hook_answers",
        "erasures",
      ])
  }

  @Test func `every table is known to forgetting, and every text of the test is in the files`()
    throws
  {
    let tables = try store.write { tx throws(StoreError) in try tx.tables() }
    let forgettable = Set(ForgettableTable.all.map(\.name))
    #expect(forgettable.isDisjoint(with: ForgettableTable.kept.keys))
    #expect(Set(tables) == forgettable.union(ForgettableTable.kept.keys))
    let left = try home.allBytes()
    #expect(marks.filter { left.range(of: Data($0.text.utf8)) == nil } == [])
    #expect(marks.count >= 45)
  }

  @Test func `a forgotten contact is in no table and no file`() throws {
    let key = ownKey(of: 1)
    let forgotten = try store.erase { tx throws(StoreError) in
      try tx.forget(contact: key, now: noon)
    }
    #expect(try tablesWithout(1) == everyTableOfPeople)
    try expectOthersUntouched()
    #expect((forgotten.contacts, forgotten.messages, forgotten.deliveries) == (1, 2, 1))
    #expect((forgotten.droppedAnswers, forgotten.droppedDeliveries) == ([OutboxID(102)], 1))
    try store.close()
    #expect(try tablesWithout(1) == everyTableOfPeople)
  }

  @Test func `forgetting a message forgets its answer, its deliveries and its failures`() throws {
    let forgotten = try store.erase { tx throws(StoreError) in
      try tx.forget(message: MessageID(100), now: noon)
    }
    #expect(
      try tablesWithout(1) == [
        "items", "outbox", "deliveries", "delivery_asks", "delivery_attempts",
        "delivery_responses", "rule_failures", "events", "files", "triage", "notes", "read_marks",
        "drafts",
      ])
    try expectOthersUntouched()
    #expect(forgotten.messages == 2 && forgotten.droppedAnswers == [OutboxID(102)])
    #expect(forgotten.files == [MessageID(100)], "their bytes are in the home")
  }

  @Test func `a forgotten answer leaves its message`() throws {
    try store.erase { tx throws(StoreError) in try tx.forget(message: MessageID(101), now: noon) }
    #expect(try tablesWithout(1) == ["outbox"])
    #expect(try store.read { reader throws(StoreError) in try reader.messageTexts() }.count == 3)
  }

  @Test func `everything older than a time is erased, finished or not, and requests' texts`() throws
  {
    try store.write { tx throws(StoreError) in
      try tx.run("UPDATE deliveries SET state = 'delivered'")
    }
    try store.erase { tx throws(StoreError) in
      try tx.forgetAll(olderThan: noon.advanced(byMilliseconds: 1), sparingOwed: false)
    }
    #expect(
      try tablesWithout(1) == [
        "items", "outbox", "deliveries", "delivery_asks", "delivery_attempts",
        "delivery_responses", "rule_failures", "broadcasts", "events", "files", "triage", "notes",
        "read_marks", "drafts",
      ])
    #expect(try !home.holds(Mark(table: "contacts", column: "request_text", person: 1).text))
    #expect(try home.holds(Mark(table: "contacts", column: "name", person: 1).text))
    #expect(try !home.holds(Mark(table: "hook_answers", column: "body", person: 1).text))
    #expect(try home.holds(Mark(table: "hook_answers", column: "request", person: 1).text))
    try expectOthersUntouched()
  }

  @Test func `waiting answers can be spared, and an unfinished delivery always is`() throws {
    try store.erase { tx throws(StoreError) in
      try tx.run("UPDATE contacts SET state = 'requested'")
      try tx.forgetAll(olderThan: noon.advanced(byMilliseconds: 1), sparingOwed: true)
    }
    #expect(
      try tablesWithout(1) == [
        "items", "rule_failures", "broadcasts", "events", "files", "triage", "notes", "read_marks",
        "drafts",
      ])
    #expect(try home.holds(Mark(table: "contacts", column: "request_text", person: 1).text))
  }

  @Test func `inactive contacts are forgotten, never one that is online or blocked`() throws {
    let (one, two) = (ownKey(of: 1), ownKey(of: 2))
    let later = noon.advanced(byMilliseconds: 10_000_000_000)
    func forget(online: Set<ContactKey>) throws -> [ContactKey] {
      defer { _ = try? store.clean() }
      return try store.write(online: online) { tx throws(StoreError) in
        try tx.forgetContacts(lastSeenBefore: later, rows: 100, now: later).contacts
      }
    }
    #expect(try forget(online: [one, two]) == [])
    try store.write { tx throws(StoreError) in try tx.setState(.blocked, of: two) }
    #expect(try forget(online: []) == [one])
    #expect(try tablesWithout(1) == everyTableOfPeople)
    try expectOthersUntouched()
  }

  @Test func `forgetting a message forgets the request with the same text`() throws {
    try store.erase { tx throws(StoreError) in
      try tx.run(
        """
        UPDATE contacts SET request_text = (
          SELECT CAST(content AS TEXT) FROM items WHERE id = contacts.id * 100)
        """)
      try tx.forget(message: MessageID(100), now: noon)
    }
    #expect(try !home.holds(Mark(table: "items", column: "content", person: 1).text))
    #expect(try home.holds(Mark(table: "items", column: "content", person: 2).text))
  }

  @Test func `rows that moved between pages before they were forgotten leave no copy`() throws {
    var generator = SystemRandomNumberGenerator()
    let home = try TemporaryHome()
    let store = try home.open()
    let numbers = (0..<60).shuffled(using: &generator)
    try store.write { tx throws(StoreError) in
      for number in numbers { try tx.addContact(UInt8(number)) }
    }
    for round in 0..<30 {
      try store.write { tx throws(StoreError) in
        for number in numbers {
          let text = "moved-\(number)-" + String(repeating: "y", count: .random(in: 40...400))
          let name = "\(UInt64.random(in: .min ... .max)) \(round)"
          try tx.setValue(text, forKey: StoreKey.contact(key(UInt8(number)), name))
        }
      }
    }
    for number in numbers where number % 2 == 0 {
      try store.write { tx throws(StoreError) in
        try tx.forget(contact: key(UInt8(number)), now: noon)
      }
    }
    #expect(try store.clean() == .clean)
    let left = try home.allBytes()
    for number in numbers {
      let isLeft = left.range(of: Data("moved-\(number)-".utf8)) != nil
      #expect(isLeft == (number % 2 == 1), "\(number)")
    }
  }

  @Test func `a reader that blocks cleaning is reported, and nothing is left once it ends`() throws
  {
    let queue = try DatabaseQueue(path: home.databasePath)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN; SELECT 1 FROM contacts")
      try store.write { tx throws(StoreError) in
        _ = try tx.forget(contact: self.ownKey(of: 1), now: noon)
      }
      #expect(try store.clean() == .journalInUse)
      try database.execute(sql: "COMMIT")
    }
    #expect(try store.clean() == .clean)
    #expect(try tablesWithout(1) == everyTableOfPeople)
    try queue.close()
  }

  @Test func `after a crash before the files are clean the next cleaning finishes`() throws {
    let key = ownKey(of: 1)
    try store.write { tx throws(StoreError) in _ = try tx.forget(contact: key, now: noon) }
    let other = try TemporaryHome()
    for name in ["state.sqlite", "state.sqlite-wal", "in-use"] {
      try FileManager.default.copyItem(
        atPath: home.path + "/" + name, toPath: other.path + "/" + name)
    }
    let again = try other.open()
    #expect(try again.read { reader throws(StoreError) in try reader.meta(.rewritingOwed) } != nil)
    #expect(try again.clean() == .clean)
    #expect(try again.read { reader throws(StoreError) in try reader.meta(.rewritingOwed) } == nil)
    #expect(try !other.holds(Mark(table: "contacts", column: "name", person: 1).text))
  }
}
