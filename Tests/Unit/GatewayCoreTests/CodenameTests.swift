import GatewayCore
import Testing

@Suite struct `Codenames` {
  @Test func `the same hash gives the same two words`() {
    #expect(Codename(hash: [0, 0, 0, 0]).text == "able-albatross")
    #expect(Codename(hash: [9, 255, 9, 255]).text.split(separator: "-").count == 2)
    #expect(Codename(hash: [1, 2, 3, 4, 5]) == Codename(hash: [1, 2, 3, 4, 6]))
  }

  @Test func `each byte value chooses a word of its own`() {
    let names = (0...255).map { Codename(hash: [0, UInt8($0), 0, UInt8($0)]).text }
    let words = names.map { $0.split(separator: "-") }
    #expect(Set(words.map { $0[0] }).count == 256)
    #expect(Set(words.map { $0[1] }).count == 256)
  }

  @Test func `words are lower-case letters, so that a codename can be typed and split`() {
    let names = (0...255).map { Codename(hash: [0, UInt8($0), 0, UInt8($0)]).text }
    #expect(names.allSatisfy { $0.allSatisfy { $0 == "-" || ("a"..."z").contains($0) } })
  }

  @Test func `a number tells two contacts with the same words apart`() {
    let name = Codename(hash: [0, 0, 0, 0])
    #expect(name.numbered(2).text == "able-albatross-2")
    #expect(name < name.numbered(2))
  }
}
