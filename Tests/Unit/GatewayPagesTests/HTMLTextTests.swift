@testable import GatewayPages
import Testing

/// What a stranger writes, on a page.
@Suite struct `Text on a page` {
  @Test(arguments: [
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;&#47;script&gt;"),
    ("\"'`=&", "&quot;&#39;&#96;&#61;&amp;"),
    ("&lt;", "&amp;lt;"),
    ("a\u{0}b\u{1B}[2J", "a␀b␛[2J"),
    ("\u{7F}\u{9B}", "␡\u{FFFD}"),
    ("a\r\nb\rc\u{2028}d\u{85}e", "a\nb\nc\nd\ne"),
    ("photo\u{202E}gpj.exe", "photo[U+202E]gpj.exe"),
    ("\u{2066}a\u{2069}", "[U+2066]a[U+2069]"),
    ("a\u{200B}\u{200B}\u{200B}b\u{FEFF}", "a[U+200B×3]b[U+FEFF]"),
    ("a\u{AD}b", "a[U+00AD]b"),
    ("\u{E0041}", "[U+E0041]"),
    // What scripts and emoji need.
    ("می\u{200C}خواهم \u{200F}שלום", "می\u{200C}خواهم \u{200F}שלום"),
    ("👩\u{200D}💻", "👩\u{200D}💻"),
    ("{{t.inbox}}", "{{t.inbox}}"),
  ])
  func `nothing acts and nothing hides`(_ text: String, _ html: String) {
    #expect(HTMLText(text).html == html)
  }

  /// Each scalar there is, before and behind others.
  @Test func `no scalar passes that could end a tag, an attribute or a line's direction`() {
    let forbidden = Set("<>\"'`=/".unicodeScalars)
    // All planes in a coarse step, all of the first characters and of the general punctuation.
    let values = Array(0..<0x3000) + Array(stride(from: UInt32(0x3000), to: 0x11_0000, by: 61))
    for value in values {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let shown = HTMLText("a\(scalar)b").html.unicodeScalars
      if shown.contains(where: forbidden.contains) { Issue.record("U+\(value)") }
      let turns = (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
      let isControl = value < 0x20 && value != 9 && value != 10
      if turns || isControl, shown.contains(scalar) { Issue.record("U+\(value)") }
    }
  }

  @Test func `a person's text within a line keeps its direction to itself`() {
    #expect(HTMLText.person("a\nb").html == "<bdi>a b</bdi>")
    let long = HTMLText.person(String(repeating: "<", count: 10_000))
    #expect(long.isCut && long.html.hasSuffix("…</bdi>") && long.html.utf8.count < 1_300)
  }

  @Test func `a cut text is never cut within a character of HTML`() {
    for bytes in 0..<30 {
      let text = HTMLText("<a> &é\u{202E}", limits: .init(bytes: bytes))
      #expect(text.html.utf8.count <= bytes)
      #expect("&lt;a&gt; &amp;é[U+202E]".hasPrefix(text.html))
      #expect(text.isCut == (text.html != "&lt;a&gt; &amp;é[U+202E]"))
      #expect(text.html.count(where: { $0 == "&" }) == text.html.count(where: { $0 == ";" }))
    }
    let lines = HTMLText(String(repeating: "a\n", count: 100), limits: .init(bytes: .max, lines: 3))
    #expect(lines.isCut && lines.html == "a\na\na\na")
  }
}
