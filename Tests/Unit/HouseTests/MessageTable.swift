import Foundation

/// A text in the sources that a person may meet, with "…" for what is put into it.
struct Message: CustomStringConvertible {
  /// "path:line"
  let place: String
  /// What is made of it: `Failure`, `HostError`; empty where it is something else.
  let kind: String
  var text: String

  var description: String { "\(place)  \(kind)  \(text)" }

  /// Every text of several words below `Sources`, in order of place; parts that are added are one.
  static let all: [Message] = SourceFile.all.flatMap { file in
    var scanner = LiteralScanner(file)
    return scanner.messages().filter { $0.text.split(separator: " ").count > 1 }
  }
}

/// Finds the string literals of a file.
private struct LiteralScanner {
  private let path: String
  private let text: [Character]
  private var place = 0

  init(_ file: SourceFile) {
    path = file.path
    text = Array(file.text)
  }

  mutating func messages() -> [Message] {
    var found: [Message] = []
    var line = 1
    var lastEnd = 0
    while place < text.count {
      if starts(with: "//") {
        while place < text.count, text[place] != "\n" { place += 1 }
      } else if text[place] == "\"" {
        let start = place
        let between = String(text[lastEnd..<start]).filter { !$0.isWhitespace }
        let literal = readLiteral()
        if between == "+", !found.isEmpty {
          found[found.count - 1].text += literal
        } else {
          found.append(Message(place: "\(path):\(line)", kind: kind(before: start), text: literal))
        }
        line += text[start..<place].count(where: \.isNewline)
        lastEnd = place
      } else {
        if text[place].isNewline { line += 1 }
        place += 1
      }
    }
    return found
  }

  private func starts(with word: String) -> Bool {
    text[place...].starts(with: word)
  }

  /// The name before the parenthesis in which the literal comes first.
  private func kind(before start: Int) -> String {
    var index = start - 1
    while index >= 0, text[index].isWhitespace { index -= 1 }
    guard index > 0, text[index] == "(" else { return "" }
    return String(text[..<index].reversed().prefix { $0.isLetter }.reversed())
  }

  /// Reads from an opening quote to behind the closing one.
  private mutating func readLiteral() -> String {
    let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
    place += quote.count
    var literal = ""
    while place < text.count, !starts(with: quote) {
      if starts(with: "\\(") {
        skipInterpolation()
        literal += "…"
      } else if text[place] == "\\", place + 1 < text.count {
        // A line of several is joined with the next one.
        if !text[place + 1].isNewline { literal.append(text[place + 1]) }
        place += 2
      } else {
        literal.append(text[place])
        place += 1
      }
    }
    place += quote.count
    guard quote.count > 1 else { return literal }
    return literal.split(separator: /\s+/).joined(separator: " ")
  }

  private mutating func skipInterpolation() {
    place += 2
    var depth = 1
    while place < text.count, depth > 0 {
      if text[place] == "\"" {
        _ = readLiteral()
        continue
      }
      if text[place] == "(" { depth += 1 }
      if text[place] == ")" { depth -= 1 }
      place += 1
    }
  }
}
