import Testing
import ToxCore

@testable import ToxSimulation

/// A store that stalls for one contact: what the others notice, and where its own messages wait.
@Suite struct `A contact that is held back` {
  /// A round trip between any two with all jitter, and the milliseconds for which a message and its
  /// acknowledgement each wait where something has just left.
  private static let roundTripMax = Interval.milliseconds(44)
  private static let messagesHeldMax = 32

  /// Bob with little room, and alice and carol, online with him.
  private struct Office: ~Copyable {
    var simulation: Simulation
    let bob: NodeID
    let alice: NodeID
    let carol: NodeID

    init(seed: UInt64, bufferBytes: Int = 1 << 20) throws {
      var limits = Limits()
      limits.unconsumedMessages = messagesHeldMax
      limits.sessionReceiveBufferBytes = bufferBytes
      try self.init(seed: seed, limits)
    }

    init(seed: UInt64, _ limits: Limits) throws {
      simulation = Simulation(seed: seed)
      simulation.network.profile.delay = .milliseconds(20)
      // Too little for packets to overtake each other: what comes late would come again.
      simulation.network.profile.jitter = .milliseconds(1)
      let boot = simulation.addNode("boot")
      bob = simulation.addNode("bob", limits: limits)
      alice = simulation.addNode("alice")
      carol = simulation.addNode("carol")
      for node in [bob, alice, carol] { simulation.bootstrap(node, through: boot) }
      for friend in [alice, carol] {
        simulation.add(bob, to: friend, request: nil)
        simulation.add(friend, to: bob, request: nil)
      }
      let (bob, friends) = (bob, [alice, carol])
      let areOnline = simulation.run(within: .seconds(60)) { simulation in
        friends.allSatisfy { friend in
          let here = simulation.person(bob).contact(simulation.publicKey(of: friend))
          let there = simulation.person(friend).contact(simulation.publicKey(of: bob))
          return here?.isOnline == true && there?.isOnline == true
        }
      }
      try #require(areOnline)
      simulation.setConsuming(false, of: alice, at: bob)
    }

    /// Bob, as a friend of his sees him.
    mutating func contact(
      _ friend: NodeID, within limit: Interval, until condition: (Contact) -> Bool
    ) -> Bool {
      let bob = bob
      return simulation.run(within: limit) { simulation in
        simulation.person(friend).contact(simulation.publicKey(of: bob)).map(condition) ?? false
      }
    }

    func heard(from friend: NodeID) -> [[UInt8]] {
      simulation.person(bob).contact(simulation.publicKey(of: friend))?.heard ?? []
    }

    /// - Returns: whether each of so many messages, one after the other, is ticked in a round trip.
    mutating func carolTalks(_ count: Int) -> Bool {
      for number in 0..<count {
        let said = simulation.person(carol).contact(simulation.publicKey(of: bob))?.said.count ?? 0
        simulation.say([[UInt8]("\(number)".utf8)], from: carol, to: bob)
        guard contact(carol, within: roundTripMax, until: { $0.receipts == said + 1 }) else {
          return false
        }
      }
      return true
    }
  }

  /// Where the messages wait behind the limit: all in the buffer, or most of them at alice's.
  @Test(arguments: [1 << 20, 8_192], [1, 2, 3] as [UInt64])
  func `its limits are reached and no more; the others keep their latency; then it goes on`(
    bufferBytes: Int, seed: UInt64
  ) throws {
    var office = try Office(seed: seed, bufferBytes: bufferBytes)
    let texts = (0..<500).map {
      [UInt8]("message \($0) ".utf8) + [UInt8](repeating: 46, count: 500)
    }
    office.simulation.say(texts, from: office.alice, to: office.bob, window: 500)
    for _ in 0..<10 {
      let isQuick = office.carolTalks(20)
      #expect(isQuick)
      office.simulation.run(for: .seconds(60))
      let heard = office.heard(from: office.alice)
      #expect(heard.count == Self.messagesHeldMax && heard == Array(texts.prefix(heard.count)))
      let isThere = office.contact(office.alice, within: .seconds(0)) {
        $0.isOnline && $0.receipts == 0
      }
      #expect(isThere)
    }
    office.simulation.setConsuming(true, of: office.alice, at: office.bob)
    let isTicked = office.contact(office.alice, within: .seconds(30)) { $0.receipts == 500 }
    #expect(isTicked)
    let isWhole = office.heard(from: office.alice) == texts
    #expect(isWhole)
  }

  @Test func `held back for what all sessions hold, it stays and goes on`() throws {
    var limits = Limits()
    limits.sessionBytes = 30_000
    var office = try Office(seed: 4, limits)
    let texts = (0..<40).map { [UInt8](repeating: UInt8(65 + $0 % 26), count: 1_000) }
    office.simulation.say(texts, from: office.alice, to: office.bob)
    let start = office.simulation.log.count
    office.simulation.run(for: .seconds(300))
    let departures = office.simulation.log[start...].filter {
      if case .friendOffline = $0.event { true } else { false }
    }
    #expect(departures.isEmpty)
    let heard = office.heard(from: office.alice)
    #expect(!heard.isEmpty && heard.count < 40)
    office.simulation.setConsuming(true, of: office.alice, at: office.bob)
    let isTicked = office.contact(office.alice, within: .seconds(30)) { $0.receipts == 40 }
    #expect(isTicked)
  }

  /// Far below the limits, where the contact's signs of life are delivered behind what is held.
  @Test func `one message that is held for two hours costs neither the session nor its receipt`()
    throws
  {
    var office = try Office(seed: 4)
    office.simulation.say([[UInt8]("one".utf8)], from: office.alice, to: office.bob)
    for _ in 0..<24 {
      office.simulation.run(for: .seconds(300))
      let isHeld = office.contact(office.alice, within: .seconds(0)) {
        $0.isOnline && $0.receipts == 0
      }
      #expect(isHeld)
    }
    office.simulation.setConsuming(true, of: office.alice, at: office.bob)
    let isTicked = office.contact(office.alice, within: .seconds(5)) { $0.receipts == 1 }
    #expect(isTicked)
    #expect(office.heard(from: office.alice).count == 1)
  }
}
