import TestSupport
import Testing

/// Words that hide which part acts, or that the field does not use, each with a plain one.
private let plainWords: [(word: String, plain: String)] = [
  ("whom", "name the part: the peer that …, the contact that …"),
  ("whoever", "any client that …, a peer that …"),
  ("nobody", "no peer, no client, none; or say what happens instead"),
  ("somebody", "a peer, a client, another contact"),
  ("everybody", "all peers, all clients, every contact"),
  ("borne", "tolerated"),
  ("in vain", "without an answer, without a result"),
  ("errand", "notice, request"),
  ("condemned", "about to be closed"),
  ("hung up on", "disconnected; its connection is closed"),
  ("hangs up", "closes the connection"),
  ("for ever", "without end, permanently"),
  ("lest", "so that … not"),
  ("in the midst of", "in the middle of, during"),
  ("knock at", "connect to, scan"),
  ("the dues", "the budget, the cost"),
]

/// In comments the party that acts has a name: the peer, the client, the owner.
private let commentWords = plainWords + [("who", "that, after the name of the part")]

/// Comments, documents and test names are read by people that have never seen the code.
@Suite struct `Words` {
  @Test func `comments are in plain words`() throws {
    let comments = (SourceFile.all + SourceFile.tests).flatMap(Self.comments)
    #expect(comments.count > 3_000)
    #expect(try Self.mistakes(in: comments, commentWords) == [])
  }

  @Test func `test names are in plain words`() throws {
    let name = /(?:func|struct) `([^`]+)`/
    let names = SourceFile.tests.flatMap { file in
      file.text.matches(of: name).map { (file.path, String($0.output.1)) }
    }
    #expect(names.count > 1_000)
    #expect(try Self.mistakes(in: names, plainWords) == [])
  }

  @Test func `documents are in plain words`() throws {
    let pages =
      Repository.paths(below: "Sources", ending: ".md")
      + Repository.paths(below: "bots", ending: ".lua") + ["README.md"]
    let lines = try pages.flatMap { page in
      try Repository.text(of: page).split(separator: "\n").map { (page, String($0)) }
    }
    #expect(lines.count > 1_000)
    #expect(try Self.mistakes(in: lines, plainWords) == [])
  }

  @Test func `comments are within 100 columns`() {
    let long = (SourceFile.all + SourceFile.tests).flatMap { file in
      Self.comments(of: file).filter { $0.text.count > 100 }.map { "\($0.path): \($0.text)" }
    }
    #expect(long == [])
  }

  @Test(arguments: [
    "/// Whom no relay knows is answered.", "// It is borne.", "  /// Waits in\n  /// vain.",
  ])
  func `a riddle is seen`(_ text: String) throws {
    let file = SourceFile(path: "ToxCore/X.swift", text: text)
    #expect(try Self.mistakes(in: Self.comments(of: file), commentWords).count == 1)
  }

  @Test(arguments: [
    "/// The peer that no relay knows.", "let nobody = 1", "/// `accept = \"nobody\"` drops it.",
    "let url = \"https://whoever.example\"",
  ])
  func `plain words are none`(_ text: String) throws {
    let file = SourceFile(path: "ToxCore/X.swift", text: text)
    #expect(try Self.mistakes(in: Self.comments(of: file), commentWords) == [])
  }

  /// The comment lines of a file.
  private static func comments(of file: SourceFile) -> [(path: String, text: String)] {
    file.text.split(separator: "\n").compactMap { line in
      line.drop { $0 == " " }.hasPrefix("//") ? (file.path, String(line)) : nil
    }
  }

  /// "path: word (plain word) in: text", for words outside code and quotations. A phrase may be
  /// broken between two lines.
  private static func mistakes(
    in texts: [(path: String, text: String)], _ words: [(word: String, plain: String)]
  ) throws -> [String] {
    let pattern = words.map { $0.word.replacing(" ", with: "[ /]+") }.joined(separator: "|")
    let word = try Regex("\\b(?:\(pattern))\\b").ignoresCase().wordBoundaryKind(.simple)
    let quotation = /`[^`]*`|"[^"]*"|“[^”]*”/
    let paths = texts.map(\.path)
    return texts.indices.flatMap { index -> [String] in
      let text = texts[index].text.replacing(quotation, with: "")
      var found = text.matches(of: word).map { String(text[$0.range]) }
      if index > 0, paths[index - 1] == paths[index] {
        let before = texts[index - 1].text.replacing(quotation, with: "")
        let edge = "\(before.split(separator: " ").last ?? "") \(text.drop { "/ ".contains($0) })"
        let isBroken = try? word.prefixMatch(in: edge)
        if let match = isBroken, edge[match.range].contains(" ") {
          found.append(String(edge[match.range]))
        }
      }
      return found.map { found in
        let plain = words.first { $0.word == found.lowercased() }?.plain ?? ""
        return "\(paths[index]): “\(found)” (\(plain)) in: \(texts[index].text)"
      }
    }
  }
}
