import Testing
import ToxWire

@testable import ToxCore

@Suite struct `DHTs among themselves` {
  @Test func `Two lone nodes know each other after one bootstrap`() {
    let network = DHTNetwork()
    let (alice, bob) = (network.add(), network.add())
    network.bootstrap(alice, from: bob)
    #expect(network.run(seconds: 1) { alice.dht.isConnected && bob.dht.isConnected })
    #expect(alice.notices == [.connection(true)])
    #expect(bob.notices == [.connection(true)])
  }

  @Test func `Two nodes find each other over a third within a second`() {
    let network = DHTNetwork()
    let (middle, alice, bob) = (network.add(), network.add(), network.add())
    network.bootstrap(alice, from: middle)
    network.bootstrap(bob, from: middle)
    let search = alice.dht.search(for: bob.key, hints: [], &alice.context, now: network.now)
    let found = DHTNotice.found(search, bob.key, bob.endpoint)
    #expect(network.run(seconds: 1) { alice.notices.contains(found) })
  }

  @Test func `A search among eighty nodes ends within a second`() {
    let network = DHTNetwork()
    let bootstrap = network.add()
    for _ in 0..<79 { network.bootstrap(network.add(), from: bootstrap) }
    network.run(seconds: 30)
    let (alice, bob) = (network.nodes[7], network.add())
    network.bootstrap(bob, from: bootstrap)
    network.run(seconds: 3)
    let search = alice.dht.search(for: bob.key, hints: [], &alice.context, now: network.now)
    let found = DHTNotice.found(search, bob.key, bob.endpoint)
    #expect(network.run(seconds: 1) { alice.notices.contains(found) })
  }

  @Test func `An idle node of a small network sleeps for seconds`() throws {
    let network = DHTNetwork()
    let bootstrap = network.add()
    for _ in 0..<19 { network.bootstrap(network.add(), from: bootstrap) }
    network.run(seconds: 120)
    let node = network.nodes[5]
    let before = network.wakes[node.endpoint] ?? 0
    network.run(seconds: 600)
    let wakes = (network.wakes[node.endpoint] ?? 0) - before
    #expect(wakes < 120, "\(wakes) wakes in ten minutes")
    #expect(node.dht.isConnected)
  }
}
