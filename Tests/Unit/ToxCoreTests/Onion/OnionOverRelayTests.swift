import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

/// Our use of the onion where the first hop is a TCP relay.
@Suite struct `The onion over relays` {
  private let alice = OnionPeer(9)
  private let peers = (1...4).map { OnionPeer(UInt32($0)) }

  private func relay(_ peer: OnionPeer) -> RelayNode {
    RelayNode(peer.context.dht.publicKey, at: .endpoint(peer.endpoint))
  }

  private func carried() -> [(request: RelayOnionRequest, relay: DHTPublicKey)] {
    var carried: [(RelayOnionRequest, DHTPublicKey)] = []
    while case .onion(let request, let relay)? = alice.context.nextCarryNotice() {
      carried.append((request, relay))
    }
    return carried
  }

  private func start() {
    for peer in peers.dropFirst() {
      alice.client.bootstrapNode(peer.node, &alice.context[at: .seconds(0)])
    }
    alice.context.connectedRelays = [relay(peers[0])]
    alice.start(now: .seconds(0))
  }

  @Test func `a request enters at the relay without its layer, and passes the two other hops`()
    throws
  {
    start()
    let carried = carried()
    #expect(!carried.isEmpty && alice.takeDatagrams().isEmpty)
    let (request, entry) = carried[0]
    #expect(entry == peers[0].context.dht.publicKey)
    // The relay as hop A: what it would have found in its layer goes on as it stands.
    let second = try #require(peers.first { $0.endpoint == request.layer.next })
    let packet = OnionRequest1(
      nonce: request.nonce, key: request.layer.key, sealed: request.layer.sealed,
      returnPath: try OnionReturn(hops: 1, ofZeros: 59))
    try second.receive(packet.encoded(), from: peers[0].endpoint, now: .seconds(0))
    let next = try #require(second.takeDatagrams().first)
    let third = try #require(peers.first { $0.endpoint == next.endpoint })
    try third.receive(next.bytes, from: second.endpoint, now: .seconds(0))
    let last = try #require(third.takeDatagrams().first)
    #expect(last.bytes[0] == AnnounceRequest.kind)
    #expect(second.endpoint != third.endpoint && second !== peers[0] && third !== peers[0])
  }

  @Test func `without datagrams nothing is asked before a relay is there`() {
    alice.context.outputs.usesUDP = false
    for peer in peers {
      alice.client.bootstrapNode(peer.node, &alice.context[at: .seconds(0)])
    }
    #expect(alice.context.timers.next() == nil)
    alice.start(now: .seconds(0))
    #expect(alice.takeDatagrams().isEmpty && carried().isEmpty)
  }

  @Test func `with the relay its paths are given up, and others take another relay`() {
    start()
    _ = carried()
    alice.context.connectedRelays = [relay(peers[1])]
    alice.client.relaysChanged(
      lost: [relay(peers[0])], directory: alice.directory, &alice.context[at: .seconds(1)])
    alice.start(now: .seconds(10))
    let entries = carried().map(\.relay)
    #expect(!entries.isEmpty)
    #expect(entries.allSatisfy { $0 == peers[1].context.dht.publicKey })
  }
}

extension OnionReturn {
  /// A way back that is never opened.
  fileprivate init(hops: Int, ofZeros count: Int) throws(WireError) {
    let zeros = [UInt8](repeating: 0, count: count)
    var reader = Reader(zeros.span)
    try self.init(hops: hops, from: &reader)
  }
}
