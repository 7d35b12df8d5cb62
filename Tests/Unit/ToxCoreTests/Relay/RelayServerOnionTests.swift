import TestSupport
import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `Onion packets over a relay` {
  private let hop = Endpoint(.v4(0x0909_0909), port: 33_445)

  private func request(to next: Endpoint) -> RelayOnionRequest {
    RelayOnionRequest(
      nonce: Nonce(high: 1, middle: 2, low: 3),
      layer: OnionRelayLayer(
        next: next, key: EphemeralPublicKey(Bytes32(words: (4, 5, 6, 7))),
        sealed: Sealed([UInt8](repeating: 8, count: 120))))
  }

  private func response() throws -> OnionResponsePayload {
    let bytes = try Vector.root()["onion"]["announce response"]["packet"].bytes()
    return try OnionResponsePayload(decoding: bytes)
  }

  @Test func `the relay is hop A, and the answer comes back over the connection`() throws {
    let relay = ServedRelay()
    let id = relay.join()
    relay.send(request(to: hop), on: id)
    let sent = try #require(relay.datagrams.last)
    #expect(sent.endpoint == hop)
    let onward = try OnionRequest1(decoding: sent.bytes)
    #expect(
      onward.nonce == Nonce(high: 1, middle: 2, low: 3)
        && onward.sealed == request(to: hop).layer.sealed)
    let answer = OnionResponse1(returnPath: onward.returnPath, payload: try response())
    relay.receive(answer.encoded(), from: hop)
    #expect(relay.take(id) == [.onionResponse(RelayOnionResponse(try response()))])
  }

  @Test func `an answer for a client that has gone goes nowhere`() throws {
    let relay = ServedRelay()
    let id = relay.join()
    relay.send(request(to: hop), on: id)
    let onward = try OnionRequest1(decoding: try #require(relay.datagrams.last).bytes)
    relay.hangUp(id)
    let other = relay.join()
    let datagrams = relay.datagrams.count
    let answer = OnionResponse1(returnPath: onward.returnPath, payload: try response())
    relay.receive(answer.encoded(), from: hop)
    #expect(relay.datagrams.count == datagrams && relay.take(other).isEmpty)
  }

  @Test func `no request from outside is sent into our own network`() {
    let relay = ServedRelay()
    let id = relay.join()
    relay.send(request(to: Endpoint(.v4(0xc0a8_0101), port: 33_445)), on: id)
    #expect(relay.datagrams.isEmpty && relay.closed.isEmpty)
  }

  @Test func `a client has so many onion requests`() {
    let relay = ServedRelay { $0.relayClientOnionRequests = RateLimit(burst: 5, perSecond: 1) }
    let id = relay.join()
    for _ in 0..<20 { relay.send(request(to: hop), on: id) }
    #expect(relay.datagrams.count == 5 && relay.closed.isEmpty)
    let other = relay.join(from: ServedRelay.endpoint(network: 2))
    relay.send(request(to: hop), on: other)
    #expect(relay.datagrams.count == 6)
  }
}
