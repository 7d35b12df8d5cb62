import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

/// Client and server of this project against each other, with everything above them.
@Suite struct `Nodes that speak through relays alone` {
  private let world = RelayedNetwork()

  @Test func `two contacts meet at a relay that both use, and no datagram leaves either`() throws {
    let relay = world.addRelay()
    let (alice, bob) = (world.add(), world.add())
    for member in [alice, bob] { world.use(relay, by: member) }
    world.befriend(alice, bob)
    #expect(world.run(for: .seconds(5)) { alice.isAnybodyOnline && bob.isAnybodyOnline })
    try say(0..<200, from: alice, to: bob)
    try say(200..<300, from: bob, to: alice)
    #expect(world.run(for: .seconds(20)) { bob.texts.count == 200 && alice.texts.count == 100 })
    #expect(bob.texts == (0..<200).map(Self.text))
    #expect(alice.texts == (200..<300).map(Self.text))
    #expect(world.datagramCount == 0)
  }

  @Test func `when a relay dies in mid-flight, messages go on over the other, in order and once`()
    throws
  {
    let relays = [world.addRelay(), world.addRelay()]
    let (alice, bob) = (world.add(), world.add())
    for relay in relays {
      for member in [alice, bob] { world.use(relay, by: member) }
    }
    world.befriend(alice, bob)
    #expect(world.run(for: .seconds(5)) { alice.isAnybodyOnline && bob.isAnybodyOnline })
    try say(0..<1_000, from: alice, to: bob)
    #expect(world.run(for: .seconds(30)) { bob.texts.count >= 100 })
    world.kill(relays[0])
    #expect(world.run(for: .seconds(60)) { bob.texts.count >= 1_000 })
    #expect(bob.texts == (0..<1_000).map(Self.text))
    #expect(alice.isAnybodyOnline && bob.isAnybodyOnline)
    world.kill(relays[1])
    #expect(world.run(for: .seconds(60)) { !alice.isAnybodyOnline && !bob.isAnybodyOnline })
  }

  @Test func `they meet at a relay that one of them names, if the other trusts in that`() throws {
    let (known, other) = (world.addRelay(), world.addRelay())
    let alice = world.add(transports: .anyRelays)
    let (bob, careful) = (world.add(), world.add())
    world.use(known, by: alice)
    world.use(known, by: careful)
    world.use(other, by: bob)
    let node = PackedNode(TransportEndpoint(.tcp, other.endpoint), other.node.dhtKey)
    world.befriend(alice, bob, naming: [node])
    #expect(world.run(for: .seconds(10)) { alice.isAnybodyOnline && bob.isAnybodyOnline })
    world.befriend(careful, bob, naming: [node])
    #expect(!world.run(for: .seconds(30)) { careful.isAnybodyOnline })
    #expect(careful.node.relays.connected.map(\.key) == [known.node.dhtKey])
  }

  @Test func `ten minutes of silence do not part them`() {
    let relay = world.addRelay()
    let (alice, bob) = (world.add(), world.add())
    for member in [alice, bob] { world.use(relay, by: member) }
    world.befriend(alice, bob)
    #expect(world.run(for: .seconds(5)) { alice.isAnybodyOnline && bob.isAnybodyOnline })
    _ = world.run(for: .seconds(600))
    for member in [alice, bob] {
      #expect(!member.events.contains { if case .friendOffline = $0 { true } else { false } })
    }
  }

  private static func text(_ number: Int) -> [UInt8] { Array("message \(number)".utf8) }

  private func say(
    _ numbers: Range<Int>, from sender: RelayedNetwork.Member, to receiver: RelayedNetwork.Member
  ) throws {
    let friend = sender.node.friend(with: receiver.identity.keyPair.publicKey)
    let id = try #require(friend)
    for number in numbers {
      world.act(sender) { node, now in
        _ = try? node.send(Self.text(number), to: id, now: now)
      }
    }
  }
}
