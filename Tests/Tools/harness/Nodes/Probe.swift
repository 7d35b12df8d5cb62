import ToxCrypto
import ToxWire

/// A stranger with a socket of its own that asks nodes for other nodes. It answers nothing, so that
/// no node lists it.
struct Probe: ~Copyable {
  private let socket: AskingSocket
  private let keys: KeyPair<DHTPublicKey>

  init() throws(Refusal) {
    var entropy = SystemRandomNumberGenerator()
    keys = KeyPair(from: &entropy)
    socket = try AskingSocket(seconds: 2)
  }

  /// The nodes that `node` names as nearest to `target`; nil where no answer comes within 2 s.
  func ask(_ node: NodeName, for target: DHTPublicKey) -> [NodeName]? {
    var entropy = SystemRandomNumberGenerator()
    guard let box = BoxKey(node.key, keys.secretKey) else { return nil }
    let id = RequestID(entropy.next())
    let nonce = Nonce(high: entropy.next(), middle: entropy.next(), low: entropy.next())
    let request = NodesRequest(
      sender: keys.publicKey, nonce: nonce,
      payload: box.seal(NodesRequest.Payload(target: target, id: id), nonce: nonce))
    socket.send(request.encoded(), to: node.port)
    while let datagram = socket.receive() {
      // The node also pings us: that is not the answer.
      guard let packet = try? NodesResponse(decoding: datagram), packet.sender == node.key,
        let answer = box.open(
          packet.payload, nonce: packet.nonce, as: NodesResponse.Payload.self),
        answer.id == id
      else { continue }
      return answer.nodes.map { NodeName(port: $0.address.endpoint.port, key: $0.key) }
    }
    return nil
  }
}
