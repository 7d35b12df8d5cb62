import Foundation
import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `Erased messages` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1)
  }

  private func marker(_ number: Int) -> String { "marker-\(number)-secret" }

  /// Messages of very different sizes, so that pages are split and merged.
  private func fill(_ numbers: Range<Int>) throws {
    for number in numbers {
      try store.write { tx throws(StoreError) in
        try tx.handle(
          marker(number) + String(repeating: "x", count: number * 37 % 1_300), from: 1
        ) { _ in RuleOutcome(effects: [.keep]) }
      }
    }
  }

  @Test func `an erased message's text is in no file of the home`() throws {
    try fill(1..<4)
    #expect(try home.holds(marker(2)))
    try store.erase { tx throws(StoreError) in try tx.forget(message: MessageID(2), now: noon) }
    #expect(try !home.holds(marker(2)))
    #expect(try home.holds(marker(3)))
  }

  @Test func `erasing a message erases its deliveries, and the lane continues`() throws {
    try store.write { tx throws(StoreError) in
      let identifiers = Identifiers()
      for text in ["a", "b"] {
        try tx.handle(text, from: 1, identifiers: identifiers) { _ in
          RuleOutcome(effects: [.forward(webhook: "desk", body: "body-\(text)", contact: key(1))])
        }
      }
    }
    try store.erase { tx throws(StoreError) in try tx.forget(message: MessageID(1), now: noon) }
    #expect(try !home.holds("body-a"))
    let due = try store.read { reader throws(StoreError) in
      try reader.dueDeliveries(now: noon, limit: 9)
    }
    #expect(due.map(\.body) == ["body-b"])
  }

  @Test func `many erased among many others leave nothing behind`() throws {
    try fill(1..<400)
    let erased = (1..<400).filter { $0 % 3 == 0 }
    try store.erase { tx throws(StoreError) in
      for number in erased { try tx.forget(message: MessageID(Int64(number)), now: noon) }
    }
    #expect(try erased.filter { try home.holds(marker($0)) } == [])
    #expect(try store.check().isEmpty)
  }
}
