import Testing
import ToxCore
import ToxCrypto
import ToxSimulation
import ToxWire

@Suite struct `A hostile relay` {
  private static let key = [UInt8](repeating: 0x5a, count: 32)

  /// Each wrong packet that a client may get.
  private static let misdeeds: [HostileRelay.Misdeed] = [
    .welcome([UInt8](repeating: 0, count: 96)),
    .welcome((0..<96).map { UInt8($0) }),
    .welcome([1]),
    .silence, .hangUp,
    // Lengths that no frame has, a length that never fills, and noise.
    .bytes([0, 0]), .bytes([0, 16]), .bytes([8, 1]), .bytes([0xff, 0xff]), .bytes([8, 0, 1]),
    .bytes([0, 17] + [UInt8](repeating: 0xaa, count: 17)),
    .bytes([UInt8](repeating: 0x11, count: 100_000)),
    // Answers to nothing, for slots that there are not.
    .plaintexts([[0x01, 0x10] + key]), .plaintexts([[0x01, 0x00] + key]),
    .plaintexts([[0x01, 0xff] + key, [0x02, 0xff], [0xff, 0x1b, 1, 2, 3]]),
    .plaintexts([[0x02, 0x10]]), .plaintexts([[0x02, 0x00]]), .plaintexts([[0x03, 0x20]]),
    .plaintexts([[0x10, 0x1b, 0, 0, 1]]), .plaintexts([[0xff, 1]]),
    // Pings without a number, answers to no ping, and a flood.
    .plaintexts([[0x04, 0, 0, 0, 0, 0, 0, 0, 0]]), .plaintexts([[0x05, 0, 0, 0, 0, 0, 0, 0, 0]]),
    .plaintexts([[0x05, 1, 2, 3, 4, 5, 6, 7, 8]]),
    .plaintexts((1...5_000).map { [0x04, 0, 0, 0, 0, 0, 0, UInt8($0 >> 8), UInt8($0 & 0xff)] }),
    // For no known peer, and so much that it is left for that.
    .plaintexts([[UInt8]](repeating: [0x10, 0x1b, 0, 0, 1], count: 17_000)),
    // Out of band: of unknown keys, of too much, and of packets that open no session.
    .plaintexts([[0x07] + key]), .plaintexts([[0x07] + key + [0x1b, 0, 0, 1]]),
    .plaintexts([[0x07] + key + [UInt8](repeating: 0x18, count: 1_025)]),
    .plaintexts([[0x07] + key + [0x18] + [UInt8](repeating: 9, count: 144)]),
    .plaintexts([[0x07] + key + [0x1a] + [UInt8](repeating: 9, count: 384)]),
    .plaintexts([[0x09, 0x84, 1, 2, 3]]), .plaintexts([[0x09]]), .plaintexts([[0x09, 0x86]]),
    // What is not served, what clients alone may send, and what there is not.
    .plaintexts([[0x0a, 1]]), .plaintexts([[0x0b, 1]]), .plaintexts([[0x00] + key]),
    .plaintexts([[0x06] + key + [1]]), .plaintexts([[0x08, 1]]),
    .plaintexts([[0x0c, 1]]), .plaintexts([[0x0f, 1]]),
    .plaintexts([[0x01]]), .plaintexts([[0x02]]), .plaintexts([[0x04]]),
    .plaintexts([[UInt8](repeating: 0x02, count: 2_032)]),
  ]

  @Test func `one that swallows everything keeps no pair apart while there is another`() {
    var simulation = Simulation(seed: 3)
    let hostile = SwallowingRelay(seed: 4)
    let (people, keys, areTogether) = simulation.couple(
      over: hostile, hostile.keys.publicKey, within: .seconds(40))
    #expect(areTogether)
    var said: [[UInt8]] = []
    for number in 0..<40 {
      said.append([UInt8]("message \(number)".utf8))
      for (from, to) in [(0, 1), (1, 0)] {
        simulation.say([said[number]], from: people[from], to: people[to])
      }
      simulation.run(for: .seconds(10))
    }
    #expect(hostile.swallowed > 5)
    for (person, key) in zip(people, keys.reversed()) {
      let heard = simulation.person(person).contact(key)?.heard
      #expect(heard == said)
    }
    let wasLost = simulation.wasLost
    #expect(!wasLost)
  }

  @Test func `whatever it sends, its clients talk on over another relay`() {
    var simulation = Simulation(seed: 1)
    let hostile = HostileRelay(Self.misdeeds, seed: 2)
    let (people, keys, areTogether) = simulation.couple(
      over: hostile, hostile.keys.publicKey, within: .seconds(60))
    #expect(areTogether)
    // All through it they talk, until each misdeed was done to both.
    var said: [[UInt8]] = []
    while hostile.done.contains(where: { $0 < 2 }), said.count < 2_000 {
      said.append([UInt8]("message \(said.count)".utf8))
      simulation.say([said[said.count - 1]], from: people[0], to: people[1])
      simulation.run(for: .seconds(10))
    }
    #expect(hostile.done.allSatisfy { $0 >= 2 }, "\(hostile.done)")
    let heard = simulation.person(people[1]).contact(keys[0])?.heard
    #expect(heard == said)
    let wasLost = simulation.wasLost
    #expect(!wasLost)
  }
}

extension Simulation {
  /// Two that are each other's contacts, without UDP, with a hostile relay and a good one.
  ///
  /// - Returns: them, their keys, and whether each saw the other online in time.
  fileprivate mutating func couple(
    over hostile: any StreamServer, _ key: DHTPublicKey, within limit: Interval
  ) -> (people: [NodeID], keys: [LongTermPublicKey], areTogether: Bool) {
    let machine = addMachine(hostile)
    let hub = addNode("hub", servesRelay: true)
    let hop = addNode("hop")
    bootstrap(hop, through: hub)
    let people = ["alice", "bob"].map { addNode($0, transports: .ownRelays) }
    for person in people {
      useRelay(person, at: network.endpoint(of: machine), key)
      useRelay(person, of: hub)
      for node in [hub, hop] { bootstrap(person, through: node) }
    }
    add(people[1], to: people[0], request: nil)
    add(people[0], to: people[1], request: nil)
    let keys = people.map { publicKey(of: $0) }
    let areTogether = run(within: limit) { simulation in
      simulation.person(people[0]).contact(keys[1])?.isOnline == true
        && simulation.person(people[1]).contact(keys[0])?.isOnline == true
    }
    return (people, keys, areTogether)
  }

  /// Whether a contact ever went offline.
  fileprivate var wasLost: Bool {
    log.contains { entry in
      if case .friendOffline = entry.event { true } else { false }
    }
  }
}
