import Foundation
import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// Homes of every version open, with all of their content.
@Suite struct `Homes of every version` {
  let home: TemporaryHome

  init() throws { home = try TemporaryHome() }

  /// A home as the first version left it: one contact in the middle of a conversation, and one
  /// without any message.
  private func makeFirst() throws {
    let queue = try DatabaseQueue(path: home.databasePath)
    try queue.write { database in
      try Migration.run([.firstSchema], on: database)
      for number in 1...2 as ClosedRange<UInt8> {
        try database.execute(
          sql: """
            INSERT INTO contacts (key, codename, state, first_seen, last_seen, message_count)
            VALUES (?, ?, 'accepted', 1, 2, 3)
            """, arguments: [key(number).data, "word-\(number)"])
      }
      for (id, direction, text, inInbox) in [
        (1, "in", "one", 1), (2, "out", "answer to one", 0), (3, "in", "two", 0),
        (4, "in", "three", 1),
      ] {
        try database.execute(
          sql: """
            INSERT INTO messages (id, contact, direction, kind, content, is_sealed, at, in_inbox)
            VALUES (?, 1, ?, 'text', CAST(? AS BLOB), 0, ?, ?)
            """, arguments: [id, direction, text, noon.rawValue + Int64(id), inInbox])
      }
      try database.execute(
        sql: """
          UPDATE counters SET value = 4;
          INSERT INTO unacknowledged VALUES (1, 3, x'00'), (1, 4, x'01');
          INSERT INTO outbox (id, contact, kind, text, created_at) VALUES
            (8, 1, 'text', 'gone', 5), (9, 1, 'text', 'first', 6), (10, 1, 'action', 'second', 7);
          DELETE FROM outbox WHERE id = 8;
          """)
    }
    try queue.close()
    chmod(home.databasePath, 0o600)
  }

  @Test func `steps are listed in the order of their versions, none twice`() {
    #expect(Migration.all.map(\.version) == Array(1...Migration.latestVersion))
  }

  @Test func `the oldest home opens with its inbox, outbox and doubts`() throws {
    try makeFirst()
    let store = try home.open()
    #expect(try store.check().isEmpty)
    try store.read { reader throws(StoreError) in
      #expect(try reader.inbox().map(\.content) == [.plain("three"), .plain("one")])
      #expect(try reader.item(MessageID(2))?.direction == .outbound)
      #expect(try reader.outbox(of: key(1)).map(\.text) == ["first", "second"])
      #expect(try reader.outbox(of: key(1)).map(\.kind) == [.text, .action])
      let doubtful = try reader.doubtfulItems(of: key(1), limit: 9)
      #expect(doubtful.map(\.fingerprint) == fingerprints(of: "one", "two", "three"))
      #expect(try reader.doubtfulItems(of: key(2), limit: 9).isEmpty)
    }
  }

  @Test(arguments: [true, false])
  func `a delivery's state is checked without a table for each statement`(isOld: Bool) throws {
    if isOld { try makeFirst() }
    let store = try home.open()
    try store.write { tx throws(StoreError) in
      let update = "UPDATE deliveries SET state = 'delivered', due = NULL WHERE id = 1"
      let steps = try tx.rows("EXPLAIN \(update)") { $0["opcode"] as String }
      #expect(steps.contains("HaltIfNull") && !steps.contains("OpenEphemeral"))
      try tx.run(
        "INSERT INTO deliveries (webhook_id, webhook, body, created_at) VALUES ('m', 'w', '', 1)")
      #expect(throws: StoreError.self) { try tx.run("UPDATE deliveries SET state = 'lost'") }
    }
    try store.close()
    #expect(try home.open().check().isEmpty)
  }

