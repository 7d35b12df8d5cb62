import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// Whole nodes: that what their parts do for a contact that moves is connected.
@Suite struct `A node whose contact moves` {
  private final class Member {
    var node: ToxNode
    let key: LongTermPublicKey
    var endpoint: Endpoint
    var wakeAt: Instant?
    var events: [Event] = []

    init(_ seed: UInt64, at endpoint: Endpoint, now: Now) {
      var generator = SeededGenerator(seed: seed)
      let identity = Identity(from: &generator)
      key = identity.keyPair.publicKey
      node = ToxNode(identity: identity, entropy: generator, now: now)
      self.endpoint = endpoint
    }
  }

  /// Two nodes with nothing but a network of 10 ms between them.
  private final class World {
    var now = Now.seconds(1)
    let members: [Member]
    private var flights: [(at: Instant, from: Endpoint, datagram: Transmit)] = []

    init() {
      members = (1...2 as ClosedRange<UInt64>).map {
        Member($0, at: Endpoint(.v4(0x0a00_0000 + UInt32($0)), port: 33_445), now: .seconds(1))
      }
    }

    func act(_ member: Member, _ body: (inout ToxNode, Now) -> Void) {
      body(&member.node, now)
      while let output = member.node.nextOutput() {
        switch output {
        case .transmit(let datagram):
          flights.append((now.monotonic + .milliseconds(10), member.endpoint, datagram))
        case .event(let event): member.events.append(event)
        case .wake(let instant, _): member.wakeAt = instant
        case .relay, .served: break
        }
      }
    }

    func run(for limit: Interval, until condition: () -> Bool) -> Bool {
      let end = now.monotonic + limit
      while !condition() {
        let due = members.compactMap(\.wakeAt) + flights.map(\.at)
        guard let next = due.min(), next <= end else { return false }
        now.monotonic = max(now.monotonic, next)
        let arrived = flights.filter { $0.at <= now.monotonic }
        flights.removeAll { $0.at <= now.monotonic }
        for (_, source, datagram) in arrived {
          guard let member = members.first(where: { $0.endpoint == datagram.endpoint }) else {
            continue
          }
          act(member) { $0.receive(datagram.bytes.span, from: source, now: $1) }
        }
        for member in members where member.wakeAt.map({ $0 <= now.monotonic }) ?? false {
          act(member) { $0.advance(to: $1) }
        }
      }
      return true
    }
  }

  @Test func `it asks the contact's DHT key whether it is there, and then it is told`() {
    let world = World()
    let (alice, bob) = (world.members[0], world.members[1])
    for (one, other) in [(alice, bob), (bob, alice)] {
      let hint = (other.node.dhtKey, other.endpoint)
      world.act(one) { _ = try? $0.addFriend(other.key, hint: hint, now: $1) }
    }
    let id = FriendID(0)
    #expect(
      world.run(for: .seconds(10)) { bob.node.isOnline(id) && alice.node.isOnline(id) })
    // Where the search knew the address already it has nothing to tell.
    world.act(bob) { node, now in
      guard let search = node.searches[id] else { return }
      node.dht.stopSearch(search, &node.context[at: now])
    }

    let elsewhere = Endpoint(.v4(0x0a00_0063), port: 1_234)
    alice.endpoint = elsewhere
    world.act(alice) { _ = try? $0.send(Array("hello".utf8), to: id, now: $1) }
    func path() -> Path? { bob.node.sessions.session(with: alice.key)?.path }
    #expect(world.run(for: .seconds(1)) { path()?.contains(elsewhere) == true })
    #expect(path()?.allowance(at: elsewhere) != nil)
    #expect(world.run(for: .milliseconds(100)) { path()?.allowance(at: elsewhere) == nil })
    let dhtKey = alice.node.dhtKey
    let moved = Event.friendReachableAt(id, dhtKey, elsewhere)
    #expect(world.run(for: .seconds(2)) { bob.events.contains(moved) })
  }
}
