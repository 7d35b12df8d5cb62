/// A function or an initializer as it is declared.
struct FunctionDeclaration: CustomStringConvertible {
  /// "path:line"
  let location: String
  let name: String
  /// "_ name: Type", each without what stands around it.
  let parameters: [String]

  var description: String { "\(location): \(name)(\(parameters.joined(separator: ", ")))" }

  /// How many values a call passes without saying what they are.
  var unlabelledCount: Int {
    parameters.count { parameter in
      let words = parameter.split { $0 == " " || $0 == ":" }
      return words.first { !$0.hasPrefix("@") } == "_"
    }
  }

  /// All that a file declares, in order; operators are none.
  static func all(in file: SourceFile) -> [FunctionDeclaration] {
    var scanner = DeclarationScanner(file)
    return scanner.declarations()
  }
}

/// Walks the code of a file, in which comments and strings are blanks.
private struct DeclarationScanner {
  private let path: String
  private let code: [UInt8]
  private var index = 0
  private var line = 1

  init(_ file: SourceFile) {
    path = file.path
    code = Array(file.code.joined(separator: "\n").utf8)
  }

  mutating func declarations() -> [FunctionDeclaration] {
    var found: [FunctionDeclaration] = []
    var before = UInt8(ascii: " ")
    while index < code.count {
      if isWord(code[index]) {
        let word = readWord()
        let (start, location) = (index, "\(path):\(line)")
        if before != UInt8(ascii: "."), let name = readName(after: word) {
          skipGenericParameters()
          if current == UInt8(ascii: "(") {
            let declaration = FunctionDeclaration(
              location: location, name: name, parameters: readParameters())
            found.append(declaration)
          }
        }
        // What stands within the parentheses is read again.
        line -= code[start..<index].count { $0 == UInt8(ascii: "\n") }
        index = start
        before = UInt8(ascii: "a")
      } else {
        before = code[index]
        advance()
      }
    }
    return found
  }

  private var current: UInt8? { index < code.count ? code[index] : nil }

  private mutating func advance() {
    if code[index] == UInt8(ascii: "\n") { line += 1 }
    index += 1
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  private mutating func readWord() -> String {
    let start = index
    while let byte = current, isWord(byte) { index += 1 }
    return String(decoding: code[start..<index], as: UTF8.self)
  }

  /// The name of what a keyword declares; nil where it declares no function.
  private mutating func readName(after keyword: String) -> String? {
    if keyword == "init" {
      if current == UInt8(ascii: "?") || current == UInt8(ascii: "!") { advance() }
      return keyword
    }
    guard keyword == "func" else { return nil }
    while current == UInt8(ascii: " ") { advance() }
    guard current == UInt8(ascii: "`") else {
      let name = readWord()
      return name.isEmpty ? nil : name
    }
    advance()
    let start = index
    while let byte = current, byte != UInt8(ascii: "`") { advance() }
    let name = String(decoding: code[start..<index], as: UTF8.self)
    if current != nil { advance() }
    return name
  }

  private mutating func skipGenericParameters() {
    var depth = 0
    while let byte = current {
      if byte == UInt8(ascii: "<") { depth += 1 }
      if byte == UInt8(ascii: ">") { depth -= 1 }
      if depth == 0, byte != UInt8(ascii: ">") { return }
      advance()
    }
  }

  /// The parts between the parenthesis that opens here and its end.
  private mutating func readParameters() -> [String] {
    var parts: [String] = []
    var part: [UInt8] = []
    var depth = 0
    while let byte = current {
      let isArrow = byte == UInt8(ascii: ">") && part.last == UInt8(ascii: "-")
      if "([{<".utf8.contains(byte) { depth += 1 }
      if ")]}>".utf8.contains(byte), !isArrow { depth -= 1 }
      advance()
      if depth == 0 { break }
      if depth == 1, byte == UInt8(ascii: ",") {
        parts.append(Self.trimmed(part))
        part = []
      } else if depth > 1 || byte != UInt8(ascii: "(") || !part.isEmpty {
        part.append(byte)
      }
    }
    let last = Self.trimmed(part)
    return last.isEmpty ? parts : parts + [last]
  }

  private static func trimmed(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
  }
}
