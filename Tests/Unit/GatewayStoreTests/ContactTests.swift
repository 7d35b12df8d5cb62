import GatewayCore
import Testing

@testable import GatewayStore

@Suite struct `Contacts in the store` {
  let home: TemporaryHome
  let store: Store

  init() throws {
    home = try TemporaryHome()
    store = try home.open()
  }

  @Test func `of two contacts with the same words one gets a number`() throws {
    let names = try store.write { tx throws(StoreError) in
      var names: [String] = []
      for number in 1...3 {
        let added = try tx.addContact(
          key(UInt8(number)), codenameHash: [0, 0, 0, 0], state: .accepted, now: noon)
        names.append(added.contact.codename.text)
      }
      return names
    }
    #expect(names == ["able-albatross", "able-albatross-2", "able-albatross-3"])
  }

  @Test func `adding a contact again changes nothing`() throws {
    try store.write { tx throws(StoreError) in
      try tx.addContact(1, state: .blocked)
      let again = try tx.addContact(
        key(1), codenameHash: [9, 9, 9, 9], state: .accepted, now: noon)
      #expect(!again.isNew)
      #expect(again.contact.state == .blocked)
    }
  }

  @Test func `everything about a contact is there after a restart`() throws {
    let later = noon.advanced(byMilliseconds: 60_000)
    try store.write { tx throws(StoreError) in
      try tx.addContact(
        key(1), codenameHash: [0, 1, 0, 1], state: .requested, requestText: "let me in", now: noon)
      try tx.setName("Ann", of: key(1))
      try tx.setStatusMessage("away", of: key(1))
      try tx.setNote("crank?", of: key(1))
      try tx.setPublicStatus("being read", of: key(1))
      try tx.setNetworkHint([1, 2, 3], of: key(1))
      try tx.setSeen(key(1), now: later)
    }
    try store.close()
    let stored = try home.open().read { reader throws(StoreError) in
      try reader.storedContact(key(1))
    }
    let expected = Contact(
      key: key(1), codename: Codename(hash: [0, 1, 0, 1]), name: "Ann", publicStatus: "being read",
      state: .requested, firstSeen: noon)
    #expect(stored?.contact == expected)
    #expect(stored?.note == "crank?")
    #expect(stored?.statusMessage == "away")
    #expect(stored?.requestText == "let me in")
    #expect(stored?.networkHint == [1, 2, 3])
    #expect(stored?.lastSeen == later)
    #expect(stored?.wasOnline == true)
  }

  @Test func `contacts are listed by state and found by codename`() throws {
    try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      try tx.addContact(2, state: .requested)
    }
    try store.read { reader throws(StoreError) in
      #expect(try reader.storedContacts().map(\.contact.key) == [key(1), key(2)])
      #expect(try reader.storedContacts(.requested).map(\.contact.key) == [key(2)])
      let name = Codename(hash: [0, 2, 0, 2])
      #expect(try reader.storedContact(name)?.contact.key == key(2))
    }
  }

  @Test func `those seen last are sought first, strangers never seen last, and blocked ones not`()
    throws
  {
    let later = noon.advanced(byMilliseconds: 60_000)
    try store.write { tx throws(StoreError) in
      for number: UInt8 in 1...3 { try tx.addContact(number) }
      try tx.addContact(4, state: .requested)
      try tx.addContact(5, state: .blocked)
      try tx.setState(.accepted, of: key(4), isByPolicy: true)
      for number: UInt8 in [2, 4, 3] { try tx.setNetworkHint([number], of: key(number)) }
      try tx.setContactRequest(to: key(1), noSpam: 7, message: "hi")
      try tx.setSeen(key(3), now: later)
    }
    let sought = try store.read { reader throws(StoreError) in
      try reader.soughtContacts(hints: 2)
    }
    #expect(sought.map(\.key) == [key(3), key(1), key(2), key(4)])
    #expect(sought.map(\.networkHint) == [[3], nil, [2], nil])
    #expect(sought.map(\.request?.noSpam) == [nil, 7, nil, nil])
    #expect(sought[1].request?.message == "hi")
  }

  @Test func `a contact that comes back after removal is a new one`() throws {
    try store.write { tx throws(StoreError) in
      try tx.addContact(1)
      try tx.handle("a", from: 1) { _ in RuleOutcome() }
      #expect(try tx.forget(contact: key(1), now: noon).contacts == 1)
      #expect(try tx.forget(contact: key(1), now: noon) == Forgotten())
      try tx.addContact(1)
      #expect(tx.messageCount(of: key(1)) == 0)
      #expect(try tx.doubtfulItems(of: key(1), limit: 9).isEmpty)
    }
  }

  @Test func `the identity is stored, replaced, and never printed`() throws {
    let identity = StoredIdentity(secretKey: [77, 78, 79], nospam: [1, 2, 3, 4])
    try store.write { tx throws(StoreError) in
      #expect(try tx.identity() == nil)
      try tx.setIdentity(StoredIdentity(secretKey: [1], nospam: [2]))
      try tx.setIdentity(identity)
      try tx.setMeta(.hashKey, [5, 6])
    }
    let stored = try store.read { reader throws(StoreError) in try reader.identity() }
    #expect(stored == identity)
    #expect(try store.read { reader throws(StoreError) in try reader.meta(.hashKey) } == [5, 6])
    var dumped = ""
    dump(identity, to: &dumped)
    #expect(!"\(identity) \(String(reflecting: identity)) \(dumped)".contains("77"))
  }
}
