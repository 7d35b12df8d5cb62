import Testing
import ToxCore

@testable import ToxSimulation

/// Contacts that say a word and leave: what the other side knows of its acknowledgements.
@Suite struct `Short sessions` {
  /// Bob stays; alice comes and goes.
  private struct Door: ~Copyable {
    var simulation: Simulation
    let bob: NodeID
    let alice: NodeID

    init(seed: UInt64) {
      simulation = Simulation(seed: seed)
      simulation.network.profile.delay = .milliseconds(20)
      let boot = simulation.addNode("boot")
      bob = simulation.addNode("bob")
      alice = simulation.addNode("alice")
      for node in [bob, alice] { simulation.bootstrap(node, through: boot) }
      simulation.add(alice, to: bob, request: nil)
      simulation.add(bob, to: alice, request: nil)
    }

    func bobs() -> Contact? { simulation.person(bob).contact(simulation.publicKey(of: alice)) }

    mutating func run(
      within limit: Interval, _ condition: (_ alices: Contact, _ bobs: Contact) -> Bool
    ) -> Bool {
      let (alice, bob) = (alice, bob)
      return simulation.run(within: limit) { simulation in
        guard
          let here = simulation.person(alice).contact(simulation.publicKey(of: bob)),
          let there = simulation.person(bob).contact(simulation.publicKey(of: alice))
        else { return false }
        return condition(here, there)
      }
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a peer that leaves with the receipt leaves no doubt, time and again`(seed: UInt64) {
    var door = Door(seed: seed)
    for visit in 1...10 {
      door.simulation.say([[UInt8]("backup ok".utf8)], from: door.alice, to: door.bob)
      let isTicked = door.run(within: .seconds(120)) { alices, _ in alices.receipts == visit }
      #expect(isTicked)
      door.simulation.stop(door.alice)
      let isOver = door.run(within: .seconds(1)) { _, bobs in !bobs.isOnline }
      #expect(isOver)
      let (heard, doubtful) = (door.bobs()?.heard.count, door.bobs()?.doubtful)
      #expect(heard == visit && doubtful == [])
      door.simulation.start(door.alice)
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `a peer that vanishes without a goodbye leaves doubt about the last moment alone`(
    seed: UInt64
  ) {
    var door = Door(seed: seed)
    let texts = (0..<20).map { [UInt8]("word \($0)".utf8) }
    door.simulation.say(texts, from: door.alice, to: door.bob)
    let isTicked = door.run(within: .seconds(120)) { alices, _ in alices.receipts == 20 }
    #expect(isTicked)
    door.simulation.run(for: .milliseconds(100))
    let hosts = [door.alice, door.bob].map { door.simulation.host(of: $0) }
    door.simulation.network.partition([[hosts[0]], [hosts[1]]])
    let isOver = door.run(within: .seconds(60)) { _, bobs in !bobs.isOnline }
    #expect(isOver)
    let doubtful = door.bobs()?.doubtful
    #expect(doubtful == [])
  }
}
