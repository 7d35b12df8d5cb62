import Testing

@Suite struct `Style` {
  /// A file that is longer holds more than one concept.
  private static let lineCountMax = 500

  @Test func `No file is longer than 500 lines`() {
    let long = SourceFile.all.filter { $0.code.count > Self.lineCountMax + 1 }.map(\.path)
    #expect(long == [])
  }

  @Test func `Nothing is left for later`() throws {
    let mark = try Regex(#"\b(?:TODO|FIXME|XXX|HACK)\b"#)
    let left = SourceFile.all.filter { $0.text.contains(mark) }.map(\.path)
    #expect(left == [])
  }

  @Test func `Nothing traps on what a peer or a file says`() throws {
    let traps = try SourceFile.all.flatMap {
      try $0.lines(matching: #"\bfatalError\(|\btry!|\bas!"#)
    }
    #expect(traps == [])
  }

  @Test func `The sources are found`() {
    #expect(SourceFile.all.contains { $0.path == "ToxCore/ToxNode.swift" })
  }
}
