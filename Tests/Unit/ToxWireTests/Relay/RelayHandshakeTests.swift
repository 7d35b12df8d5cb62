import TestSupport
import Testing
import ToxWire

@Suite struct `The handshake of a relay connection on the wire` {
  private func vector(_ name: String) throws -> [UInt8] {
    try Vector.root()["tcp"]["handshake"][name].bytes()
  }

  @Test func `both halves obey the packet laws`() throws {
    checkPacketLaws(RelayHello.self, try vector("client_hello"))
    checkPacketLaws(RelayWelcome.self, try vector("server_hello"))
    let offer = try Vector.key("alice session") + vector("client_base_nonce")
    checkPacketLaws(RelayKeyOffer.self, offer)
  }

  @Test func `the hello names its client in the clear, the welcome names no key`() throws {
    let hello = try RelayHello(decoding: vector("client_hello"))
    #expect(try hello.client.bytes == Vector.key("alice dht"))
    #expect(hello.encoded().count == RelayHello.size)
    let welcome = try RelayWelcome(decoding: vector("server_hello"))
    #expect(welcome.encoded().count == RelayWelcome.size)
    #expect(hello.sealed.bytes.count == RelayKeyOffer.size + Sealed.overhead)
    #expect(welcome.sealed.bytes.count == RelayKeyOffer.size + Sealed.overhead)
  }
}
