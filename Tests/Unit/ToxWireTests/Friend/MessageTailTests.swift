import Testing
import ToxWire

@Suite struct `Messages with an id and a time behind the text` {
  /// Id a0…bf, 2026-01-05 10:00:00 UTC, written out by hand.
  private let tailBytes =
    [UInt8](
      hex: "0000"
        + "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf" + "695b8be0") ?? []
  private let tail = MessageTail(
    id: Bytes32(
      words: (
        0xa0a1_a2a3_a4a5_a6a7, 0xa8a9_aaab_acad_aeaf, 0xb0b1_b2b3_b4b5_b6b7, 0xb8b9_babb_bcbd_bebf
      )),
    time: 1_767_607_264)

  @Test func `a tail is two zeros, an id and a time`() throws {
    #expect(tailBytes.count == MessageTail.size)
    checkPacketLaws(MessageTail.self, tailBytes)
    #expect(try MessageTail(decoding: tailBytes) == tail)
    #expect(throws: WireError.value) { try MessageTail(decoding: [0, 1] + tailBytes.dropFirst(2)) }
  }

  @Test func `it is taken off the end of a text or an action`() throws {
    for kind in MessageKind.allCases {
      let bytes = [kind.rawValue] + Array("hello".utf8) + tailBytes
      checkPacketLaws(Message.self, bytes, sizeMin: 2)
      #expect(
        try FriendPacket(decoding: bytes)
          == .message(Message(Array("hello".utf8), kind: kind, tail: tail)))
    }
    let longest = [UInt8](repeating: 65, count: Message.textSizeLimit(isTailed: true))
    #expect(longest.count == 1334)
    #expect(Message(longest, tail: tail).encoded().count == 1373)
  }

  @Test func `a tail without a text before it is a text`() throws {
    let message = try Message(decoding: [64] + tailBytes)
    #expect(message.tail == nil && message.text == tailBytes)
  }

  @Test(arguments: [[1, 0], [0, 1], [1, 1]] as [[UInt8]])
  func `where a zero is missing there is no tail`(guards: [UInt8]) throws {
    let body = [65] + guards + tailBytes.dropFirst(2)
    let message = try Message(decoding: [64] + body)
    #expect(message.tail == nil && message.text == body)
  }

  @Test func `zeros a byte too early or too late are no tail`() throws {
    for body in [Array("hi".utf8) + tailBytes + [7], Array("hi".utf8) + tailBytes.dropLast()] {
      let message = try Message(decoding: [64] + body)
      #expect(message.tail == nil && message.text == body)
    }
  }

  @Test func `a text may end in zeros, before its tail too`() throws {
    let text: [UInt8] = [65, 0, 0, 0]
    #expect(try Message(decoding: [64] + text) == Message(text))
    let tailed = try Message(decoding: [64] + text + tailBytes)
    #expect(tailed.text == text && tailed.tail == tail)
  }

  @Test func `its acknowledgement has 40 bytes and names the id`() throws {
    let bytes = [66, 0x5f] + tailBytes
    #expect(bytes.count == 40)
    checkPacketLaws(MessageAcknowledgement.self, bytes)
    #expect(
      try FriendPacket(decoding: bytes) == .messageAcknowledgement(MessageAcknowledgement(tail)))
    #expect(throws: WireError.value) {
      try MessageAcknowledgement(decoding: [66, 0x60] + tailBytes)
    }
  }

  @Test func `nine bytes of ONLINE say what a client can do, not that it is online`() throws {
    let bytes: [UInt8] = [24, 0x80, 0, 0, 0, 0, 0, 0, 0x4b]
    checkPacketLaws(Capabilities.self, bytes)
    #expect(
      try FriendPacket(decoding: bytes) == .capabilities(Capabilities(bits: 0x8000_0000_0000_004b)))
    for size in [2, 8, 10] {
      #expect(throws: WireError.trailing) {
        try FriendPacket(decoding: [24] + [UInt8](repeating: 0, count: size - 1))
      }
    }
  }
}
