import Testing
import ToxSimulation
import ToxWire

@testable import ToxCore

@Suite struct `DHTs among themselves` {
  @Test func `two lone nodes know each other after one bootstrap`() {
    let network = DHTNetwork()
    let (alice, bob) = (network.add(), network.add())
    network.bootstrap(alice, from: bob)
    #expect(network.run(seconds: 1) { alice.dht.isConnected && bob.dht.isConnected })
    #expect(alice.notices == [.connection(true)])
    #expect(bob.notices == [.connection(true)])
  }

  @Test func `two nodes find each other over a third within a second`() {
    let network = DHTNetwork()
    let (middle, alice, bob) = (network.add(), network.add(), network.add())
    network.bootstrap(alice, from: middle)
    network.bootstrap(bob, from: middle)
    let search = alice.dht.search(for: bob.key, hints: [], &alice.context[at: network.now])
    let found = DHTNotice.found(search, bob.key, bob.endpoint)
    #expect(network.run(seconds: 1) { alice.notices.contains(found) })
  }

  @Test func `a search among eighty nodes ends within a second`() {
    let network = DHTNetwork()
    let bootstrap = network.add()
    for _ in 0..<79 { network.bootstrap(network.add(), from: bootstrap) }
    network.run(seconds: 30)
    let (alice, bob) = (network.nodes[7], network.add())
    network.bootstrap(bob, from: bootstrap)
    network.run(seconds: 3)
    let search = alice.dht.search(for: bob.key, hints: [], &alice.context[at: network.now])
    let found = DHTNotice.found(search, bob.key, bob.endpoint)
    #expect(network.run(seconds: 1) { alice.notices.contains(found) })
  }

  @Test func `an idle node of a small network sleeps for seconds`() throws {
    let network = DHTNetwork()
    let bootstrap = network.add()
    for _ in 0..<19 { network.bootstrap(network.add(), from: bootstrap) }
    network.run(seconds: 120)
    let node = network.nodes[5]
    let before = network.wakes[node.endpoint] ?? 0
    network.run(seconds: 600)
    let wakes = (network.wakes[node.endpoint] ?? 0) - before
    #expect(wakes <= 60, "\(wakes) wakes in ten minutes")
    #expect(node.dht.isConnected)
  }

  @Test func `with every third datagram lost two nodes still find each other soon`() {
    let network = DHTNetwork()
    var generator = SeededGenerator(seed: 9)
    network.isLost = { _, _ in Int.random(in: 0..<3, using: &generator) == 0 }
    let (middle, alice, bob) = (network.add(), network.add(), network.add())
    network.bootstrap(alice, from: middle)
    network.bootstrap(bob, from: middle)
    let search = alice.dht.search(for: bob.key, hints: [], &alice.context[at: network.now])
    let found = DHTNotice.found(search, bob.key, bob.endpoint)
    #expect(network.run(seconds: 15) { alice.notices.contains(found) })
  }

  @Test func `after a long silence of the whole network nodes come back by themselves`() {
    let network = DHTNetwork()
    let (middle, alice) = (network.add(), network.add())
    network.bootstrap(alice, from: middle)
    network.run(seconds: 5)
    network.isLost = { _, _ in true }
    network.run(seconds: 1_000)
    #expect(alice.notices == [.connection(true), .silenceChanged, .connection(false)])
    #expect(!middle.dht.isConnected)
    // This node has no bootstrap node; it remembers the nodes that it knew.
    network.isLost = { datagram, source in
      source == alice.endpoint && datagram.bytes[0] == NodesRequest.kind
    }
    #expect(network.run(seconds: 61) { middle.dht.isConnected })
  }

  @Test func `two nodes behind NATs that keep their port reach each other`() {
    let network = DHTNetwork()
    let helpers = (0..<6).map { _ in network.add() }
    for helper in helpers.dropFirst() { network.bootstrap(helper, from: helpers[0]) }
    network.run(seconds: 10)
    let (alice, bob) = (network.add(), network.add())
    // A NAT lets in what comes from where something was sent to.
    var sentTo: Set<[Endpoint]> = []
    let natted = [alice.endpoint, bob.endpoint]
    network.isLost = { datagram, source in
      sentTo.insert([source, datagram.endpoint])
      return natted.contains(datagram.endpoint)
        && !sentTo.contains([datagram.endpoint, source])
    }
    for node in [alice, bob] { network.bootstrap(node, from: helpers[0]) }
    let search = alice.dht.search(for: bob.key, hints: [], &alice.context[at: network.now])
    _ = bob.dht.search(for: alice.key, hints: [], &bob.context[at: network.now])
    let found = DHTNotice.found(search, bob.key, bob.endpoint)
    #expect(network.run(seconds: 30) { alice.notices.contains(found) })
  }
}
