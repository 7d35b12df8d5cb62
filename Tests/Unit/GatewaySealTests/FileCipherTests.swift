import GatewayCore
import Testing

@testable import GatewaySeal

/// The bytes of files under keys of their own, and what opens them.
@Suite struct `A file's cipher` {
  private let ana = InboxSecret()
  private let eve = InboxSecret()
  private let keyPlace = SealPlace(column: "files.key", row: 7)
  private let recordPlace = SealPlace(column: "files.record", row: 7)

  private func sealer() throws -> InboxSealer {
    try InboxSealer(
      home: [UInt8](repeating: 7, count: SealEnvelope.homeSize), readers: [ana.key],
      workingKey: WorkingKey())
  }

  private func opener(_ secret: InboxSecret, _ sealer: InboxSealer) throws -> InboxOpener {
    let opener = InboxOpener(secret)
    opener.add(try SealEnvelope(bytes: try #require(sealer.envelope).bytes))
    return opener
  }

  @Test func `is the bot's while the file comes, and a reader's once it is whole`() throws {
    let sealer = try sealer()
    let key = sealer.newFileKey(at: keyPlace)
    let bots = try #require(sealer.fileCipher(key, at: keyPlace))
    let segment = bots.seal([1, 2, 3], number: 4, isLast: false)
    #expect(segment.count == 3 + FileSegments.overhead)
    #expect(sealer.fileCipher(key, at: recordPlace) == nil)
    #expect(sealer.fileCipher(key, at: SealPlace(column: "files.key", row: 8)) == nil)
    #expect(try self.sealer().fileCipher(key, at: keyPlace) == nil, "another working key")

    let record = sealer.sealRecord([9, 9], with: bots, at: recordPlace)
    #expect(sealer.open(record, at: recordPlace) == nil, "the bot can't open it any more")
    let (details, cipher) = try opener(ana, sealer).openRecord(record, at: recordPlace)
    #expect(details == [9, 9])
    #expect(cipher.open(segment, number: 4, isLast: false) == [1, 2, 3])
    #expect(throws: InboxOpener.Fault.envelope(.otherReader([ana.key.id]))) {
      try opener(eve, sealer).openRecord(record, at: recordPlace)
    }
    #expect(throws: InboxOpener.Fault.changed) {
      let other = SealPlace(column: "files.record", row: 8)
      return try opener(ana, sealer).openRecord(record, at: other).details
    }
  }

  @Test func `opens a segment at its place alone, unchanged`() throws {
    let sealer = try sealer()
    let cipher = try #require(
      sealer.fileCipher(sealer.newFileKey(at: keyPlace), at: keyPlace))
    let other = try #require(
      sealer.fileCipher(sealer.newFileKey(at: keyPlace), at: keyPlace))
    let plain = [UInt8](repeating: 5, count: FileSegments.size)
    let sealed = cipher.seal(plain, number: 2, isLast: false)
    #expect(cipher.open(sealed, number: 2, isLast: false) == plain)
    #expect(cipher.open(sealed, number: 1, isLast: false) == nil)
    #expect(cipher.open(sealed, number: 2, isLast: true) == nil)
    #expect(other.open(sealed, number: 2, isLast: false) == nil)
    #expect(cipher.open(Array(sealed.dropLast()), number: 2, isLast: false) == nil)
    #expect(cipher.open([], number: 2, isLast: false) == nil)
    for index in [0, 15, 16, sealed.count - 1] {
      var changed = sealed
      changed[index] ^= 1
      #expect(cipher.open(changed, number: 2, isLast: false) == nil, "byte \(index)")
    }
    #expect(cipher.seal(plain, number: 2, isLast: false) != sealed, "no key is used twice")
  }

  @Test func `stands behind a head that says what opens it`() throws {
    let head = SealedFileHead(item: 1 << 40, envelope: [1, 2, 3], record: [])
    func read(_ bytes: [UInt8]) -> SealedFileHead? {
      var rest = bytes[...]
      return SealedFileHead { count in
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
    }
    #expect(read(head.bytes + [4, 5]) == head)
    for count in 0..<head.bytes.count { #expect(read(Array(head.bytes.prefix(count))) == nil) }
    var foreign = head.bytes
    foreign.replaceSubrange(23..<27, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(read(foreign) == nil, "no such length is taken for one")
  }
}
