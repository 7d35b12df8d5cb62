import TestSupport
import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `The frames of a relay connection` {
  @Test func `frames of both directions are those of the vectors`() throws {
    var (client, relay) = try streamsOfVectors()
    let upward = try Vector.root()["tcp"]["frames client to server"]
    let downward = try Vector.root()["tcp"]["frames server to client"]
    let bob = try Vector.key("bob dht")
    let hello: [UInt8] = [104, 101, 108, 108, 111]
    let up: [(String, [UInt8])] = [
      ("routing_request_0", [0] + bob), ("oob_send_1", [6] + bob + hello),
      ("data_conn16_2", [0x10, 112, 97, 121, 108, 111, 97, 100]),
    ]
    for (name, plaintext) in up {
      let frame = try upward[name].bytes()
      #expect(client.frame(plaintext) == frame, "\(name)")
      #expect(try relay.plaintexts(of: frame) == [plaintext], "\(name)")
    }
    let ping = try client.plaintexts(
      of: downward["routing_response_0"].bytes() + downward["connect_notification_1"].bytes()
        + downward["ping_2"].bytes() + downward["oob_recv_3"].bytes())
    #expect(ping[0] == [1, 0x10] + bob)
    #expect(ping[1] == [2, 0x10])
    #expect(ping[2].count == 9 && ping[2][0] == 4)
    #expect(ping[3] == [7] + bob + hello)
    for (plaintext, name) in zip(
      ping, ["routing_response_0", "connect_notification_1", "ping_2", "oob_recv_3"])
    {
      #expect(try relay.frame(plaintext) == downward[name].bytes(), "\(name)")
    }
  }

  @Test(arguments: [1, 300, 2_032])
  func `many frames are cut into pieces of whole ones`(size: Int) throws {
    var (client, relay) = streams()
    let plaintexts = (0..<200).map { [UInt8](repeating: UInt8($0), count: size) }
    let pieces = RelayStream.pieces(of: plaintexts.flatMap { client.frame($0) })
    let frame = RelayStream.headerSize + Sealed.overhead + size
    #expect(pieces.allSatisfy { $0.count <= RelayStream.pieceSize && $0.count % frame == 0 })
    #expect(pieces.count == 1 + (200 * frame - 1) / (RelayStream.pieceSize / frame * frame))
    #expect(try pieces.flatMap { try relay.plaintexts(of: $0) } == plaintexts)
  }

  @Test(arguments: [1, 2, 3, 17, 100, 2_049, 2_050, 2_051, 7_000])
  func `frames come out whole however the bytes are cut`(segment: Int) throws {
    var (client, relay) = streams()
    let plaintexts = [1, 2, 300, 2_032, 1, 1_400, 2_032, 9].map { size in
      (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ size) }
    }
    let bytes = plaintexts.flatMap { client.frame($0) }
    var received: [[UInt8]] = []
    for start in stride(from: 0, to: bytes.count, by: segment) {
      received += try relay.plaintexts(of: Array(bytes[start...].prefix(segment)))
    }
    #expect(received == plaintexts)
  }

  @Test(arguments: [0, 1, 16, 2_049, 0xffff])
  func `a length that no box has is refused as soon as it is read`(size: Int) throws {
    for cut in [false, true] {
      var (_, relay) = streams()
      let length = [UInt8(size >> 8), UInt8(size & 0xff)]
      #expect(throws: RelayStreamError.frameSize) {
        if cut { #expect(try relay.plaintexts(of: [length[0]]).isEmpty) }
        _ = try relay.plaintexts(of: cut ? [length[1]] : length)
      }
    }
  }

  @Test func `a frame that was changed, repeated or left out does not open`() throws {
    var (client, relay) = streams()
    let first = client.frame([1, 2, 3])
    let second = client.frame([4, 5, 6])
    var copy = relay
    #expect(throws: RelayStreamError.undecryptable) { try copy.plaintexts(of: second) }
    copy = relay
    #expect(throws: RelayStreamError.undecryptable) {
      try copy.plaintexts(of: first.dropLast() + [first.last! ^ 1])
    }
    #expect(try relay.plaintexts(of: first) == [[1, 2, 3]])
    copy = relay
    #expect(throws: RelayStreamError.undecryptable) { try copy.plaintexts(of: first) }
    #expect(try relay.plaintexts(of: second) == [[4, 5, 6]])
  }

  @Test func `no more than one frame is kept, however long its sender drips`() throws {
    var (client, relay) = streams()
    let frame = client.frame([UInt8](repeating: 7, count: RelayStream.plaintextSizeMax))
    for byte in frame.dropLast() { #expect(try relay.plaintexts(of: [byte]).isEmpty) }
    #expect(relay.bytesKept == frame.count - 1)
    #expect(try relay.plaintexts(of: [frame.last!]).count == 1)
    #expect(relay.bytesKept == 0)
  }

  @Test func `frames are sealed behind one another into one buffer`() throws {
    var (client, relay) = streams()
    var output: [UInt8] = []
    for number in UInt8(1)...50 { client.seal([number, number].span, into: &output) }
    #expect(try relay.plaintexts(of: output) == (1...50).map { [UInt8]([$0, $0]) })
  }

  /// Client and relay with the vectors' keys.
  private func streamsOfVectors() throws -> (client: RelayStream, relay: RelayStream) {
    let handshake = try Vector.root()["tcp"]["handshake"]
    let key = BoxKey(bytes: try handshake["session_key"].bytes())
    let clientNonce = try Nonce(handshake["client_base_nonce"].bytes())
    let relayNonce = try Nonce(handshake["server_base_nonce"].bytes())
    return (
      RelayStream(key: key, sendNonce: clientNonce, receiveNonce: relayNonce),
      RelayStream(key: key, sendNonce: relayNonce, receiveNonce: clientNonce)
    )
  }

  private func streams() -> (client: RelayStream, relay: RelayStream) {
    let key = BoxKey(bytes: [UInt8](repeating: 9, count: 32))
    let nonces = (Nonce(high: 1, middle: .max, low: .max - 2), Nonce(high: 7, middle: 7, low: 7))
    return (
      RelayStream(key: key, sendNonce: nonces.0, receiveNonce: nonces.1),
      RelayStream(key: key, sendNonce: nonces.1, receiveNonce: nonces.0)
    )
  }
}

extension RelayStream {
  /// All frames that these bytes complete.
  mutating func plaintexts(of bytes: [UInt8]) throws(RelayStreamError) -> [[UInt8]] {
    var buffer = RelayStream.makeBuffer()
    var position = 0
    var plaintexts: [[UInt8]] = []
    while let size = try open(&position, of: bytes.span, into: &buffer) {
      plaintexts.append(Array(buffer.prefix(size)))
    }
    return plaintexts
  }
}
