import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `A relay's limits` {
  private let slot = RelaySlot(index: 0)

  @Test func `data for a client that does not read is dropped, what it must know is not`() {
    let relay = ServedRelay()
    let (alice, bob) = relay.joinPair()
    relay.block(bob)
    relay.send(RelayData([1], on: slot), on: alice)
    relay.send(OutOfBandSend(to: relay.key(bob), [2]), on: alice)
    #expect(relay.take(bob).isEmpty)
    relay.send(DisconnectNotification(slot: slot), on: alice)
    #expect(relay.take(bob) == [.disconnectNotification(DisconnectNotification(slot: slot))])
    relay.send(RoutingRequest(peer: relay.key(bob)), on: alice)
    relay.block(bob, false)
    relay.send(RelayData([3], on: slot), on: alice)
    #expect(
      relay.take(bob) == [.connectNotification(ConnectNotification(slot: slot)), .data(slot)])
  }

  @Test
  func `a client that does not read for ten seconds is disconnected, one that reads again is not`()
  {
    let relay = ServedRelay()
    let (alice, bob) = relay.joinPair()
    relay.block(alice)
    relay.block(bob)
    relay.wait(.seconds(9))
    relay.block(bob, false)
    relay.wait(.milliseconds(1_100))
    #expect(relay.closed == [alice])
    relay.wait(.seconds(9))
    #expect(!relay.isClosed(bob))
  }

  @Test func `a client that keeps asking without reading is disconnected`() {
    let relay = ServedRelay { $0.relayBlockedControlBytes = 270 }
    let id = relay.join()
    relay.block(id)
    for number in 1...10 { relay.send(RelayPing(id: RequestID(UInt64(number))), on: id) }
    #expect(!relay.isClosed(id), "ten pongs of 27 bytes")
    relay.send(RelayPing(id: RequestID(11)), on: id)
    #expect(relay.isClosed(id))
  }

  @Test func `what one burst brings for a client is bounded`() {
    let relay = ServedRelay { $0.relayPendingBytes = 300 }
    let (alice, bob) = relay.joinPair()
    let data = RelayData([UInt8](repeating: 1, count: 100), on: slot).encoded()
    let burst = (0..<10).flatMap { _ in relay.frame(data, on: alice) }
    relay.write(burst, on: alice)
    #expect(relay.take(bob).count == 3)
    relay.send(data, on: alice)
    #expect(relay.take(bob).count == 1)
  }

  @Test func `a client that sends more than it may is read no more until it has paid`() {
    let relay = ServedRelay {
      $0.relayClientBytes = RateLimit(burst: 10_000, perSecond: 10_000)
    }
    let (alice, bob) = relay.joinPair()
    let data = RelayData([UInt8](repeating: 1, count: 1_000), on: slot).encoded()
    for _ in 0..<6 { relay.send(data, on: alice) }
    #expect(relay.reading[alice] == nil)
    for _ in 0..<6 { relay.send(data, on: alice) }
    #expect(relay.reading[alice] == [false], "said once")
    #expect(relay.take(bob).count == 12, "what came is relayed")
    #expect(relay.reading[bob] == nil)
    relay.wait(.milliseconds(500))
    #expect(relay.reading[alice] == [false])
    relay.wait(.milliseconds(500))
    #expect(relay.reading[alice] == [false, true])
  }

  @Test func `a network has a quarter of what all may send`() {
    let relay = ServedRelay { $0.relayBytes = RateLimit(burst: 40_000, perSecond: 40_000) }
    let ids = (0..<3).map { relay.join(from: ServedRelay.endpoint(network: 1, host: $0)) }
    let other = relay.join(from: ServedRelay.endpoint(network: 5))
    let ping = OutOfBandSend(
      to: DHTPublicKey(Bytes32(words: (1, 2, 3, 4))), [UInt8](repeating: 1, count: 1_000))
    for id in ids + [other] {
      for _ in 0..<4 { relay.send(ping, on: id) }
    }
    #expect(ids.map { relay.reading[$0] } == [nil, [false], [false]])
    #expect(relay.reading[other] == nil)
  }

  @Test func `all clients together have the whole`() {
    let relay = ServedRelay { $0.relayBytes = RateLimit(burst: 40_000, perSecond: 40_000) }
    let ids = (1...12).map { relay.join(from: ServedRelay.endpoint(network: $0)) }
    let packet = OutOfBandSend(
      to: DHTPublicKey(Bytes32(words: (1, 2, 3, 4))), [UInt8](repeating: 1, count: 1_000))
    for id in ids { for _ in 0..<4 { relay.send(packet, on: id) } }
    let paused = ids.count { relay.reading[$0] != nil }
    #expect((3...8).contains(paused), "\(paused) paused")
    relay.wait(.seconds(2))
    #expect(ids.allSatisfy { relay.reading[$0]?.last != false })
  }

  @Test func `a client that is left unread is not disconnected for a pong that we did not read`() {
    let relay = ServedRelay { $0.relayClientBytes = RateLimit(burst: 20_000, perSecond: 100) }
    let id = relay.join()
    relay.wait(.seconds(29))
    let large = OutOfBandSend(
      to: DHTPublicKey(Bytes32(words: (1, 2, 3, 4))), [UInt8](repeating: 1, count: 1_000))
    for _ in 0..<18 { relay.send(large, on: id) }
    #expect(relay.reading[id] == [false])
    relay.wait(.seconds(25))
    #expect(relay.reading[id] == [false] && relay.closed.isEmpty)
    relay.wait(.seconds(120))
    #expect(relay.reading[id] == [false, true])
    #expect(relay.closed == [id], "then it had its ten seconds")
  }
}
