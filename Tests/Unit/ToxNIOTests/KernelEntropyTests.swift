import Testing

@testable import ToxNIO

@Suite struct `The kernel's randomness` {
  @Test func `no two words are alike, whichever fetch they come from`() {
    var entropy = KernelEntropy()
    let words = (0..<10_000).map { _ in entropy.next() }
    #expect(Set(words).count == words.count)
  }

  @Test func `what was given out is no longer in memory`() {
    var entropy = KernelEntropy()
    let given = (0..<5).map { _ in entropy.next() }
    let memory = Mirror(reflecting: entropy).children.first?.value as? [UInt64]
    #expect(memory?.count == 32)
    #expect(memory.map { Set($0).isDisjoint(with: given) } == true)
  }
}
