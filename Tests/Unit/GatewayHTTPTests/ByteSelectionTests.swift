import Testing

@testable import GatewayHTTP

/// Which bytes `Range` and `If-Range` select of a file of 1,000 bytes with the tag "a".
@Suite struct `A range of bytes` {
  private func selection(_ range: String?, if condition: String? = nil) -> ByteSelection {
    ByteSelection(range: range, if: condition, tag: #""a""#, size: 1_000)
  }

  @Test(arguments: [
    ("bytes=0-0", UInt64(0)..<UInt64(1)), ("bytes=0-999", 0..<1_000), ("bytes=200-299", 200..<300),
    ("bytes=999-", 999..<1_000), ("bytes=0-", 0..<1_000), ("bytes=500-5000", 500..<1_000),
    ("bytes=-1", 999..<1_000), ("bytes=-1000", 0..<1_000), ("bytes=-5000", 0..<1_000),
    ("Bytes= 1-2", 1..<3), ("bytes=1-99999999999999999999", 1..<1_000),
  ])
  func `is within the file`(range: String, bytes: Range<UInt64>) {
    #expect(selection(range) == .part(bytes))
  }

  @Test(arguments: [
    "bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=99999999999999999999-",
  ])
  func `behind the end is refused`(range: String) {
    #expect(selection(range) == .unsatisfiable)
  }

  @Test(arguments: [
    nil, "", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=1-2,5-6", "bytes=a-b", "bytes=1",
    "bytes=+1-2", "bytes=1--2", "items=0-1", "bytes=٣-٤", "bytes=1-2 ",
  ])
  func `that can't be read, or is several, selects everything`(range: String?) {
    #expect(selection(range) == .all)
  }

  @Test func `is of the file that the client has begun, or of none`() {
    #expect(selection("bytes=1-2", if: #""a""#) == .part(1..<3))
    for other in [#""b""#, #"W/"a""#, "Sun, 06 Nov 1994 08:49:37 GMT", "a", ""] {
      #expect(selection("bytes=1-2", if: other) == .all, "\(other)")
    }
    #expect(selection("bytes=5000-", if: #""b""#) == .all)
    #expect(ByteSelection(range: "bytes=1-2", if: #""a""#, tag: nil, size: 9) == .all)
  }

  @Test func `of an empty file there is none`() {
    for range in ["bytes=0-", "bytes=-1", "bytes=0-0"] {
      #expect(ByteSelection(range: range, if: nil, tag: nil, size: 0) == .unsatisfiable)
    }
  }
}
