import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `A relay's newcomers` {
  @Test func `a hello is welcomed and the first frame makes a client`() {
    let relay = ServedRelay()
    let id = relay.greet()
    #expect(relay.node.relayClientCount == 0)
    relay.send(RelayPing(id: RequestID(7)), on: id)
    #expect(relay.node.relayClientCount == 1)
    #expect(relay.take(id) == [.pong(RelayPong(id: RequestID(7)))])
  }

  @Test func `a handshake and what follows may come byte by byte`() {
    let relay = ServedRelay()
    let id = relay.knock()
    for byte in relay.hello(of: id) { relay.write([byte], on: id) }
    for byte in relay.frame(RelayPing(id: RequestID(7)).encoded(), on: id) {
      relay.write([byte], on: id)
    }
    #expect(relay.take(id) == [.pong(RelayPong(id: RequestID(7)))])
  }

  @Test func `frames may come behind one another, and a cut one with its end later`() {
    let relay = ServedRelay()
    let id = relay.greet()
    let first = relay.frame(RelayPing(id: RequestID(7)).encoded(), on: id)
    let second = relay.frame(RelayPing(id: RequestID(8)).encoded(), on: id)
    let third = relay.frame(RelayPing(id: RequestID(9)).encoded(), on: id)
    relay.write(first + second + third.prefix(5), on: id)
    relay.write(Array(third.dropFirst(5)), on: id)
    #expect(relay.take(id) == [7, 8, 9].map { .pong(RelayPong(id: RequestID($0))) })
  }

  @Test func `a hello that was not sealed for us ends the connection`() {
    let relay = ServedRelay()
    let id = relay.knock()
    var hello = relay.hello(of: id)
    hello[100] ^= 1
    relay.write(hello, on: id)
    #expect(relay.isClosed(id))
  }

  @Test func `a first frame that does not open ends the connection`() {
    let relay = ServedRelay()
    let id = relay.greet()
    relay.write([0, 20] + [UInt8](repeating: 3, count: 20), on: id)
    #expect(relay.isClosed(id) && relay.node.relayClientCount == 0)
  }

  @Test func `a repeated hello of another client makes no client, and displaces none`() {
    let relay = ServedRelay()
    let owner = relay.knock()
    let hello = relay.hello(of: owner)
    relay.write(hello, on: owner)
    relay.send(RelayPing(id: RequestID(1)), on: owner)
    let thief = relay.knock(from: ServedRelay.endpoint(network: 9))
    relay.node.receive(hello.span, from: thief, now: relay.now)
    relay.node.receive([0, 17, 1].span, from: thief, now: relay.now)
    #expect(relay.node.relayClientCount == 1 && !relay.isClosed(owner))
  }

  @Test func `a second connection under the same key ends the first when it is confirmed`() {
    let relay = ServedRelay()
    let older = relay.join()
    let newer = relay.greet(as: relay.pair(older))
    #expect(!relay.isClosed(older))
    relay.send(RelayPing(id: RequestID(1)), on: newer)
    #expect(relay.isClosed(older) && !relay.isClosed(newer))
    #expect(relay.node.relayClientCount == 1)
  }

  @Test func `a newcomer that says nothing is disconnected after ten seconds`() {
    let relay = ServedRelay()
    let silent = relay.knock()
    let half = relay.greet(from: ServedRelay.endpoint(network: 2))
    let client = relay.join(from: ServedRelay.endpoint(network: 3))
    relay.wait(.milliseconds(9_900))
    #expect(relay.closed.isEmpty)
    relay.wait(.milliseconds(200))
    #expect(relay.closed == [silent, half])
    #expect(!relay.isClosed(client))
  }

  @Test func `a flood of newcomers from one network displaces only itself`() {
    let relay = ServedRelay { $0.relayNewcomers = 8 }
    let patient = (0..<2).map { relay.greet(from: ServedRelay.endpoint(network: 20 + $0)) }
    let flood = (0..<100).map { host in
      relay.knock(from: ServedRelay.endpoint(network: 1, host: host))
    }
    #expect(relay.closed == Array(flood.prefix(94)))
    for id in patient { relay.send(RelayPing(id: RequestID(1)), on: id) }
    #expect(relay.node.relayClientCount == 2)
  }

  @Test func `handshakes have a budget, of which a network has its share`() {
    let relay = ServedRelay { $0.relayHandshakes = RateLimit(burst: 40, perSecond: 1) }
    let flood = (0..<30).map { _ in relay.greet(from: ServedRelay.endpoint(network: 1)) }
    #expect(flood.count { !relay.isClosed($0) } == 10)
    let other = relay.greet(from: ServedRelay.endpoint(network: 2))
    #expect(!relay.isClosed(other))
  }

  @Test func `there is room for so many clients, in all and of one network`() {
    let relay = ServedRelay {
      $0.relayClients = 4
      $0.relayClientsPerNetwork = 2
    }
    let first = (0..<3).map { _ in relay.join(from: ServedRelay.endpoint(network: 1)) }
    #expect(relay.closed == [first[2]])
    let others = (2..<5).map { relay.join(from: ServedRelay.endpoint(network: $0)) }
    #expect(relay.closed == [first[2], others[2]])
    relay.hangUp(first[0])
    let next = relay.join(from: ServedRelay.endpoint(network: 6))
    #expect(!relay.isClosed(next) && relay.node.relayClientCount == 4)
  }
}
