import Testing

@testable import GatewayCore

/// The layout of sealed files, and what people are told of one.
@Suite struct `Segments of a file` {
  @Test(
    arguments: [
      (0, 288), (255, 288), (256, 544), (511, 544), (32_768, 65_568), (65_535, 65_568),
      (65_536, 131_136), (131_071, 131_136), (131_072, 196_704),
    ] as [(UInt64, UInt64)])
  func `hide a file's size within a bucket`(size: UInt64, stored: UInt64) {
    #expect(FileSegments.storedSize(of: size) == stored)
    let rest = [UInt8](repeating: 0, count: Int(size % UInt64(FileSegments.size)))
    let full = FileSegments.full(in: size)
    let padded = FileSegments.padded(rest, isOnly: full == 0)
    #expect(
      FileSegments.offset(of: full) + UInt64(padded.count + FileSegments.overhead) == stored)
    #expect(FileSegments.restCount(of: padded) == rest.count)
  }

  @Test func `are counted as the bytes of a part`() {
    #expect(FileSegments.bytes(inStored: 65_567) == 0)
    #expect(FileSegments.bytes(inStored: 65_568) == 65_536)
    #expect(FileSegments.bytes(inStored: 65_568 * 3 + 5) == 196_608)
    #expect(FileSegments.start(before: 131_071) == 65_536)
    #expect(FileSegments.start(before: 131_072) == 131_072)
    #expect(FileSegments.restCount(of: [1, 2, 3]) == nil)
    #expect(FileSegments.restCount(of: [0, 0]) == nil)
  }

  @Test func `come with a record that keeps what the bot forgets`() {
    let digest = [UInt8](1...32)
    for record in [
      SealedFileRecord(
        name: FileName("a – b.pdf"), size: 1 << 40, type: "application/pdf", digest: digest),
      SealedFileRecord(name: FileName(""), size: nil, type: nil, digest: nil),
      SealedFileRecord(name: FileName("x"), size: 0, type: nil, digest: digest),
    ] {
      #expect(SealedFileRecord(bytes: record.bytes) == record)
    }
    #expect(SealedFileRecord(bytes: [UInt8](repeating: 0, count: 40)) == nil)
    #expect(SealedFileRecord(bytes: [UInt8](repeating: 1, count: 41)) == nil)
  }
}
