import Testing

/// The folders of ToxCore in their order. The last one is the target's own, where the node is.
private let folders = [
  "Base", "Identifiers", "Context", "DHT", "Onion", "Session", "Relay", "RelayServer", "Files",
  "Friends", "SaveData", "",
]

@Suite struct `Folders` {
  @Test func `every folder of the core has its place`() {
    let existing = Set(SourceFile.files(of: ["ToxCore"]).map(\.folder))
    #expect(existing == Set(folders))
  }

  @Test func `no folder of the core needs a later one`() throws {
    #expect(try needsOfLaterFolders(in: SourceFile.files(of: ["ToxCore"])) == [])
  }

  @Test func `a need of a later folder is seen`() throws {
    let early = SourceFile(path: "ToxCore/DHT/X.swift", text: "var friend: Friend.State?")
    let late = SourceFile(path: "ToxCore/Friends/Y.swift", text: "public struct Friend {}")
    #expect(try needsOfLaterFolders(in: [early, late]).count == 1)
    let other = SourceFile(path: "ToxCore/DHT/X.swift", text: "var friend: Old.Friend")
    #expect(try needsOfLaterFolders(in: [other, late]) == [])
  }

  /// Lines that name a type which a later folder declares.
  private func needsOfLaterFolders(in files: [SourceFile]) throws -> [String] {
    let declaration = try Regex(
      #"^(?:public |package |final )*(?:struct|enum|class|protocol|actor) (?<name>\w+)"#)
    return try folders.indices.flatMap { index in
      let later = files.filter { folders[(index + 1)...].contains($0.folder) }
      let names = later.flatMap(\.code).compactMap {
        $0.firstMatch(of: declaration)?["name"]?.substring
      }
      guard !names.isEmpty else { return [String]() }
      let use = #"(?:^|[^.\w])(?:\#(names.joined(separator: "|")))\b"#
      return try files.filter { $0.folder == folders[index] }.flatMap {
        try $0.lines(matching: use)
      }
    }
  }
}
