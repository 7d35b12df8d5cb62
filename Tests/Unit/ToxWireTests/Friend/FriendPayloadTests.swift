import TestSupport
import Testing
import ToxWire

@Suite struct `What contacts say in a session` {
  private func payload(_ name: String) throws -> [UInt8] {
    try Vector.root()["messenger"]["payloads (without the net_crypto layer)"][name].bytes()
  }

  @Test func `alive, online and offline are their id alone`() throws {
    checkPacketLaws(Online.self, try payload("online"))
    checkPacketLaws(Offline.self, try payload("offline"))
    checkPacketLaws(Alive.self, [16])
    #expect(try FriendPacket(decoding: payload("online")) == .online)
    #expect(try FriendPacket(decoding: payload("offline")) == .offline)
    #expect(try FriendPacket(decoding: [16]) == .alive)
  }

  @Test func `a name has up to 128 bytes`() throws {
    let bytes = try payload("nickname")
    checkPacketLaws(Nickname.self, bytes, sizeMin: 1)
    #expect(try FriendPacket(decoding: bytes) == .nickname(Nickname(Array("Alice".utf8))))
    #expect(try Nickname(decoding: [48] + [UInt8](repeating: 65, count: 128)).name.count == 128)
    #expect(throws: WireError.size) {
      try Nickname(decoding: [48] + [UInt8](repeating: 65, count: 129))
    }
  }

  @Test func `a status message has up to 1007 bytes`() throws {
    let bytes = try payload("status_message")
    checkPacketLaws(StatusMessage.self, bytes, sizeMin: 1)
    #expect(try FriendPacket(decoding: bytes) == .statusMessage(StatusMessage(Array("hi".utf8))))
    #expect(
      try StatusMessage(decoding: [49] + [UInt8](repeating: 65, count: 1007)).text.count == 1007)
    #expect(throws: WireError.size) {
      try StatusMessage(decoding: [49] + [UInt8](repeating: 65, count: 1008))
    }
  }

  @Test func `a status is one of three`() throws {
    let bytes = try payload("user_status_away")
    checkPacketLaws(UserStatusPacket.self, bytes)
    #expect(try FriendPacket(decoding: bytes) == .userStatus(UserStatusPacket(.away)))
    #expect(throws: WireError.value) { try UserStatusPacket(decoding: [50, 3]) }
  }

  @Test func `typing is 0 or 1`() throws {
    let bytes = try payload("typing")
    checkPacketLaws(Typing.self, bytes)
    #expect(try FriendPacket(decoding: bytes) == .typing(Typing(true)))
    #expect(Typing(false).encoded() == [51, 0])
    #expect(throws: WireError.value) { try Typing(decoding: [51, 2]) }
  }

  @Test func `a message is a text or an action of 1 to 1372 bytes`() throws {
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

  @Test func `relays are one to three, and TCP`() throws {
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

  @Test func `a friend request carries nospam and up to 1016 bytes, ours up to 921`() throws {
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

  @Test func `a word about a call is an invitation, a push or a pop, with what belongs to it`()
    throws
  {
    // As qTox calls.
    let invite: [UInt8] = [69, 1, 1, 0, 3, 1, 0x34, 0]
    checkPacketLaws(CallSignal.self, invite)
    let signal = CallSignal(.invite, capabilities: 0x34)
    #expect(try FriendPacket(decoding: invite) == .callSignal(signal))
    #expect(!signal.sendsVideo && CallSignal(.invite, capabilities: 0x3c).sendsVideo)
    checkPacketLaws(CallSignal.self, [69, 1, 1, 2, 2, 1, 3, 0])
    #expect(CallSignal(.pop).encoded() == [69, 1, 1, 2, 0])
    let reordered = try CallSignal(decoding: [69, 3, 1, 4, 1, 1, 1, 0])
    #expect(reordered == CallSignal(.push, capabilities: 4))
    let bad: [[UInt8]] = [
      [69, 0], [69, 3, 1, 4, 0], [69, 1, 1, 3, 0], [69, 1, 2, 0, 0, 0], [69, 4, 1, 0, 0],
      [69, 1, 1, 0, 1, 1, 0, 0],
    ]
    for bytes in bad { #expect(throws: WireError.value) { try CallSignal(decoding: bytes) } }
  }

  @Test func `an invitation names the conference, or the group and its members`() throws {
    let conference: [UInt8] = [96, 0, 0, 7, 1] + [UInt8](repeating: 9, count: 32)
    checkPacketLaws(ConferenceInvitation.self, conference)
    #expect(conference.count == 37)
    let invitation = try ConferenceInvitation(decoding: conference)
    #expect(invitation.number == 7 && invitation.type == 1)
    #expect(try FriendPacket(decoding: conference) == .conferenceInvitation(invitation))
    let group = [95, 0xfe, 0] + [UInt8](repeating: 9, count: 64) + Array("Friends".utf8)
    checkPacketLaws(GroupInvitation.self, group, sizeMin: 67)
    #expect(try GroupInvitation(decoding: group).name == Array("Friends".utf8))
    #expect(
      try FriendPacket(decoding: group) == .groupInvitation(GroupInvitation(decoding: group)))
    #expect(throws: WireError.size) {
      try GroupInvitation(decoding: group + [UInt8](repeating: 65, count: 42))
    }
    #expect(try FriendPacket(decoding: [95, 0xfe, 1]) == .unsupported(kind: 95))
    #expect(try FriendPacket(decoding: [96, 1]) == .unsupported(kind: 96))
  }

  @Test func `calls, groups and unknown ids are told apart by their id`() throws {
    #expect(try FriendPacket(decoding: [97]) == .unsupported(kind: 97))
    #expect(try FriendPacket(decoding: [100]) == .unsupported(kind: 100))
    #expect(try FriendPacket(decoding: [101, 5]) == .unknown(kind: 101))
    #expect(throws: WireError.truncated) { try FriendPacket(decoding: []) }
    #expect(throws: WireError.trailing) { try FriendPacket(decoding: [24, 0]) }
  }
}
