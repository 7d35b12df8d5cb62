import TestSupport
import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

/// The written vectors opened with their secret keys, and sealed again byte for byte.
@Suite struct `DHT vectors` {
  private func packet(_ name: String) throws -> [UInt8] {
    try Vector.root()["dht"][name]["packet"].bytes()
  }

  private func shared() throws -> BoxKey {
    let bytes = try Vector.root()["keys"]["shared (crypto_box_beforenm)"]["alice_dht_bob_dht"]
      .bytes()
    let secret = SecretKey(bytes: try Vector.secret("alice dht"))
    let derived = try #require(BoxKey(DHTPublicKey(try Vector.key("bob dht")), secret))
    let probe = derived.seal([1], nonce: Nonce(high: 0, middle: 0, low: 0))
    #expect(BoxKey(bytes: bytes).seal([1], nonce: Nonce(high: 0, middle: 0, low: 0)) == probe)
    return derived
  }

  /// Opens a vector, seals the payload again, and returns it.
  private func open<Kind: DHTPacket>(
    _ name: String, as _: Kind.Type, sender: String
  ) throws -> Kind.Payload {
    let packet = try Kind(decoding: try packet(name))
    #expect(packet.sender.bytes == (try Vector.key(sender)))
    let key = try shared()
    let payload = try #require(
      key.open(packet.payload, nonce: packet.nonce, as: Kind.Payload.self))
    #expect(key.seal(payload, nonce: packet.nonce) == packet.payload)
    return payload
  }

  private func openRequest(_ name: String, sender: String) throws -> DHTRequestData {
    let packet = try DHTRequest(decoding: try packet(name))
    #expect(packet.sender.bytes == (try Vector.key(sender)))
    let key = try shared()
    let data = try #require(
      key.open(packet.data, nonce: packet.nonce, as: DHTRequestData.self))
    #expect(key.seal(data, nonce: packet.nonce) == packet.data)
    return data
  }

  @Test func `pings open and seal`() throws {
    let id = try RequestID(decoding: Vector.root()["dht"]["ping request"]["ping_id"].bytes())
    #expect(try open("ping request", as: PingRequest.self, sender: "alice dht").id == id)
    #expect(try open("ping response", as: PingResponse.self, sender: "bob dht").id == id)
  }

  @Test func `nodes requests and responses open and seal`() throws {
    let vector = try Vector.root()["dht"]["nodes request"]
    let request = try open("nodes request", as: NodesRequest.self, sender: "alice dht")
    #expect(request.target.bytes == (try vector["target"].bytes()))
    #expect(request.id == (try RequestID(decoding: vector["sendback"].bytes())))
    let none = try open("nodes response, 0 nodes", as: NodesResponse.self, sender: "bob dht")
    #expect(none == NodesResponse.Payload(nodes: [], id: request.id))
    let two = try open("nodes response, v4 + v6", as: NodesResponse.self, sender: "bob dht")
    let packed = try Vector.root()["packed_node"]
    let expected = try ["udp4 127.0.0.1:33445", "udp6 [2001:db8::1]:33445"].map {
      try PackedNode(decoding: packed[$0]["bytes"].bytes())
    }
    #expect(two == NodesResponse.Payload(nodes: expected, id: request.id))
  }

  @Test func `routed requests open and seal`() throws {
    let vector = try Vector.root()["dht"]["DHT request: NAT ping request"]
    let id = try RequestID(decoding: vector["nat_id"].bytes())
    let ping = try openRequest("DHT request: NAT ping request", sender: "alice dht")
    #expect(ping == .natPing(NATPing(.request, id: id)))
    let answer = try openRequest("DHT request: NAT ping response", sender: "bob dht")
    #expect(answer == .natPing(NATPing(.response, id: id)))
    let key = try openRequest("DHT request: DHT public key packet (0x9c)", sender: "alice dht")
    guard case .dhtKey(let bytes) = key else { throw WireError.kind }
    #expect(Array(bytes.prefix(32)) == (try Vector.key("alice real")))
  }

  @Test func `a LAN discovery packet names its sender`() throws {
    let packet = try LANDiscovery(decoding: try packet("lan discovery"))
    #expect(packet.key.bytes == (try Vector.key("alice dht")))
  }
}
