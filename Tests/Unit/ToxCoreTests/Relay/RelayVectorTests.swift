import TestSupport
import Testing
import ToxCrypto
import ToxWire

/// The written frames between a relay and its client, opened with the session key.
@Suite struct `Relay frame vectors` {
  private func frame(_ direction: String, name: String, number: Int) throws -> [UInt8] {
    let tcp = try Vector.root()["tcp"]
    let bytes = try tcp["frames \(direction)"]["\(name)_\(number)"].bytes()
    let box = Sealed(Array(bytes.dropFirst(2)))
    #expect(Int(bytes[0]) << 8 | Int(bytes[1]) == box.bytes.count)
    let base = direction == "client to server" ? "client_base_nonce" : "server_base_nonce"
    let first = Nonce(try tcp["handshake"][base].bytes())
    let nonce = first.advanced(by: UInt64(number))
    let key = BoxKey(bytes: try tcp["handshake"]["session_key"].bytes())
    let plaintext = try #require(key.open(box, nonce: nonce))
    #expect(key.seal(plaintext, nonce: nonce) == box)
    return plaintext
  }

  @Test func `a client's frames hold what was written`() throws {
    let bob = DHTPublicKey(try Vector.key("bob dht"))
    let request = try frame("client to server", name: "routing_request", number: 0)
    #expect(try RoutingRequest(decoding: request) == RoutingRequest(peer: bob))
    let outOfBand = try frame("client to server", name: "oob_send", number: 1)
    let hello = Array("hello".utf8)
    #expect(try OutOfBandSend(decoding: outOfBand) == OutOfBandSend(to: bob, hello))
    let data = try frame("client to server", name: "data_conn16", number: 2)
    let slot = RelaySlot(index: 0)
    #expect(try RelayData(decoding: data) == RelayData(Array("payload".utf8), on: slot))
  }

  @Test func `a relay's frames hold what was written`() throws {
    let bob = DHTPublicKey(try Vector.key("bob dht"))
    let slot = RelaySlot(index: 0)
    let response = try frame("server to client", name: "routing_response", number: 0)
    #expect(try RoutingResponse(decoding: response) == RoutingResponse(slot: slot, peer: bob))
    let connect = try frame("server to client", name: "connect_notification", number: 1)
    #expect(try ConnectNotification(decoding: connect) == ConnectNotification(slot: slot))
    let ping = try frame("server to client", name: "ping", number: 2)
    #expect(try RelayPing(decoding: ping).id.rawValue != 0)
    let outOfBand = try frame("server to client", name: "oob_recv", number: 3)
    let hello = Array("hello".utf8)
    #expect(try OutOfBandReceived(decoding: outOfBand) == OutOfBandReceived(from: bob, hello))
  }
}
