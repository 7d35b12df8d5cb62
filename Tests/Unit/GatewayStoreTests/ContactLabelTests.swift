import GRDB
import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `Labels of contacts` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open(with: 1, 2, 3)
  }

  private func label(_ text: String) throws -> ContactLabel { try #require(ContactLabel(text)) }

  @Test func `are a set, in order, and go with the contact`() throws {
    let (night, day) = (try label("night"), try label("day"))
    try store.write { tx throws(StoreError) in
      for number in [2, 1] as [UInt8] { try tx.setLabel(night, of: key(number), isSet: true) }
      for _ in 0..<2 { try tx.setLabel(day, of: key(2), isSet: true) }
      #expect(tx.labels(of: key(2)) == [day, night])
      #expect(tx.contacts(with: night, limit: 9).map(\.key) == [key(1), key(2)])
      #expect(tx.contacts(with: night, limit: 1).map(\.key) == [key(1)])
      #expect(try tx.contactLabels() == [key(1): [night], key(2): [day, night]])
      try tx.setLabel(night, of: key(1), isSet: false)
      try tx.setLabel(day, of: key(1), isSet: false)
      #expect(tx.labels(of: key(1)) == [])
      try tx.setState(.blocked, of: key(2))
      #expect(tx.contacts(with: night, limit: 9) == [] && tx.contactCount(with: night) == 0)
      try tx.setState(.accepted, of: key(2))
      #expect(tx.contactCount(with: night) == 1)
      try tx.forget(contact: key(2), now: noon)
      #expect(tx.contactCount(with: night) == 0)
      #expect(try tx.contactLabels() == [:])
    }
  }

  @Test func `are the same in composed and in combining characters`() throws {
    let (composed, combining) = (try label("\u{E9}quipe"), try label("e\u{301}quipe"))
    try store.write { tx throws(StoreError) in
      try tx.setLabel(combining, of: key(1), isSet: true)
      try tx.setLabel(composed, of: key(2), isSet: true)
      for label in [composed, combining] {
        #expect(tx.contacts(with: label, limit: 9).map(\.key) == [key(1), key(2)])
        #expect(tx.contactCount(with: label) == 2)
        #expect(try tx.isInUse(label))
      }
      try tx.setLabel(composed, of: key(1), isSet: false)
      #expect(tx.labels(of: key(1)) == [])
    }
  }

  @Test func `get one spelling in a home that has both`() throws {
    try store.write { tx throws(StoreError) in
      for text in ["\u{E9}quipe", "e\u{301}quipe"] {
        try tx.run("INSERT INTO contact_labels SELECT id, ? FROM contacts", [text])
      }
      try tx.run("PRAGMA user_version = 26")
    }
    try store.close()
    let composed = try label("\u{E9}quipe")
    try home.open().write { tx throws(StoreError) in
      #expect(tx.contactCount(with: composed) == 3)
      try tx.setLabel(composed, of: key(1), isSet: false)
      #expect(tx.labels(of: key(1)) == [])
    }
  }

  @Test func `are so many and not one more`() throws {
    try store.write { tx throws(StoreError) in
      for number in 0..<ContactLabel.countMax {
        let label = ContactLabel("label-\(number)")
        #expect(
          try label.map { label throws(StoreError) in
            try tx.setLabel(label, of: key(1), isSet: true)
          } == true)
      }
      #expect(tx.labels(of: key(1)).count == ContactLabel.countMax)
      for (text, fits) in [("label-0", true), ("more", false)] {
        guard let label = ContactLabel(text) else { continue }
        #expect(try tx.setLabel(label, of: key(1), isSet: true) == fits)
      }
    }
  }

  @Test(arguments: [
    ("on-call", true), ("été", true), ("a+b", true), (String(repeating: "x", count: 64), true),
    ("", false), ("two words", false), ("+x", false), ("-x", false), ("a,b", false),
    ("a\u{0}b", false), ("a\u{202E}b", false), ("\"x\"", false),
    (String(repeating: "x", count: 65), false),
  ])
  func `are words`(_ text: String, _ isOne: Bool) { #expect((ContactLabel(text) != nil) == isOne) }
}