  @Test func `a contact's former label becomes a private note, and nothing of it is public`() throws
  {
    try makeFirst()
    let queue = try DatabaseQueue(path: home.databasePath)
    try queue.write { try $0.execute(sql: "UPDATE contacts SET label = 'a crank' WHERE id = 1") }
    try queue.close()
    try home.open().read { reader throws(StoreError) in
      let stored = try reader.storedContact(key(1))
      #expect(stored?.note == "a crank" && stored?.contact.publicStatus == nil)
      #expect(try reader.storedContact(key(2))?.note == nil)
    }
  }

  @Test func `work that an older version postponed with a clock ahead is due soon`() throws {
    let queue = try DatabaseQueue(path: home.databasePath)
    let ahead = noon.advanced(byMilliseconds: 3_652 * 86_400_000).rawValue
    try queue.write { database in
      try Migration.run(Array(Migration.all.prefix(7)), on: database)
      try database.execute(
        sql: """
          INSERT INTO contacts (id, key, codename, state, first_seen, last_seen)
            VALUES (1, zeroblob(32), 'word', 'accepted', 1, \(ahead));
          INSERT INTO deliveries (webhook_id, webhook, contact, body, created_at, attempts, due)
            VALUES ('msg_1', 'desk', 1, '{}', \(ahead - 9), 1, \(ahead + 991)),
              ('msg_2', 'desk', NULL, '{}', 1, 12, \(ahead));
          INSERT INTO timers (name, due, payload) VALUES ('remind', \(ahead * 2), '');
          """)
    }
    try queue.close()
    chmod(home.databasePath, 0o600)
    try home.open().write { tx throws(StoreError) in
      #expect(try tx.trustedTime() == TrustedTime(trusted: UnixMilliseconds(ahead)))
      #expect(try tx.limitDueTimes(now: noon) == 3)
      let due = try tx.rows("SELECT due FROM deliveries ORDER BY id") { $0.time(0) }
      #expect(due[0] == noon.advanced(byMilliseconds: 1_000))
      #expect(due[1] <= noon.advanced(byMilliseconds: 27 * 3_600_000))
      #expect(try tx.nextTimerDue() == noon.advanced(byMilliseconds: 366 * 86_400_000))
    }
  }

  @Test func `no number of the oldest home is reused`() throws {
    try makeFirst()
    try home.open().write { tx throws(StoreError) in
      #expect(try tx.receive(from: key(1)) == MessageID(11))
    }
  }

  @Test func `content of the oldest home is erased by its time`() throws {
    try makeFirst()
    let store = try home.open()
    try store.write { tx throws(StoreError) in
      try tx.handle("four", from: 2) { _ in RuleOutcome() }
      #expect(try tx.prune(before: noon.advanced(byMilliseconds: 3)) == 2)
    }
    #expect(try !home.holdsMessage("answer to one", in: store))
    #expect(try home.holdsMessage("three", in: store))
  }

  /// Each of 2,000 contacts was greeted among 200,000 messages of another one.
  @Test(.timeLimit(.minutes(1))) func `migrating a large home takes linear time`() throws {
    let queue = try DatabaseQueue(path: home.databasePath)
    try queue.write { database in
      try Migration.run([.firstSchema], on: database)
      try database.execute(
        sql: """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001)
          INSERT INTO contacts (id, key, codename, state, first_seen, last_seen)
          SELECT i, CAST(printf('%032d', i) AS BLOB), 'word-' || i, 'accepted',
            1, 2 FROM n;
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
          INSERT INTO messages (id, contact, direction, kind, content, is_sealed, at, in_inbox)
          SELECT i, iif(i % 100, 1, 1 + i / 100), iif(i % 100, 'in', 'out'), 'text', x'61', 0, i, 0
          FROM n;
          UPDATE counters SET value = 200000;
          """)
    }
    try queue.close()
    chmod(home.databasePath, 0o600)
    try home.open().read { reader throws(StoreError) in
      let answers = try reader.rows("SELECT count(answers), count(*) FROM items") {
        [$0[0] as Int, $0[1] as Int]
      }
      #expect(answers == [[0, 200_000]])
    }
  }

