import GatewayCore
import Testing

@Suite struct `Phrases of requests` {
  @Test(arguments: [
    "open sesame", "Please: OPEN  Sesame!", "open\nsesame", "xopen sesamex", "open\u{A0}sesame",
  ])
  func `a phrase is found in any case and with any white space between its words`(text: String) {
    #expect(Phrase("  Open Sesame ")?.isIn(text) == true)
  }

  @Test(arguments: ["", "opensesame", "open ses ame", "sesame open", "open, sesame"])
  func `a phrase is not found where its words differ or are in another order`(text: String) {
    #expect(Phrase("Open Sesame")?.isIn(text) == false)
  }

  @Test func `composed and decomposed letters are the same`() {
    #expect(Phrase("caf\u{E9}")?.isIn("CAFE\u{301}") == true)
  }

  @Test func `nothing, white space and more than 200 bytes are no phrase`() {
    for text in ["", " \n\t ", String(repeating: "x", count: 201)] {
      #expect(Phrase(text) == nil)
    }
    #expect(Phrase(String(repeating: "x", count: 200)) != nil)
  }
}
