import Testing

@testable import ToxCore

@Suite struct `A long text in parts` {
  private func check(_ bytes: [UInt8], limit: Int = 1372) -> [[UInt8]] {
    let parts = MessageText.parts(of: bytes, limit: limit)
    #expect(parts.flatMap(\.self) == bytes, "joined, the parts are the text")
    #expect(parts.allSatisfy { (1...limit).contains($0.count) })
    return parts
  }

  @Test func `A short text is one part, an empty one none`() {
    #expect(MessageText.parts(of: "") == [])
    #expect(MessageText.parts(of: "hello") == [Array("hello".utf8)])
    #expect(check([UInt8](repeating: 65, count: 1372)).count == 1)
    #expect(check([UInt8](repeating: 65, count: 1373)).map(\.count) == [1372, 1])
  }

  @Test func `A part ends behind white space in its last tenth, best behind a line`() {
    #expect(check(Array("aaaaaaaa bbbb".utf8), limit: 10).map(\.count) == [9, 4])
    #expect(check(Array("aaa bbbbbbbbbbb".utf8), limit: 10).map(\.count) == [10, 5])
    let line =
      String(repeating: "x", count: 91) + "\n" + "yyy zzz" + String(repeating: "w", count: 9)
    #expect(check(Array(line.utf8), limit: 100).map(\.count) == [92, 16])
  }

  @Test func `An emoji of many code points stays whole`() {
    let family = "👩‍👩‍👧‍👦"
    let text = String(repeating: "a", count: 30) + family + String(repeating: "b", count: 10)
    let parts = check(Array(text.utf8), limit: 40)
    #expect(parts[0].count == 30)
    #expect(String(decoding: parts[1], as: UTF8.self).hasPrefix(family))
    let flags = String(repeating: "🇩🇪", count: 40)
    for part in check(Array(flags.utf8), limit: 30) {
      #expect(part.count.isMultiple(of: 8))
    }
  }

  @Test func `A letter keeps its marks`() {
    let letter = "e\u{301}\u{323}"
    let parts = check(Array(String(repeating: letter, count: 50).utf8), limit: 12)
    #expect(parts.allSatisfy { $0.count == 10 })
  }

  @Test func `A character longer than a part is cut between code points`() {
    let pile = "a" + String(repeating: "\u{301}", count: 40)
    for part in check(Array(pile.utf8), limit: 16) {
      #expect(String(validating: part, as: UTF8.self) != nil)
    }
  }

  @Test func `20 000 characters of all kinds come through`() {
    let alphabet = Array("aé€𝄞 👍🏽\n한나🇫🇷z ")
    var generator = SeededGenerator(seed: 11)
    var text = ""
    for _ in 0..<20_000 { text.append(alphabet.randomElement(using: &generator) ?? "a") }
    let parts = check(Array(text.utf8))
    #expect(parts.dropLast().allSatisfy { $0.count > 1372 * 8 / 10 })
    for part in parts {
      #expect(String(validating: part, as: UTF8.self) != nil, "no code point is cut")
    }
    // Between characters: the counts of the parts add up to the count of the whole.
    let counts = parts.map { String(decoding: $0, as: UTF8.self).count }
    #expect(counts.reduce(0, +) == text.count)
  }

  @Test func `Bytes that are no UTF-8 come through`() {
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<200 {
      let size = Int.random(in: 0...300, using: &generator)
      let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
      _ = check(bytes, limit: Int.random(in: 4...50, using: &generator))
    }
    _ = check([UInt8](repeating: 0x80, count: 100), limit: 10)
    _ = check([UInt8](repeating: 0xff, count: 100), limit: 10)
  }

  @Test func `One wrong byte does not cut the code points around it`() {
    let bytes =
      Array(String(repeating: "€", count: 20).utf8) + [0xff]
      + Array(String(repeating: "€", count: 20).utf8)
    let parts = check(bytes, limit: 50)
    #expect(parts[0].count == 48)
  }
}
