import GatewayCore
import Testing

@Suite struct `The ring of events` {
  private var ring = EventRing<String>(countMax: 4, bytesMax: 100)

  private mutating func append(_ contents: String..., size: Int = 1) {
    for content in contents { ring.append(content, at: UnixMilliseconds(5), size: size) }
  }

  private func read(after number: Int64, atMost limit: Int = 100) -> String {
    let page = ring.page(after: number, atMost: limit)
    let events = page.events.map { "\($0.number)\($0.content)" }.joined(separator: " ")
    return page.missed == 0 ? events : "(\(page.missed)) \(events)"
  }

  @Test mutating func `events are numbered from 1 and can be read from any number on`() {
    #expect(ring.newest == 0 && read(after: 0) == "")
    append("a", "b", "c")
    #expect(read(after: 0) == "1a 2b 3c")
    #expect(read(after: 2) == "3c")
    #expect(read(after: 0, atMost: 2) == "1a 2b")
    #expect(read(after: 3) == "" && read(after: 99) == "" && read(after: -5) == "1a 2b 3c")
  }

  @Test
  mutating func `the oldest events are removed first, and readers learn how many they missed`() {
    append("a", "b", "c", "d", "e", "f")
    #expect(read(after: 0) == "(2) 3c 4d 5e 6f")
    #expect(read(after: 1) == "(1) 3c 4d 5e 6f")
    #expect(read(after: 2) == "3c 4d 5e 6f")
  }

  @Test mutating func `the size in bytes is limited too`() {
    append("a", "b", size: 40)
    append("c", size: 60)
    #expect(read(after: 0) == "(1) 2b 3c")
    append("d", size: 101)
    #expect(read(after: 2) == "(2) ", "an event that is larger than the ring empties it")
    append("e")
    #expect(read(after: 4) == "5e")
  }

  @Test mutating func `removed or skipped events count as missed`() {
    append("a", "b")
    ring.removeAll()
    append("c")
    #expect(read(after: 0) == "(2) 3c")
    #expect(ring.skip() == 4)
    #expect(read(after: 2) == "(2) ")
    append("d")
    #expect(read(after: 4) == "5d")
  }
}
