import Testing

/// A dictionary or a set has another order in every process: walking one breaks replay by seed.
@Suite struct `Order` {
  @Test(arguments: pureTargets)
  func `no dictionary or set of the core is walked in its own order`(_ target: String) throws {
    #expect(try unorderedWalks(in: SourceFile.files(of: [target])) == [])
  }

  @Test(arguments: [
    "for (key, node) in nodes { ping(node) }", "let all = nodes.map(\\.value)",
    "for node in nodes.values where node.isDue {}", "let first = self.nodes.first",
    "let keys = Array(nodes.keys)", "for (key, node) in table.nodes {}",
  ])
  func `a walk is seen`(_ line: String) throws {
    let text = "  private var nodes: [Key: Node] = [:]\n" + line
    #expect(try unorderedWalks(in: [SourceFile(path: "ToxCore/X.swift", text: text)]).count == 1)
  }

  @Test(arguments: [
    "nodes[key] = nil", "let keys = nodes.keys.sorted()",
    "nodes = nodes.filter { $0.value.isGood }",
    "for node in nodesInOrder {}", "nodes.values[index].ping()",
    "if nodes.isEmpty { return nodes.count }",
  ])
  func `what has no order is no walk`(_ line: String) throws {
    let text = "  private var nodes: [Key: Node] = [:]\n" + line
    #expect(try unorderedWalks(in: [SourceFile(path: "ToxCore/X.swift", text: text)]) == [])
  }

  @Test(arguments: [
    ("  var nodes: [Key: Node] = [:]", 1), ("  private(set) var nodes: Set<Node> = []", 1),
    ("  private var nodes: [Key: Node] = [:]", 0), ("    var nodes: Set<Node> = []", 0),
  ])
  func `a walk in another file counts where the collection is visible there`(
    _ declaration: String, _ walks: Int
  ) throws {
    let declaring = SourceFile(path: "ToxCore/X.swift", text: declaration)
    let walking = SourceFile(path: "ToxCore/X+Y.swift", text: "for node in nodes {}")
    #expect(try unorderedWalks(in: [declaring, walking]).count == walks)
  }

  /// Lines that walk a dictionary or a set which one of these files declares: a member in all of
  /// them, a private member or a local variable in its own file. Results without an order
  /// (`filter`, `mapValues`, `count`) and sorted ones are fine.
  private func unorderedWalks(in files: [SourceFile]) throws -> [String] {
    let collections = try files.map(unorderedCollections)
    let visible = Set(collections.joined().filter(\.isVisible).map(\.name))
    return try zip(files, collections).flatMap { file, own in
      try visible.union(own.map(\.name)).sorted().flatMap { try walks(over: $0, in: file) }
    }
  }

  private func unorderedCollections(
    in file: SourceFile
  ) throws -> [(name: Substring, isVisible: Bool)] {
    let declaration = try Regex(
      #"^(?<before>.*)\b(?:var|let) (?<name>\w+)"#
        + #"(?:: (?:Set<|\[[\w.]+: )| = (?:Set[<(]|\[[\w.]+: .*\]\(\)|\[:\]))"#
    )
    .wordBoundaryKind(.simple)
    return file.code.compactMap { line in
      guard let match = line.firstMatch(of: declaration), let name = match["name"]?.substring,
        let before = match["before"]?.substring
      else { return nil }
      let isMember = !before.hasPrefix("    ")
      return (name, isMember && !before.contains(/(file)?private (?!\(set\))/))
    }
  }

  private func walks(over name: Substring, in file: SourceFile) throws -> [String] {
    let steps =
      "map|compactMap|flatMap|forEach|first|min|max|reduce|enumerated|popFirst|prefix|dropFirst"
    return try [
      #"\bin (?:[\w.]+\.)?\#(name)(?: \{| where\b)"#,
      #"\b\#(name)\.(?:\#(steps)|randomElement|makeIterator)\b"#,
      #"\b\#(name)\.(?:keys|values)\b(?!\[|\.(?:sorted|count|contains|isEmpty))"#,
    ].flatMap(file.lines(matching:))
  }
}
