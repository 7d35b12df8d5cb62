import GatewayCore
import Testing

/// Texts by strangers, where they are printed.
@Suite struct `Shown text` {
  /// Everything that acts on a terminal, is invisible, or changes the direction of a line.
  static let unseen: [Unicode.Scalar] =
    (Array(0...0x1F) + Array(0x7F...0x9F) + [
      0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D,
      0x202E, 0x2060, 0x2061, 0x2064, 0x2065, 0x2066, 0x2067, 0x2068, 0x2069, 0x206A, 0x206F,
      0xFEFF, 0xFFF0, 0x1_D173, 0xE_0001, 0xE_0020, 0xE_0041, 0xE_007F, 0xE_0FFF,
    ]).compactMap(Unicode.Scalar.init)

  /// Characters that scripts and emoji need.
  static let needed = [
    "e\u{301}", "👩\u{200D}👧", "❤\u{FE0F}", "🇩🇪", "👍🏽", "می\u{200C}خواهم",
    "क्\u{200D}ष", "葛\u{E0100}", "日本",
  ]

  @Test func `nothing in a line acts on the terminal or changes its direction`() {
    for scalar in Self.unseen {
      let line = "a\(Character(scalar))b".shownInLine
      #expect(line.unicodeScalars.allSatisfy { !$0.isUnseen }, "\(scalar.value)")
      #expect(line.hasPrefix("a") && line.hasSuffix("b"))
    }
  }

  @Test(arguments: [
    ("a\nb", "a⏎b"), ("a\r\nb", "a⏎b"), ("a\rb", "a⏎b"), ("a\u{2028}b\u{85}c", "a⏎b⏎c"),
    ("a\tb", "a b"), ("\u{1B}]0;OWNED\u{07}\u{1B}[2J", "␛]0;OWNED␇␛[2J"),
    ("\u{9B}2J", "\u{FFFD}2J"),
    ("exe\u{202E}gpj.", "exegpj."), ("a\u{E0068}\u{E0069}b", "ab"), ("\0", "␀"),
    ("שלום", "\u{2068}שלום\u{2069}"), ("a\u{2069}שלום", "\u{2068}aשלום\u{2069}"),
  ])
  func `a text becomes one line`(text: String, line: String) {
    #expect(text.shownInLine == line)
  }

  @Test func `the ranges that are known at once agree with the properties`() {
    let differing = (0xA0...0x10_FFFF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init)
      .filter { $0 != "\u{200C}" && $0 != "\u{200D}" && $0.isUnseen != $0.isUnseenByProperties }
    #expect(differing.map(\.value) == [])
  }

  @Test(arguments: needed)
  func `scripts and emoji stay as they are`(text: String) {
    #expect(text.shownAsLines() == text)
    #expect(text.shownInLine.contains(text))
    var json: [UInt8] = []
    json.append(jsonString: text)
    #expect(String(decoding: json, as: UTF8.self) == "\"\(text)\"")
  }

  @Test func `lines of a text are distinct from other lines`() {
    #expect("a\nb\tc\r\nd".shownAsLines() == "a\nb\tc\nd")
    #expect("a\nb\u{2028}c".shownAsLines(indent: "  ") == "a\n  b\n  c")
  }

  @Test func `interpolated text is shown, not executed`() {
    struct Value: CustomStringConvertible { let description = "\u{1B}[2J" }
    let line: OutputLine = "\("a\nb") \(7) \(Value()) \(lines: "c\nd", indent: "> ")"
    #expect(line.text == "a⏎b 7 ␛[2J c\n> d")
    let outer: OutputLine = "<\(line)>"
    #expect(outer.text == "<\(line.text)>")
    #expect([line, "x"].joined(separator: "\n").text == "\(line.text)\nx")
  }
}

/// Texts by strangers, in JSON.
@Suite struct `Text in JSON` {
  @Test func `invisible characters are escaped, and parsed back unchanged`() throws {
    for scalar in `Shown text`.unseen {
      var bytes: [UInt8] = []
      bytes.append(jsonString: "a\(Character(scalar))b")
      let json = String(decoding: bytes, as: UTF8.self)
      #expect(json.unicodeScalars.allSatisfy { !$0.isUnseen })
      #expect(Self.unescaped(json) == "a\(Character(scalar))b")
    }
  }

  @Test func `what stands between escaped characters is copied, from the first to the last`() {
    for text in ["", "\"", "\"\"", "\na\"é\\日\u{202E}👩b", "a\u{E0041}", "\u{7F}é", "ü\n\nü"] {
      var bytes: [UInt8] = []
      bytes.append(jsonString: text)
      #expect(Self.unescaped(String(decoding: bytes, as: UTF8.self)) == text)
    }
  }

  @Test func `quotes and backslashes are escaped`() {
    var bytes: [UInt8] = []
    bytes.append(jsonString: #"a"b\c/d"#)
    #expect(String(decoding: bytes, as: UTF8.self) == #""a\"b\\c/d""#)
  }

  @Test func `a finished JSON text keeps its shape`() {
    var bytes: [UInt8] = []
    bytes.append(json: "{\"a\":\n[\"\u{202E}é\\n\u{7F}\u{E0041}\"]}")
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == "{\"a\":\n[\"\\u202eé\\n\\u007f\\udb40\\udc41\"]}")
  }

  /// A minimal parser of JSON strings: the target has no other.
  private static func unescaped(_ json: String) -> String {
    var units: [UInt16] = []
    var rest = json.dropFirst().dropLast()[...]
    let short: [Character: UInt16] = ["n": 10, "r": 13, "t": 9, "\"": 34, "\\": 92]
    while let first = rest.first {
      guard first == "\\" else {
        units += String(first).utf16
        rest.removeFirst()
        continue
      }
      rest.removeFirst()
      let kind = rest.removeFirst()
      if kind == "u" {
        units.append(UInt16(rest.prefix(4), radix: 16) ?? 0)
        rest.removeFirst(4)
      } else {
        units.append(short[kind] ?? 0)
      }
    }
    return String(decoding: units, as: UTF16.self)
  }
}
