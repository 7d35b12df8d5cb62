import TestSupport
import Testing

@Suite struct `Style` {
  /// A file that is longer holds more than one concept.
  private static let lineCountMax = 300
  /// Tables of words, one for each language.
  private static let tables = "Sources/GatewayPages/Languages/"

  @Test func `no source file is longer than 300 lines`() throws {
    let paths = [".swift", ".c", ".h"].flatMap {
      Repository.paths(below: "Sources", ending: $0)
    }
    #expect(paths.contains("Sources/CLua/vm.c"))
    let long = try paths.filter {
      try !$0.hasPrefix(Self.tables) && isLong(Repository.text(of: $0))
    }
    #expect(long == [])
  }

  @Test func `one line too many is seen`() {
    #expect(!isLong(String(repeating: "let x = 1\n", count: Self.lineCountMax)))
    #expect(isLong(String(repeating: "let x = 1\n", count: Self.lineCountMax + 1)))
  }

  private func isLong(_ text: String) -> Bool {
    text.utf8.count { $0 == UInt8(ascii: "\n") } > Self.lineCountMax
  }

  @Test func `nothing is left for later`() throws {
    let mark = try Regex(#"\b(?:TODO|FIXME|XXX|HACK)\b"#)
    let left = SourceFile.all.filter { $0.text.contains(mark) }.map(\.path)
    #expect(left == [])
  }

  @Test func `nothing traps on what a peer or a file says`() throws {
    let traps = try SourceFile.all.flatMap {
      try $0.lines(matching: #"\bfatalError\(|\btry!|\bas!"#)
    }
    #expect(traps == [])
  }

  @Test func `what proves a right is compared in constant time`() throws {
    // Ping ids and hashes of cookies are what a stranger could guess byte by byte; secrets and
    // authentication tags have no "==" at all.
    let proof = #"(cookieHash|expected\.bytes32|Hash\.\w+\(.*\)|tag\(.*\))"#
    let pattern = #"\b\#(proof)\s*[!=]=|[!=]=\s*\#(proof)"#
    let hasty = try SourceFile.all.flatMap { try $0.lines(matching: pattern) }
    #expect(hasty == [])
    let careful = try SourceFile.all.flatMap { try $0.lines(matching: #"isEqualInConstantTime\("#) }
    for user in ["SessionHandshake", "AnnouncePingIDs"] {
      #expect(careful.contains { $0.contains(user) }, "\(user)")
    }
    let secret = "(BoxKey|SecretKey|Secret32|AuthenticationKey)"
    let comparable = try SourceFile.files(of: ["ToxCrypto"]).flatMap {
      try $0.lines(matching: #"\b\#(secret)\b.*: .*(Hashable|Equatable)"#)
    }
    #expect(comparable == [])
  }

  @Test func `the sources are found`() {
    #expect(SourceFile.all.contains { $0.path == "ToxCore/ToxNode.swift" })
  }
}
