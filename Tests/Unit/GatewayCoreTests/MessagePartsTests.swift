import GatewayCore
import Testing

@Suite struct `Parts of a long text` {
  @Test func `a text that fits is one part, an empty one none`() {
    #expect(MessageParts.split("hello", bytesMax: 5) == ["hello"])
    #expect(MessageParts.split("", bytesMax: 5) == [])
  }

  @Test func `it is cut after a line break, else after a space, else anywhere`() {
    #expect(MessageParts.split("one two\nthree four", bytesMax: 12) == ["one two\n", "three four"])
    #expect(MessageParts.split("one two three", bytesMax: 9) == ["one two ", "three"])
    #expect(MessageParts.split("abcdefgh", bytesMax: 5) == ["abcde", "fgh"])
  }

  @Test func `a space early in a part does not make it short`() {
    #expect(MessageParts.split("a bcdefghijkl", bytesMax: 10) == ["a bcdefghi", "jkl"])
  }

  @Test func `a character is not cut apart`() {
    #expect(MessageParts.split("aaa👩‍👩‍👧", bytesMax: 20) == ["aaa", "👩‍👩‍👧"])
    #expect(MessageParts.split("a\r\nb", bytesMax: 4) == ["a\r\nb"])
  }

  @Test func `a character longer than a part is cut between its scalars`() {
    let pile = "e" + String(repeating: "\u{301}", count: 9)
    let parts = MessageParts.split(pile, bytesMax: 6)
    #expect(parts.joined().unicodeScalars.elementsEqual(pile.unicodeScalars))
    #expect(parts.allSatisfy { $0.utf8.count <= 6 })
  }

  @Test(arguments: 4...40)
  func `joined, the parts are the text, and none is too long`(bytesMax: Int) {
    let text = "Grüße 🇩🇪 an\nalle, 日本語 in 3 Zeilen\r\nund e\u{301}\u{301} Ende  "
    let parts = MessageParts.split(text, bytesMax: bytesMax)
    #expect(Array(parts.joined().utf8) == Array(text.utf8))
    #expect(parts.allSatisfy { (1...bytesMax).contains($0.utf8.count) })
  }
}
