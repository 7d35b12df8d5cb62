import Testing

/// What every file of a type may change is protected by nothing. State that several files need is a
/// type of its own, with private properties and the calls that keep them consistent.
@Suite struct `State` {
  /// Properties that are open although they are plain, each with its reason.
  private static let exceptions: Set<String> = [
    // Each file of the DHT works on the lists of nodes; those are types of their own.
    "DHT.lookups",
    // Counted against all sessions, and by nothing else.
    "Session.countedBytes",
    // The sessions' own functions append to it while one of them is being changed.
    "Sessions.notices",
    // What the node's notices said last, and its status follows from.
    "ToxNode.isJoined", "ToxNode.isAnnounced",
  ]

  @Test func `no type that is spread over files has plain state open to all of them`() throws {
    let files = SourceFile.files(of: ["ToxCore", "ToxSimulation"])
      // The virtual network and the crowds on it are a laboratory.
      .filter { !$0.path.contains(/\/(VirtualNetwork|Crowd)\b/) }
    let open = try Self.openPlainState(in: files)
    #expect(open.filter { !Self.exceptions.contains($0) } == [])
    #expect(Self.exceptions.subtracting(open) == [], "an exception that is none any more")
  }

  @Test(arguments: [
    ("  var keys: [Key: Int] = [:]", 1), ("  var isOpen = false", 1), ("  var count: Int", 1),
    ("  public internal(set) var at: Instant?", 1), ("  private var count = 0", 0),
    ("  private(set) var keys: [Key] = []", 0), ("  let count: Int", 0),
    ("  var table = KeyTable()", 0), ("  var count: Int { keys.count }", 0),
    ("  static var count = 0", 0),
  ])
  func `plain state is seen`(_ property: String, _ count: Int) throws {
    let names = ["X", "X+A", "X+B"]
    let files = names.map { name in
      SourceFile(
        path: "ToxCore/\(name).swift",
        text: name == "X" ? "struct X {\n\(property)\n}" : "extension X {\n  func f() {}\n}")
    }
    #expect(try Self.openPlainState(in: files).count == count)
  }

  /// "Type.property" for the properties of types in three files or more.
  private static func openPlainState(in files: [SourceFile]) throws -> [String] {
    let plain =
      #"(?::\s*(?:\[|Set<|Deque<|Int\b|UInt\d*\b|Bool\b|Instant\b)|=\s*(?:\[|true|false|\d|\.min))"#
    let property = try Regex(
      #"^  (?:public |internal\(set\) |package )*var (?<name>\w+)\s*"# + plain
        + #"[^{]*$"#)
    return files.flatMap { file -> [String] in
      let name = file.path.split(separator: "/").last?.dropLast(".swift".count) ?? ""
      let parts = files.filter { $0.path.contains("/\(name)+") }
      guard parts.count > 1 else { return [] }
      return memberLines(of: name, in: file).compactMap { line in
        line.firstMatch(of: property)?["name"]?.substring.map { "\(name).\($0)" }
      }
    }
  }

  /// The lines between the braces of a type's declaration.
  private static func memberLines(of type: Substring, in file: SourceFile) -> ArraySlice<Substring>
  {
    let start = file.code.firstIndex { line in
      ["struct", "class", "actor"].contains { line.contains("\($0) \(type)") }
        && line.hasSuffix("{")
    }
    guard let start else { return [] }
    return file.code[(start + 1)...].prefix { !$0.hasPrefix("}") }
  }
}
