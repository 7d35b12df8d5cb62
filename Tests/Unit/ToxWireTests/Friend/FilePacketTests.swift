import TestSupport
import Testing
import ToxWire

@Suite struct `File packets` {
  private func payload(_ name: String) throws -> [UInt8] {
    try Vector.root()["messenger"]["payloads (without the net_crypto layer)"][name].bytes()
  }

  @Test func `an offer names number, kind, size, id and file name`() throws {
    let bytes = try payload("file_offer")
    checkPacketLaws(FileOffer.self, bytes, sizeMin: 46)
    let offer = try FileOffer(decoding: bytes)
    #expect(offer.number == 0 && offer.fileKind == 0 && offer.size == 1_000_000)
    #expect(offer.name == Array("cat.png".utf8))
    #expect(try FriendPacket(decoding: bytes) == .fileOffer(offer))
    #expect(throws: WireError.size) {
      try FileOffer(decoding: bytes + [UInt8](repeating: 65, count: 249))
    }
  }

  @Test func `an offer may be of no avatar, or of unknown size`() throws {
    let none = try payload("avatar_none")
    checkPacketLaws(FileOffer.self, none, sizeMin: 46)
    #expect(try FileOffer(decoding: none).fileKind == 1)
    let stream = FileOffer(number: 3, fileKind: 0, size: nil, fileID: .zero, name: [])
    #expect(stream.encoded()[6..<14].allSatisfy { $0 == 0xff })
    #expect(try FileOffer(decoding: stream.encoded()) == stream)
  }

  @Test func `a control is accept, pause, kill or seek, by either side`() throws {
    let controls: [(String, FileControl)] = [
      ("file_accept_by_receiver", FileControl(.accept, direction: .receiving, number: 0)),
      ("file_pause_by_sender", FileControl(.pause, direction: .sending, number: 0)),
      ("file_kill_by_receiver", FileControl(.kill, direction: .receiving, number: 0)),
      ("file_seek", FileControl(.seek(65_536), direction: .receiving, number: 0)),
    ]
    for (name, control) in controls {
      let bytes = try payload(name)
      checkPacketLaws(FileControl.self, bytes)
      #expect(try FriendPacket(decoding: bytes) == .fileControl(control))
    }
    #expect(throws: WireError.value) { try FileControl(decoding: [81, 2, 0, 0]) }
    #expect(throws: WireError.value) { try FileControl(decoding: [81, 0, 0, 4]) }
  }

  @Test func `a piece has up to 1371 bytes`() throws {
    let bytes = try payload("file_chunk")
    checkPacketLaws(FileData.self, bytes, sizeMin: 2)
    #expect(
      try FriendPacket(decoding: bytes) == .fileData(FileData(Array("chunk".utf8), number: 0)))
    #expect(throws: WireError.size) {
      try FileData(decoding: [82, 0] + [UInt8](repeating: 1, count: 1372))
    }
  }
}