  /// A home of some version with messages of a thousand contacts, each with its answer.
  private func makeLarge(_ count: Int, _ migrations: [Migration]) throws {
    let queue = try DatabaseQueue(path: home.databasePath)
    try queue.write { database in
      try Migration.run([.firstSchema], on: database)
      try database.execute(
        sql: """
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
          INSERT INTO contacts (id, key, codename, state, first_seen, last_seen)
          SELECT i, CAST(printf('%032d', i) AS BLOB), 'word-' || i, 'accepted', 1, 2 FROM n;
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
          INSERT INTO messages (id, contact, direction, kind, content, is_sealed, at, in_inbox)
          SELECT i, 1 + (i - 1) / 2 % 1000, iif(i % 2, 'in', 'out'), 'text',
            CAST('a message of some forty bytes, number ' || i AS BLOB), 0,
            1700000000000 + i, i % 20 = 17 FROM n;
          UPDATE counters SET value = \(count);
          """)
      try Migration.run(migrations, on: database)
    }
    try queue.close()
    chmod(home.databasePath, 0o600)
  }

  /// `POSTERN_HOME_ITEMS=1000000` measures a home of that size.
  @Test(.timeLimit(.minutes(5))) func `a home of the oldest schema has every message afterwards`()
    throws
  {
    let count = ProcessInfo.processInfo.environment["POSTERN_HOME_ITEMS"].flatMap { Int($0) }
    try makeLarge(count ?? 20_000, [])
    let clock = ContinuousClock()
    let start = clock.now
    let store = try home.open()
    if let count { print("\(count) items of the oldest schema: \(clock.now - start)") }
    try store.read { reader throws(StoreError) in
      let found = try reader.rows("SELECT count(*), sum(id), count(answers) FROM items") {
        [$0[0] as Int, $0[1] as Int, $0[2] as Int]
      }
      let all = count ?? 20_000
      #expect(found == [[all, all * (all + 1) / 2, all / 2]])
    }
    #expect(try store.check().isEmpty)
  }

  @Test func `messages become items without rewriting any row`() throws {
    try makeLarge(20_000, Array(Migration.all.prefix(9)))
    let size = try fileSize("")
    let store = try home.open()
    let pages = try fileSize("-wal")
    // What is written are indexes of the inbox, a row for each of the thousand conversations, and a
    // page of each new table.
    #expect(pages < size / 7, "\(pages) bytes for \(size)")
    try store.write { tx throws(StoreError) in
      let contact = ContactKey(bytes: Array("00000000000000000000000000000999".utf8))
      let known = try tx.storedContact(contact)
      #expect(known?.contact.codename.text == "word-999" && known?.lastSeen.rawValue == 2)
      let inbox = try tx.inbox(InboxFilter(contact: contact))
      #expect(inbox.count == 10 && inbox.allSatisfy { $0.conversation.contact == contact })
      #expect(try tx.forget(contact: contact, now: noon).messages == 20)
      try tx.addContact(1)
      #expect(try tx.rows("SELECT max(id) FROM contacts") { $0[0] as Int } == [1_001])
    }
  }

  private func fileSize(_ suffix: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: home.databasePath + suffix)[.size] as? Int ?? 0
  }

  @Test func `forgetting a contact of the oldest home forgets its messages`() throws {
    try makeFirst()
    let store = try home.open()
    try store.write { tx throws(StoreError) in
      try tx.handle("four", from: 2) { _ in RuleOutcome() }
      try tx.forget(contact: key(1), now: noon)
    }
    #expect(try store.read { reader throws(StoreError) in try reader.messageTexts() } == ["four"])
  }
}

extension TemporaryHome {
  fileprivate func holdsMessage(_ text: String, in store: Store) throws -> Bool {
    try store.read { reader throws(StoreError) in try reader.messageTexts() }.contains(text)
  }
}

extension StoreReader {
  /// All messages to and from the bot, in order.
  func messageTexts() throws(StoreError) -> [String] {
    try rows("SELECT content FROM items ORDER BY id") { $0.text(0) }
  }
}
