import ToxCore

/// The words of one line, taken from the left.
struct SceneWords {
  enum Word: Hashable {
    case plain(String)
    case quoted(String)
  }

  private let line: Int
  private var words: ArraySlice<Word>

  init(_ text: Substring, line: Int) throws(SceneSyntaxError) {
    self.line = line
    words = try Self.split(text, line: line)[...]
  }

  var isEmpty: Bool { words.isEmpty }

  func error(_ reason: String) -> SceneSyntaxError { SceneSyntaxError(line: line, reason: reason) }

  /// The next word, named `what` in the error where there is none.
  mutating func word(_ what: String) throws(SceneSyntaxError) -> String {
    guard case .plain(let word)? = words.first else { throw error("\(what) expected") }
    words.removeFirst()
    return word
  }

  /// Takes `words` if the line goes on with them.
  mutating func takes(_ expected: String...) -> Bool {
    guard words.starts(with: expected.map { .plain($0) }) else { return false }
    words.removeFirst(expected.count)
    return true
  }

  mutating func expect(_ expected: String) throws(SceneSyntaxError) {
    guard takes(expected) else { throw error("\"\(expected)\" expected") }
  }

  /// Quoted text, if it comes next.
  mutating func quoted() -> String? {
    guard case .quoted(let text)? = words.first else { return nil }
    words.removeFirst()
    return text
  }

  mutating func count(_ what: String) throws(SceneSyntaxError) -> Int {
    let word = try word(what)
    guard let count = Int(word), count >= 0 else { throw error("\(word) is no \(what)") }
    return count
  }

  /// `20ms`, `5s`, `2min`, `24h`.
  mutating func time() throws(SceneSyntaxError) -> Interval {
    let word = try word("a time")
    let digits = word.prefix { $0.isNumber }
    guard let count = Int64(digits) else { throw error("\(word) is no time") }
    switch word.dropFirst(digits.count) {
    case "ms": return .milliseconds(count)
    case "s": return .seconds(count)
    case "min": return .seconds(count * 60)
    case "h": return .seconds(count * 3_600)
    default: throw error("\(word) has no unit of time (ms, s, min, h)")
    }
  }

  /// `30%`
  mutating func chance() throws(SceneSyntaxError) -> Chance {
    let word = try word("a percentage")
    guard word.hasSuffix("%"), let percent = UInt32(word.dropLast()), percent <= 100 else {
      throw error("\(word) is no percentage")
    }
    return .percent(percent)
  }

  func finish() throws(SceneSyntaxError) {
    guard let word = words.first else { return }
    switch word {
    case .plain(let text): throw error("\"\(text)\" makes no sense here")
    case .quoted: throw error("quoted text makes no sense here")
    }
  }

  private static func split(
    _ text: Substring, line: Int
  ) throws(SceneSyntaxError) -> [Word] {
    var words: [Word] = []
    var rest = text
    while let first = rest.first {
      if first == " " || first == "\t" {
        rest.removeFirst()
      } else if first == "#" {
        break
      } else if first == "\"" {
        let body = rest.dropFirst()
        guard let end = body.firstIndex(of: "\"") else {
          throw SceneSyntaxError(line: line, reason: "the quoted text has no end")
        }
        words.append(.quoted(String(body[..<end])))
        rest = body[end...].dropFirst()
      } else {
        let word = rest.prefix { $0 != " " && $0 != "\t" }
        words.append(.plain(String(word)))
        rest = rest.dropFirst(word.count)
      }
    }
    return words
  }
}
