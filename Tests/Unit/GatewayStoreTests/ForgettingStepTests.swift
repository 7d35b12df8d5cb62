import Foundation
import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

/// Long erasures run in steps, each of which searches and changes a limited number of rows.
@Suite struct `Steps of forgetting` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2, 3)
  }

  private func fill(_ count: Int) throws {
    try store.write { tx throws(StoreError) in
      for number in 0..<count {
        try tx.handle("text-\(number)", from: UInt8(number % 3) + 1) { message in
          RuleOutcome(effects: [
            .reply(to: message.contact.key, text: "re", kind: .text),
            .forward(webhook: "desk", body: "body", contact: message.contact.key),
          ])
        }
      }
      try tx.run("UPDATE deliveries SET state = 'delivered', created_at = created_at + id")
    }
  }

  @Test func `no step of pruning exceeds its limit of rows, and together they erase everything`()
    throws
  {
    try fill(40)
    var place: AgingPlace? = AgingPlace()
    var steps: [Int] = []
    while let here = place {
      let step = try store.write { tx throws(StoreError) in
        try tx.forget(
          olderThan: noon.advanced(byMilliseconds: 1_000), sparingOwed: false, from: here, rows: 7,
          now: noon)
      }
      steps.append(step.forgotten.rows)
      place = step.next
    }
    #expect(steps.allSatisfy { $0 <= 7 })
    // 40 deliveries, 40 waiting answers, 80 messages and answers.
    #expect(steps.reduce(0, +) == 160)
    #expect(try store.read { reader throws(StoreError) in try reader.messageTexts() } == [])
  }

  @Test func `a contact with many messages is forgotten in steps, and those of others stay`() throws
  {
    try fill(60)
    var (steps, count, forgotten) = (0, 0, Forgotten())
    while count == 0 {
      let step = try store.write { tx throws(StoreError) in
        try tx.forget(contacts: [key(1)], rows: 6, now: noon)
      }
      count = step.count
      if count == 0 { #expect((1...30).contains(step.forgotten.rows)) }
      forgotten += step.forgotten
      steps += 1
    }
    #expect(steps > 4 && forgotten.contacts == 1 && forgotten.messages == 40)
    #expect(forgotten.droppedAnswers.count == 20 && forgotten.deliveries == 20)
    let left = try store.read { reader throws(StoreError) in try reader.messageTexts() }
    #expect(left.count == 80)
    #expect(try store.check() == [])
  }

  @Test func `quiet contacts are found behind any number of others`() throws {
    let later = noon.advanced(byMilliseconds: 1)
    try store.write(online: [key(2)]) { tx throws(StoreError) in
      var (gone, place): ([ContactKey], Int64?) = ([], 0)
      while let here = place {
        let step = try tx.forgetContacts(lastSeenBefore: later, from: here, rows: 1, now: later)
        gone += step.contacts
        place = step.next
      }
      #expect(gone == [key(1), key(3)])
    }
  }

  // MARK: The files

  private var owes: Bool {
    get throws {
      try store.read { reader throws(StoreError) in try reader.meta(.rewritingOwed) } != nil
    }
  }

  private func forgetOne() throws {
    try store.write { tx throws(StoreError) in _ = try tx.forget(contact: key(1), now: noon) }
  }

  @Test func `only the holder of the home's lock rewrites the database on closing`() throws {
    try forgetOne()
    try store.close()
    let again = try home.open()
    #expect(try again.read { reader throws(StoreError) in try reader.meta(.rewritingOwed) } != nil)
    try again.close(rewrites: true)
    let third = try home.open()
    #expect(try third.read { reader throws(StoreError) in try reader.meta(.rewritingOwed) } == nil)
  }

  @Test func `closing the store interrupts a rewriting, which stays due`() throws {
    try fill(3_000)
    try forgetOne()
    store.stopRewriting()
    #expect(try store.clean() == .rewritingOwed)
    #expect(try owes)
    try store.close(rewrites: true)
    #expect(try home.open().clean() == .clean)
  }

  @Test func `a large database is rewritten only on request`() throws {
    try store.write { tx throws(StoreError) in
      try tx.run("INSERT INTO key_values VALUES ('large', hex(zeroblob(34 << 20)))")
    }
    try forgetOne()
    #expect(try store.clean() == .rewritingOwed)
    #expect(try owes)
    #expect(try store.clean(rewriting: .large) == .clean)
    #expect(try !owes)
    // Free pages are no work.
    try store.write { tx throws(StoreError) in
      try tx.run("DELETE FROM key_values")
      _ = try tx.forget(contact: key(2), now: noon)
    }
    #expect(try store.clean() == .clean)
  }

  @Test func `the reserve is allocated again after its use`() throws {
    store.fillReserve()
    let path = home.path + "/reserve"
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64
    #expect(size ?? 0 > 0)
    let isThere = try store.usingReserve { () throws(StoreError) in
      FileManager.default.fileExists(atPath: path)
    }
    #expect(!isThere)
    #expect(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64 == size)
    #expect(throws: StoreError.full) {
      try store.usingReserve { () throws(StoreError) in throw .full }
    }
    #expect(FileManager.default.fileExists(atPath: path))
  }
}
