import TestSupport
import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

@Suite struct `A save file` {
  private func vector() throws -> [UInt8] {
    try Vector.root()["savefile"]["plain"]["bytes"].bytes()
  }

  @Test func `the vector is read whole and written back byte for byte`() throws {
    let save = try SaveData(decoding: vector())
    #expect(save.identity.keyPair.publicKey.bytes == (try Vector.key("alice real")))
    #expect(save.identity.noSpam == NoSpam(0x0102_0304))
    #expect(save.name == Array("Alice".utf8))
    #expect(save.statusMessage == Array("hi there".utf8))
    #expect(save.status == .online)
    #expect(save.contacts.map(\.key.bytes) == [try Vector.key("bob real")])
    #expect(save.dhtNodes.count == 1 && save.relays.count == 1 && save.pathNodes.count == 1)
    #expect(save.relays[0].address.transport == .tcp)
    #expect(save.encoded() == (try vector()))
  }

  @Test func `zeros after the end are tolerated`() throws {
    let save = try SaveData(decoding: vector() + [UInt8](repeating: 0, count: 738))
    #expect(save.name == Array("Alice".utf8))
  }

  @Test func `a truncation is refused, or ends between two sections`() throws {
    let bytes = try vector()
    let whole = try SaveSection.list(decodingSave: bytes)
    for size in 0..<bytes.count {
      guard let save = try? SaveData(decoding: Array(bytes.prefix(size))) else { continue }
      let sections = try SaveSection.list(decodingSave: Array(bytes.prefix(size)))
      #expect(sections == Array(whole.prefix(sections.count)))
      #expect(save.identity.noSpam == NoSpam(0x0102_0304))
    }
  }

  @Test func `damaged bytes never trap`() throws {
    let bytes = try vector()
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2_000 {
      var damaged = bytes
      for _ in 0..<4 {
        // Half of the damage falls on the frame, which is small beside the contact.
        let range = Bool.random(using: &generator) ? 0..<160 : 2_350..<bytes.count
        damaged[Int.random(in: range, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      _ = try? SaveData(decoding: damaged).encoded()
    }
  }

  @Test func `unknown sections pass through`() throws {
    var save = try SaveData(decoding: vector())
    save.otherSections = [
      SaveSection(type: 7, body: [1, 2, 3]), SaveSection(type: 999, body: []),
    ]
    let again = try SaveData(decoding: save.encoded())
    #expect(again.otherSections == save.otherSections)
    #expect(again.encoded() == save.encoded())
  }

  @Test func `a save without keys, or with keys that disagree, is refused`() throws {
    let name = SaveSection(.name, Array("Alice".utf8))
    #expect(throws: SaveDataError.noKeys) {
      try SaveData(decoding: SaveSection.encodedSave([name]))
    }
    var bytes = try vector()
    bytes[8 + 8 + 4] ^= 1
    #expect(throws: SaveDataError.keysDisagree) { try SaveData(decoding: bytes) }
    bytes = try vector()
    bytes[4] ^= 1
    #expect(throws: SaveDataError.malformed(.kind)) { try SaveData(decoding: bytes) }
  }

  @Test func `a name too long and nodes that can't be read are left out`() throws {
    var sections = try SaveSection.list(decodingSave: vector())
    sections[3].body = [UInt8](repeating: 65, count: 129)
    sections[7].body = sections[7].body + [99, 1, 2]
    let save = try SaveData(decoding: SaveSection.encodedSave(sections))
    #expect(save.name.isEmpty)
    #expect(save.pathNodes.count == 1)
  }

  @Test func `contacts of each state have 2216 bytes and come back`() throws {
    let key = LongTermPublicKey(try Vector.key("bob real"))
    let states: [SavedContact.State] = [
      .requested(message: Array("let me in".utf8), NoSpam(0x0a0b_0c0d), isSent: false),
      .requested(message: [UInt8](repeating: 65, count: 1024), NoSpam(1), isSent: true),
      .confirmed(name: [], statusMessage: [], .online, lastSeen: 0),
      .confirmed(
        name: [UInt8](repeating: 66, count: 128),
        statusMessage: [UInt8](repeating: 67, count: 1007),
        .busy, lastSeen: 1_700_000_000),
    ]
    for state in states {
      let contact = SavedContact(key, state)
      let bytes = contact.encoded()
      #expect(bytes.count == SavedContact.size)
      #expect(try SavedContact(decoding: bytes) == contact)
      #expect(throws: WireError.truncated) { try SavedContact(decoding: Array(bytes.dropLast())) }
    }
  }

  @Test func `free places among the contacts are skipped, half a contact is refused`() throws {
    let key = LongTermPublicKey(try Vector.key("bob real"))
    let contact = SavedContact(key, .confirmed(name: [], statusMessage: [], .away, lastSeen: 7))
    let free = [UInt8](repeating: 0, count: SavedContact.size)
    #expect(try SavedContact.list(decoding: free + contact.encoded() + free) == [contact])
    #expect(throws: WireError.size) {
      try SavedContact.list(decoding: Array(contact.encoded().dropLast()))
    }
  }

  @Test func `a size over its field's capacity empties the field`() throws {
    let key = LongTermPublicKey(try Vector.key("bob real"))
    let name = Array("Bob".utf8)
    var bytes = SavedContact(
      key, .confirmed(name: name, statusMessage: [], .away, lastSeen: 7)
    ).encoded()
    bytes[1188] = 0xff
    #expect(
      try SavedContact(decoding: bytes).state
        == .confirmed(name: [], statusMessage: [], .away, lastSeen: 7))
  }
}
