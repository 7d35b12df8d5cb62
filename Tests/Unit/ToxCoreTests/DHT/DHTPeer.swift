import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// The other side of a transcript: a key pair at an address, which says only what the test says.
struct DHTPeer {
  let keys: KeyPair<DHTPublicKey>
  let endpoint: Endpoint

  init(seed: UInt64, at address: UInt32 = 0x0808_0808, port: UInt16 = 33_445) {
    var generator = SeededGenerator(seed: seed &+ 0x7ee5)
    keys = KeyPair(from: &generator)
    endpoint = Endpoint(.v4(address), port: port)
  }

  var key: DHTPublicKey { keys.publicKey }
  var packed: PackedNode { PackedNode(udp: endpoint, key) }

  func seal<Sent: DHTPacket>(
    _ payload: Sent.Payload, as _: Sent.Type, for node: DHTNode
  ) throws -> [UInt8] {
    let nonce = Nonce(high: 1, middle: 2, low: 3)
    let sealed = try shared(with: node).seal(payload, nonce: nonce)
    return Sent(sender: key, nonce: nonce, payload: sealed).encoded()
  }

  func open<Received: DHTPacket>(
    _ datagram: Transmit, as _: Received.Type, from node: DHTNode
  ) throws -> Received.Payload {
    let packet = try Received(decoding: datagram.bytes)
    guard
      let payload = try shared(with: node)
        .open(packet.payload, nonce: packet.nonce, as: Received.Payload.self)
    else { throw WireError.value }
    return payload
  }

  func request(_ data: DHTRequestData, for node: DHTNode) throws -> [UInt8] {
    let nonce = Nonce(high: 4, middle: 5, low: 6)
    return DHTRequest(
      destination: node.key, sender: key, nonce: nonce,
      data: try shared(with: node).seal(data, nonce: nonce)
    ).encoded()
  }

  func open(_ datagram: Transmit, from node: DHTNode) throws -> DHTRequestData {
    let packet = try DHTRequest(decoding: datagram.bytes)
    guard
      let data = try shared(with: node)
        .open(packet.data, nonce: packet.nonce, as: DHTRequestData.self)
    else { throw WireError.value }
    return data
  }

  /// Says "I am here" so that the node has this peer in its lists afterwards: answers the first of
  /// the datagrams that is a ping or a nodes request for it.
  func answer(
    _ datagrams: [Transmit], of node: DHTNode, nodes: [PackedNode] = [], now: Now
  ) throws {
    for datagram in datagrams where datagram.endpoint == endpoint {
      switch datagram.bytes[0] {
      case PingRequest.kind:
        let id = try open(datagram, as: PingRequest.self, from: node).id
        let answer = try seal(PingResponse.Payload(id: id), as: PingResponse.self, for: node)
        node.receive(answer, from: endpoint, now: now)
      case NodesRequest.kind:
        let id = try open(datagram, as: NodesRequest.self, from: node).id
        let payload = NodesResponse.Payload(nodes: nodes, id: id)
        let answer = try seal(payload, as: NodesResponse.self, for: node)
        node.receive(answer, from: endpoint, now: now)
      default: break
      }
    }
  }

  private func shared(with node: DHTNode) throws -> BoxKey {
    guard let key = BoxKey(node.key, keys.secretKey) else { throw WireError.value }
    return key
  }
}
