import Testing

/// A dictionary or a set has another order in every process: walking one breaks replay by seed.
@Suite struct `Order` {
  @Test func `No dictionary or set of the core is walked in its own order`() throws {
    for file in SourceFile.files(of: pureTargets) {
      let walks = try unorderedWalks(in: file)
      #expect(walks == [])
    }
  }

  @Test(arguments: [
    "for (key, node) in nodes { ping(node) }", "let all = nodes.map(\\.value)",
    "for node in nodes.values where node.isDue {}", "let first = self.nodes.first",
    "let keys = Array(nodes.keys)",
  ])
  func `A walk is seen`(_ line: String) throws {
    let text = "private var nodes: [Key: Node] = [:]\n" + line
    #expect(try unorderedWalks(in: SourceFile(path: "ToxCore/X.swift", text: text)).count == 1)
  }

  @Test(arguments: [
    "nodes[key] = nil", "let keys = nodes.keys.sorted()",
    "nodes = nodes.filter { $0.value.isGood }",
    "for node in nodesInOrder {}", "if nodes.isEmpty { return nodes.count }",
  ])
  func `What has no order is no walk`(_ line: String) throws {
    let text = "private var nodes: [Key: Node] = [:]\n" + line
    #expect(try unorderedWalks(in: SourceFile(path: "ToxCore/X.swift", text: text)) == [])
  }

  /// Lines that walk something declared in the same file as a dictionary or a set. Results without
  /// an order (`filter`, `mapValues`, `count`) and sorted ones are fine.
  private func unorderedWalks(in file: SourceFile) throws -> [String] {
    let declaration = try Regex(
      #"\b(?:var|let) (?<name>\w+)(?:: (?:Set<|\[[\w.]+: )| = (?:Set[<(]|\[[\w.]+: .*\]\(\)|\[:\]))"#
    )
    .wordBoundaryKind(.simple)
    let steps =
      "map|compactMap|flatMap|forEach|first|min|max|reduce|enumerated|popFirst|prefix|dropFirst"
    let names = file.code.compactMap { $0.firstMatch(of: declaration)?["name"]?.substring }
    return try names.flatMap { name in
      try [
        #"\bin (?:self\.)?\#(name)(?: \{| where\b)"#,
        #"\b\#(name)\.(?:\#(steps)|randomElement|makeIterator)\b"#,
        #"\b\#(name)\.(?:keys|values)\b(?!\.(?:sorted|count|contains|isEmpty))"#,
      ].flatMap(file.lines(matching:))
    }
  }
}
