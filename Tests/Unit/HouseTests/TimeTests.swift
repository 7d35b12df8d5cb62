import Testing

/// The node keeps the time of an input in its context, and its machines read it there.
@Suite struct `Time` {
  @Test func `each input of the node sets the time`() throws {
    let input = try Regex(
      #"public mutating func (?<name>\w+)\((?:[^{]*[ (])?now: Now\b[^{]*\{(?<body>[\s\S]*?)\n  \}"#)
    let files = SourceFile.files(of: ["ToxCore"]).filter { $0.path.hasPrefix("ToxCore/ToxNode") }
    let inputs = files.flatMap { $0.text.matches(of: input) }
    #expect(inputs.count > 20)
    let late = inputs.filter { $0["body"]?.substring?.contains("context.now = now") != true }
    #expect(late.map { $0["name"]?.substring } == [])
  }

  @Test func `no function takes both a context and the time`() throws {
    let both = try Regex(#"(?:inout|borrowing) NodeContext,[^)]*\bnow: Now"#)
    let files = SourceFile.files(of: ["ToxCore"]).filter { $0.text.contains(both) }
    #expect(files.map(\.path) == [])
  }
}
