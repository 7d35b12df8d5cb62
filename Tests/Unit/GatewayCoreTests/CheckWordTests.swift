import GatewayCore
import Testing

@Suite struct `Check words` {
  @Test func `each byte of the hash is a word, of both kinds in turn`() {
    #expect(CheckWords(hash: [0, 0, 1, 1, 0, 0, 0, 0]).text.hasPrefix("able albatross agile "))
    let words = (0...255).map { CheckWords(hash: [UInt8](repeating: $0, count: 8)).words }
    #expect(Set(words.map { $0[0] }).count == 256 && Set(words.map { $0[7] }).count == 256)
    #expect(words.allSatisfy { $0.count == CheckWords.count })
  }

  @Test func `bytes behind the eighth do not count`() {
    #expect(CheckWords(hash: Array(1...8)) == CheckWords(hash: Array(1...9)))
  }
}
