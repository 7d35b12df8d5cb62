import Glibc
import ToxCrypto
import ToxWire

/// A stranger with a socket of its own, who asks nodes whom they know. It answers nothing, so that
/// no node lists it.
struct Probe {
  private let descriptor: Int32
  private let keys: KeyPair<DHTPublicKey>

  init() throws {
    var entropy = SystemRandomNumberGenerator()
    keys = KeyPair(from: &entropy)
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    var patience = timeval(tv_sec: 2, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    guard descriptor >= 0,
      setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size) == 0
    else { throw UsageError() }
  }

  /// The nodes that `node` names as nearest to `target`; nil where no answer comes within 2 s.
  func ask(_ node: NodeName, for target: DHTPublicKey) -> [NodeName]? {
    var entropy = SystemRandomNumberGenerator()
    guard let box = BoxKey(node.key, keys.secretKey) else { return nil }
    let id = RequestID(entropy.next())
    let nonce = Nonce(entropy.next(), entropy.next(), entropy.next())
    let request = NodesRequest(
      sender: keys.publicKey, nonce: nonce,
      payload: box.seal(NodesRequest.Payload(target: target, id: id), nonce: nonce))
    send(request.encoded(), to: node.port)
    while let datagram = receive() {
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

  private func send(_ bytes: [UInt8], to port: UInt16) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = sendto(
          descriptor, bytes, bytes.count, 0, address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  private func receive() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 2_048)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }
}
