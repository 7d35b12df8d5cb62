import GatewayCore
import Testing

@testable import GatewaySeal

/// What a bot seals, and the keys that open it.
@Suite struct `A sealer` {
  let home = [UInt8](repeating: 7, count: SealEnvelope.homeSize)
  let ana = InboxSecret()
  let ben = InboxSecret()
  let eve = InboxSecret()
  let place = SealPlace(column: "items.content", row: 1)
  let text = Array("a tip".utf8)

  private func sealer(_ readers: [InboxSecret], periodMax: Duration = .seconds(300)) throws
    -> InboxSealer
  {
    try InboxSealer(
      home: home, readers: readers.map(\.key), workingKey: WorkingKey(), periodMax: periodMax)
  }

  private func opener(_ secret: InboxSecret, _ sealer: InboxSealer) throws -> InboxOpener {
    let opener = InboxOpener(secret)
    opener.add(try SealEnvelope(bytes: try #require(sealer.envelope).bytes))
    return opener
  }

  @Test func `seals for each of its readers and for no other`() throws {
    let sealer = try sealer([ana, ben])
    let sealed = sealer.seal(text, at: place)
    for reader in [ana, ben] {
      #expect(try opener(reader, sealer).open(sealed, at: place) == text)
    }
    #expect(throws: InboxOpener.Fault.envelope(.otherReader([ana.key.id, ben.key.id]))) {
      try opener(eve, sealer).open(sealed, at: place)
    }
    #expect(sealer.open(sealed, at: place) == nil, "the bot can't open it either")
    #expect(throws: InboxOpener.Fault.noEnvelope) {
      try InboxOpener(ana).open(sealed, at: place)
    }
  }

  @Test func `seals for the bot what no reader opens`() throws {
    let sealer = try sealer([ana])
    let sealed = sealer.sealForBot(text, at: place)
    #expect(sealer.open(sealed, at: place) == text)
    #expect(sealer.open(sealed, at: SealPlace(column: "outbox.text", row: 1)) == nil)
    #expect(throws: InboxOpener.Fault.format) { try InboxOpener(ana).open(sealed, at: place) }
    #expect(try self.sealer([ana]).open(sealed, at: place) == nil, "another working key")
  }

  @Test func `what opens a text is given to other readers, and the text stays as it is`() throws {
    let sealer = try sealer([ana, ben])
    let sealed = sealer.seal(text, at: place)
    let envelope = try #require(sealer.envelope)
    let again = try SealEnvelope(
      bytes: envelope.resealed(with: ben, to: [ben.key, eve.key]).bytes)
    #expect(again.home == envelope.home && again.number == envelope.number)
    #expect(again.readers == [ben.key.id, eve.key.id])
    for reader in [ben, eve] {
      let opener = InboxOpener(reader)
      opener.add(again)
      #expect(try opener.open(sealed, at: place) == text)
    }
    let opener = InboxOpener(ana)
    opener.add(again)
    #expect(throws: InboxOpener.Fault.envelope(.otherReader([ben.key.id, eve.key.id]))) {
      try opener.open(sealed, at: place)
    }
    #expect(throws: SealEnvelope.Fault.otherReader([ana.key.id, ben.key.id])) {
      try envelope.resealed(with: eve, to: [eve.key])
    }
    var bytes = envelope.bytes
    bytes[bytes.count - 1] ^= 1
    let changed = try SealEnvelope(bytes: bytes)
    #expect(throws: SealEnvelope.Fault.changed) { try changed.resealed(with: ben, to: [ben.key]) }
  }

  @Test func `uses another key in each period, and forgets the one before`() throws {
    let sealer = try sealer([ana], periodMax: .zero)
    #expect(sealer.envelope == nil)
    let first = sealer.seal(text, at: place)
    let opener = try opener(ana, sealer)
    let again = sealer.seal(text, at: place)
    #expect(InboxOpener.envelopeNumber(of: first) == InboxOpener.envelopeNumber(of: again))
    sealer.renew()
    #expect(sealer.envelope == nil)
    let later = sealer.seal(text, at: place)
    #expect(throws: InboxOpener.Fault.noEnvelope) { try opener.open(later, at: place) }
    opener.add(try SealEnvelope(bytes: try #require(sealer.envelope).bytes))
    #expect(try opener.open(first, at: place) == text)
    #expect(try opener.open(later, at: place) == text)
  }

  @Test func `refuses a key to which nothing can be sealed`() {
    let nonsense = InboxKey(bytes: [UInt8](repeating: 0xFF, count: InboxKey.size))
    #expect(throws: InboxKey.Mistake.invalid) { try InboxSealer.check(nonsense) }
  }

  @Test func `makes envelopes that are bound to their home and number, and are read strictly`()
    throws
  {
    let sealer = try sealer([ana])
    let sealed = sealer.seal(text, at: place)
    let bytes = try #require(sealer.envelope).bytes
    #expect(try SealEnvelope(bytes: bytes).bytes == bytes)
    for length in [0, 1, 25, 26, bytes.count - 1] {
      #expect(throws: SealEnvelope.Fault.format) {
        try SealEnvelope(bytes: Array(bytes.prefix(length)))
      }
    }
    #expect(throws: SealEnvelope.Fault.format) { try SealEnvelope(bytes: bytes + [0]) }
    // The version; the home; the encapsulated and the sealed key.
    for (index, fault) in [(5, SealEnvelope.Fault.changed), (60, .changed), (1_190, .changed)] {
      var changed = bytes
      changed[index] ^= 1
      let opener = InboxOpener(ana)
      opener.add(try SealEnvelope(bytes: changed))
      #expect(throws: InboxOpener.Fault.envelope(fault)) { try opener.open(sealed, at: place) }
    }
  }
}
