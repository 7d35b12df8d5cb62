import TestSupport
import Testing

/// Tests are read as a list of sentences, and support is found by the name of its file.
@Suite struct `Test names` {
  /// What a sentence may begin with, besides lower case: names of people and of programs.
  private static let names = ["Alice", "Bob", "Debian", "Lua", "Postern", "Swift", "Tor", "Tox"]

  private static func texts() throws -> [(path: String, text: String)] {
    try Repository.paths(below: "Tests").map { ($0, try Repository.text(of: $0)) }
  }

  @Test func `every test is a sentence that begins lower case, unless with a name`() throws {
    let tests = try Self.texts().flatMap { file in
      file.text.matches(of: /(?:^|\n) *(?:@Test.* )?func `([^`]+)`/).map { String($0.output.1) }
    }
    #expect(tests.count > 1_000)
    #expect(tests.filter { !Self.beginsAsItShould($0) } == [])
    #expect(!Self.beginsAsItShould("A test"))
    #expect(["a test", "UDP is cut", "IPv6 sources"].allSatisfy(Self.beginsAsItShould))
  }

  private static func beginsAsItShould(_ sentence: String) -> Bool {
    let word = sentence.prefix { !" ,:;".contains($0) }
    let isIdentifier = word.dropFirst().contains { $0.isUppercase || $0.isNumber }
    return word.first?.isUppercase != true || isIdentifier || names.contains(String(word))
  }

  @Test func `every suite is named by a sentence or a noun`() throws {
    let declaration = /(?:^|\n)(?:@Suite[^\n]*? |)(?:final )?(?:struct|class) (\w+Tests)\b/
    let display = /(?:^|\n) *@(?:Suite|Test)\(\s*"/
    for (path, text) in try Self.texts() {
      #expect(text.matches(of: declaration).map { String($0.output.1) } == [], "\(path)")
      #expect(!text.contains(display), "a display name in \(path)")
    }
  }

  @Test func `no two files of test support have one name`() {
    let files = Repository.paths(below: "Tests").compactMap { $0.split(separator: "/").last }
    let support = files.filter { !$0.hasSuffix("Tests.swift") }
    #expect(support.count > 100)
    let twice = Dictionary(grouping: support) { $0 }.filter { $0.value.count > 1 }
    #expect(twice.keys.sorted() == [])
  }
}
