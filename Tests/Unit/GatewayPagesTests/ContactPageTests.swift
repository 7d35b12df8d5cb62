import GatewayCore
@testable import GatewayPages
import Testing

@Suite struct `The contact page` {
  private static let id = String(String(repeating: "0123456789ABCDEF", count: 5).prefix(76))

  private static func page(_ languages: [Language], name: String = "Times") -> String {
    let code = ContactPage.Code(
      width: 3, isDark: [true, true, false, false, true, false, true, false, true])
    let page = ContactPage(
      name: name, toxID: id, checkWords: CheckWords(hash: [0, 0, 1, 1, 2, 2, 3, 3]), code: code,
      languages: languages)
    return String(decoding: page.html(), as: UTF8.self)
  }

  @Test func `it needs nothing but itself`() {
    let html = Self.page(Language.allCases)
    #expect(html.contains("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"))
    for tag in ["<script", "<link", "<img", "<form", "<iframe", "src=", "url(", "http:", "https:"] {
      #expect(!html.contains(tag), "\(tag)")
    }
    #expect(html.utf8.count <= 100_000)
  }

  @Test func `it has the address, its link, its words and its code in each language`() {
    let html = Self.page(Language.allCases)
    for language in Language.allCases {
      let start = html.firstRange(of: "<article id=\"\(language.rawValue)\"")
      let section = html[(start?.lowerBound ?? html.endIndex)...]
        .prefix(upTo: html.firstRange(of: "</main>")?.lowerBound ?? html.endIndex)
      #expect(section.contains(">\(Self.id)<") && section.contains("href=\"tox:\(Self.id)\""))
      #expect(section.contains("able albatross agile"))
      #expect(section.contains("M4 4h2v1h-2zM5 5h1v1h-1zM4 6h1v1h-1zM6 6h1v1h-1z"))
      #expect(section.contains(language.strings[.contactTitle]))
      #expect(section.contains("dir=\"\(language.direction)\""))
    }
  }

  @Test func `one language has no choice of them`() {
    let html = Self.page([.arabic])
    #expect(html.contains("<html lang=\"ar\" dir=\"rtl\">"))
    #expect(!html.contains("hreflang") && !html.contains("Write to us"))
  }

  @Test func `a name is text`() {
    let html = Self.page([.english], name: "<script>x</script>\u{202E}")
    #expect(!html.contains("<script") && !html.unicodeScalars.contains("\u{202E}"))
    #expect(html.contains("&lt;script&gt;"))
  }
}
