import Testing
import ToxWire
import Vectors

@Suite struct `What contacts say in a session` {
  private func payload(_ name: String) throws -> [UInt8] {
    try Vector.root()["messenger"]["payloads (without the net_crypto layer)"][name].bytes()
  }

  @Test func `Alive, online and offline are their id alone`() throws {
    checkPacketLaws(Online.self, try payload("online"))
    checkPacketLaws(Offline.self, try payload("offline"))
    checkPacketLaws(Alive.self, [16])
    #expect(try FriendPacket(decoding: payload("online")) == .online)
    #expect(try FriendPacket(decoding: payload("offline")) == .offline)
    #expect(try FriendPacket(decoding: [16]) == .alive)
  }

  @Test func `A name has up to 128 bytes`() throws {
    let bytes = try payload("nickname")
    checkPacketLaws(Nickname.self, bytes, sizeMin: 1)
    #expect(try FriendPacket(decoding: bytes) == .nickname(Nickname(Array("Alice".utf8))))
    #expect(try Nickname(decoding: [48] + [UInt8](repeating: 65, count: 128)).name.count == 128)
    #expect(throws: WireError.size) {
      try Nickname(decoding: [48] + [UInt8](repeating: 65, count: 129))
    }
  }

  @Test func `A status message has up to 1007 bytes`() throws {
    let bytes = try payload("status_message")
    checkPacketLaws(StatusMessage.self, bytes, sizeMin: 1)
    #expect(try FriendPacket(decoding: bytes) == .statusMessage(StatusMessage(Array("hi".utf8))))
    #expect(
      try StatusMessage(decoding: [49] + [UInt8](repeating: 65, count: 1007)).text.count == 1007)
    #expect(throws: WireError.size) {
      try StatusMessage(decoding: [49] + [UInt8](repeating: 65, count: 1008))
    }
  }

  @Test func `A status is one of three`() throws {
    let bytes = try payload("user_status_away")
    checkPacketLaws(UserStatusPacket.self, bytes)
    #expect(try FriendPacket(decoding: bytes) == .userStatus(UserStatusPacket(.away)))
    #expect(throws: WireError.value) { try UserStatusPacket(decoding: [50, 3]) }
  }

  @Test func `Typing is 0 or 1`() throws {
    let bytes = try payload("typing")
    checkPacketLaws(Typing.self, bytes)
    #expect(try FriendPacket(decoding: bytes) == .typing(Typing(true)))
    #expect(Typing(false).encoded() == [51, 0])
    #expect(throws: WireError.value) { try Typing(decoding: [51, 2]) }
  }

  @Test func `A message is a text or an action of 1 to 1372 bytes`() throws {
    let text = try payload("message")
    let action = try payload("action")
    checkPacketLaws(Message.self, text, sizeMin: 2)
    checkPacketLaws(Message.self, action, sizeMin: 2)
    #expect(try FriendPacket(decoding: text) == .message(Message(Array("hello".utf8))))
    #expect(
      try FriendPacket(decoding: action) == .message(Message(Array("waves".utf8), kind: .action)))
    #expect(throws: WireError.truncated) { try Message(decoding: [64]) }
    #expect(try Message(decoding: [64] + [UInt8](repeating: 65, count: 1372)).text.count == 1372)
    #expect(throws: WireError.size) {
      try Message(decoding: [64] + [UInt8](repeating: 65, count: 1373))
    }
  }

  @Test func `Relays are one to three, and TCP`() throws {
    let bytes = try payload("share_relays")
    checkPacketLaws(ShareRelays.self, bytes)
    let relay = try PackedNode(decoding: Array(bytes.dropFirst()))
    #expect(try FriendPacket(decoding: bytes) == .shareRelays(ShareRelays([relay])))
    checkPacketLaws(
      ShareRelays.self, ShareRelays([relay, relay, relay]).encoded(), sizeMin: 40)
    #expect(throws: WireError.count) { try ShareRelays(decoding: [17]) }
    #expect(throws: WireError.count) {
      try ShareRelays(
        decoding: [17] + [[UInt8]](repeating: relay.encoded(), count: 4).flatMap(\.self))
    }
    let udp = PackedNode(udp: Endpoint(.loopback4, port: 1), relay.key)
    #expect(throws: WireError.addressFamily) { try ShareRelays(decoding: [17] + udp.encoded()) }
  }

  @Test func `A friend request carries nospam and up to 1016 bytes, ours up to 921`() throws {
    let bytes = try payload("friend_request")
    checkPacketLaws(FriendRequest.self, bytes, sizeMin: 6)
    let request = FriendRequest(noSpam: NoSpam(0x0102_0304), message: Array("hi".utf8))
    #expect(try FriendPacket(decoding: bytes) == .friendRequest(request))
    #expect(throws: WireError.size) {
      try FriendRequest(decoding: [18, 1, 2, 3, 4] + [UInt8](repeating: 65, count: 1017))
    }
    let longest = [18, 1, 2, 3, 4] + [UInt8](repeating: 65, count: 1016)
    checkPacketLaws(FriendRequest.self, longest, sizeMin: 6)
    #expect(FriendRequest.messageSizeLimit == 921)
  }

  @Test func `Calls, groups and unknown ids are told apart by their id`() throws {
    #expect(try FriendPacket(decoding: [69, 1]) == .unsupported(kind: 69))
    #expect(try FriendPacket(decoding: [100]) == .unsupported(kind: 100))
    #expect(try FriendPacket(decoding: [101, 5]) == .unknown(kind: 101))
    #expect(throws: WireError.truncated) { try FriendPacket(decoding: []) }
    #expect(throws: WireError.trailing) { try FriendPacket(decoding: [24, 0]) }
  }
}
