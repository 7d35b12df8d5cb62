import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

/// What one DHT does with packets of one peer, step by step.
@Suite struct `The DHT and one peer` {
  let node = DHTNode(seed: 1, at: Endpoint(.v4(0x0101_0101), port: 33_445))
  let peer = DHTPeer(seed: 2)

  private func ping(_ id: UInt64) throws -> [UInt8] {
    try peer.seal(
      PingRequest.Payload(id: RequestID(id)), as: PingRequest.self, for: node)
  }

  /// The peer writes; the node pings it, and the ping is returned.
  private func provokePing(now: Now) throws -> Transmit {
    node.receive(try ping(7), from: peer.endpoint, now: now)
    node.advance(to: now)
    let pings = node.takeDatagrams().filter { $0.bytes[0] == PingRequest.kind }
    return try #require(pings.first)
  }

  @Test func `a ping is answered at once with its id, and its sender is pinged`() throws {
    node.receive(try ping(7), from: peer.endpoint, now: .seconds(1))
    let answers = node.takeDatagrams()
    #expect(answers.map(\.endpoint) == [peer.endpoint])
    let answer = try peer.open(try #require(answers.first), as: PingResponse.self, from: node)
    #expect(answer.id == RequestID(7))

    node.advance(to: .seconds(1))
    let pings = node.takeDatagrams()
    #expect(pings.map(\.endpoint) == [peer.endpoint])
    #expect(node.dht.closeList.nodes.isEmpty)

    try peer.answer(pings, of: node, now: .milliseconds(1_050))
    #expect(node.dht.closeList[peer.key]?.isLive(at: peer.endpoint, .seconds(2)) == true)
    #expect(node.notices == [.connection(true)])
  }

  @Test func `a ping request sent back as its answer counts for nothing`() throws {
    let request = try provokePing(now: .seconds(1))
    var reflected = request.bytes
    reflected[0] = PingResponse.kind
    node.receive(reflected, from: peer.endpoint, now: .seconds(1))
    #expect(node.context.drops[.fromOurselves] == 1)
    // The same under the peer's name: the box opens, for both directions share one key, but what
    // it holds is a request.
    reflected.replaceSubrange(1..<33, with: peer.key.bytes)
    node.receive(reflected, from: peer.endpoint, now: .seconds(1))
    #expect(node.context.drops[.undecryptable] == 1)
    #expect(node.dht.closeList.nodes.isEmpty)
  }

  @Test func `an answer is taken once`() throws {
    let request = try provokePing(now: .seconds(1))
    try peer.answer([request], of: node, now: .seconds(2))
    #expect(node.context.drops.total == 0)
    try peer.answer([request], of: node, now: .seconds(2))
    #expect(node.context.drops[.unsolicited] == 1)
  }

  @Test func `an answer after more than five seconds is too late`() throws {
    let request = try provokePing(now: .seconds(1))
    try peer.answer([request], of: node, now: .milliseconds(6_001))
    #expect(node.context.drops[.unsolicited] == 1)
    #expect(node.dht.closeList.nodes.isEmpty)
  }

  @Test func `an answer from another address, or under another key, is no answer`() throws {
    let request = try provokePing(now: .seconds(1))
    let id = try peer.open(request, as: PingRequest.self, from: node).id
    let payload = PingResponse.Payload(id: id)
    let elsewhere = Endpoint(peer.endpoint.address, port: 4_444)
    node.receive(
      try peer.seal(payload, as: PingResponse.self, for: node), from: elsewhere, now: .seconds(1))
    let other = DHTPeer(seed: 99)
    node.receive(
      try other.seal(payload, as: PingResponse.self, for: node), from: peer.endpoint,
      now: .seconds(1))
    #expect(node.context.drops[.unsolicited] == 2)
    #expect(node.dht.closeList.nodes.isEmpty)
    // The true answer still counts.
    try peer.answer([request], of: node, now: .seconds(2))
    #expect(node.dht.closeList[peer.key] != nil)
  }

  @Test func `a nodes request is answered even where no node is known`() throws {
    let request = NodesRequest.Payload(target: peer.key, id: RequestID(5))
    node.receive(
      try peer.seal(request, as: NodesRequest.self, for: node), from: peer.endpoint,
      now: .seconds(1))
    let sent = try #require(node.takeDatagrams().first)
    #expect(sent.bytes.count == 82)
    let answer = try peer.open(sent, as: NodesResponse.self, from: node)
    #expect(answer == NodesResponse.Payload(nodes: [], id: RequestID(5)))
  }

  @Test func `what does not open is dropped without an answer`() throws {
    var forged = try ping(7)
    forged[60] ^= 1
    node.receive(forged, from: peer.endpoint, now: .seconds(1))
    #expect(node.context.drops[.undecryptable] == 1)
    #expect(node.takeDatagrams().isEmpty)
    #expect(node.context.timers.next() == nil)
  }

  @Test func `many strangers at once are pinged together, and no more than the limit`() throws {
    for number in 0..<100 {
      let stranger = DHTPeer(seed: 100 + UInt64(number), at: 0x0909_0000 + UInt32(number))
      let payload = PingRequest.Payload(id: RequestID(1))
      node.receive(
        try stranger.seal(payload, as: PingRequest.self, for: node), from: stranger.endpoint,
        now: .seconds(1))
    }
    node.advance(to: .seconds(1))
    let pings = node.takeDatagrams().filter { $0.bytes[0] == PingRequest.kind }
    #expect(pings.count == node.context.limits.dhtNewcomers)
    _ = try provokeNothing(now: .milliseconds(2_900))
    node.advance(to: .seconds(3))
    #expect(node.takeDatagrams().count { $0.bytes[0] == PingRequest.kind } == 1)
  }

  /// Within the two seconds after a flush no node is pinged.
  private func provokeNothing(now: Now) throws {
    node.receive(try ping(7), from: peer.endpoint, now: now)
    node.advance(to: now)
    #expect(node.takeDatagrams().allSatisfy { $0.bytes[0] == PingResponse.kind })
  }

  @Test func `bootstrap info is told only by a node that has some`() {
    let request = BootstrapInfoRequest().encoded()
    node.receive(request, from: peer.endpoint, now: .seconds(1))
    #expect(node.context.drops[.unsupported] == 1)
    node.dht.bootstrapInfo = BootstrapInfoResponse(version: 1, message: [0x68, 0x69, 0])
    node.receive(request, from: peer.endpoint, now: .seconds(1))
    #expect(node.takeDatagrams().map(\.bytes) == [[0xf0, 0, 0, 0, 1, 0x68, 0x69, 0]])
    // An answer of 78 bytes would be a request to its receiver.
    node.dht.bootstrapInfo = BootstrapInfoResponse(
      version: 1, message: [UInt8](repeating: 0x61, count: 73))
    node.receive(request, from: peer.endpoint, now: .seconds(1))
    #expect(node.takeDatagrams().map(\.bytes.count) == [79])
  }
}
