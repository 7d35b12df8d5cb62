import TestSupport

/// A Swift file of `Sources`, with and without its comments and strings.
struct SourceFile: Sendable {
  /// The path below `Sources`.
  let path: String
  let text: String
  /// The lines with comments and string literals blanked out.
  let code: [Substring]

  init(path: String, text: String) {
    self.path = path
    self.text = text
    code = Self.blanked(text).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The folder under `Sources`.
  var target: String { String(path.prefix { $0 != "/" }) }

  /// The folder within the target; empty for the target's own.
  var folder: String {
    path.split(separator: "/").dropFirst().dropLast().joined(separator: "/")
  }

  /// The modules that the file imports.
  var imports: [String] {
    code.compactMap { line in
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(of: "import"),
        words[..<index].allSatisfy({ Self.modifiers.contains($0) })
      else { return nil }
      let name = words[(index + 1)...].first { !Self.kinds.contains($0) } ?? ""
      return String(name.prefix { $0 != "." })
    }
  }

  /// Lines on which a pattern matches, as "path:number: line".
  func lines(matching pattern: String) throws -> [String] {
    // By default "a.b" is one word, as in prose.
    let regex = try Regex(pattern).wordBoundaryKind(.simple)
    return zip(1..., code).filter { $0.1.contains(regex) }.map { "\(path):\($0.0): \($0.1)" }
  }

  private static let modifiers: Set<Substring> = [
    "public", "package", "internal", "private", "fileprivate", "@testable", "@preconcurrency",
  ]
  private static let kinds: Set<Substring> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]

  /// All files below `Sources`, in order of path.
  static let all: [SourceFile] = Repository.paths(below: "Sources").compactMap { path in
    let below = String(path.dropFirst("Sources/".count))
    return (try? Repository.text(of: path)).map { SourceFile(path: below, text: $0) }
  }

  /// All files below `Tests`, with their paths in the package.
  static let tests: [SourceFile] = Repository.paths(below: "Tests").compactMap { path in
    (try? Repository.text(of: path)).map { SourceFile(path: path, text: $0) }
  }

  static func files(of targets: Set<String>) -> [SourceFile] {
    all.filter { targets.contains($0.target) }
  }

  /// The text with comments and strings turned to blanks; lines keep their numbers.
  private static func blanked(_ text: String) -> String {
    let multiline = #""{3}\n[\s\S]*?"{3}"#
    let raw = ##"#"[^\n]*?"#"##
    let string = #""(?:\\.|[^"\\\n])*""#
    let comment = #"/\*[\s\S]*?\*/|//[^\n]*"#
    guard let hidden = try? Regex("\(multiline)|\(raw)|\(string)|\(comment)") else { return text }
    return text.replacing(hidden) { match in
      String(text[match.range].map { $0 == "\n" ? "\n" : " " })
    }
  }
}
