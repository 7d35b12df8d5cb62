import GatewayCore
import Testing

@Suite struct `The filter of repetitions` {
  /// The messages of `incoming` that are let through; a letter is a message.
  private func passed(
    _ incoming: String, doubtful: String, familiar: String = "", forgottenMax: Int = 0
  ) -> String {
    var filter = RepetitionFilter(
      doubtful: doubtful.map(digest), familiar: familiar.map(digest), forgottenMax: forgottenMax)
    return String(incoming.filter { filter.repetition(digest($0)) == nil })
  }

  private func digest(_ letter: Character) -> Fingerprint {
    Fingerprint(UInt64(letter.unicodeScalars.first?.value ?? 0))
  }

  @Test func `nothing is dropped when nothing is in doubt`() {
    #expect(passed("abc", doubtful: "") == "abc")
  }

  @Test func `messages sent again are dropped once, and later ones are new`() {
    #expect(passed("abcd", doubtful: "abc") == "d")
    #expect(passed("abab", doubtful: "ab") == "ab")
  }

  @Test func `the first messages may be missing, whose acknowledgements the sender has`() {
    #expect(passed("cd", doubtful: "abc") == "d")
    #expect(passed("bc", doubtful: "abc") == "")
  }

  @Test func `a repetition has no gaps`() {
    #expect(passed("ac", doubtful: "abc") == "c")
  }

  @Test func `equal messages in doubt are let through`() {
    #expect(passed("aa", doubtful: "aa") == "aa")
    #expect(passed("abab", doubtful: "abab") == "abab")
    #expect(passed("ab", doubtful: "abab") == "ab")
  }

  @Test func `equal messages are recognized behind one that stands alone`() {
    #expect(passed("xaab", doubtful: "xaa") == "b")
  }

  @Test func `a text that the sender sent before is not dropped`() {
    #expect(passed("a", doubtful: "a", familiar: "a") == "a")
    #expect(passed("b", doubtful: "b", familiar: "a") == "")
  }

  @Test func `the first new message ends the search permanently`() {
    #expect(passed("xab", doubtful: "ab") == "xab")
    #expect(passed("axb", doubtful: "ab") == "xb")
  }

  @Test func `a run that begins before the remembered messages is found at the oldest of them`() {
    #expect(passed("xyabcd", doubtful: "abc", forgottenMax: 2) == "xyd")
    #expect(passed("bcd", doubtful: "abc", forgottenMax: 2) == "d")
  }

  @Test func `after a new message, or too many, nothing is dropped`() {
    #expect(passed("xbc", doubtful: "abc", forgottenMax: 2) == "xbc")
    #expect(passed("xyzabc", doubtful: "abc", forgottenMax: 2) == "xyzabc")
    #expect(passed("xabxabc", doubtful: "abc", forgottenMax: 9) == "xxabc")
  }

  @Test func `nothing is dropped out of order`() {
    #expect(passed("ba", doubtful: "ab") == "a")
  }

  @Test func `a repetition names the message that it repeats`() {
    var filter = RepetitionFilter(doubtful: "abc".map(digest))
    #expect(filter.repetition(digest("b")) == 1)
    #expect(filter.repetition(digest("c")) == 2)
    #expect(filter.isFinished)
    #expect(filter.repetition(digest("a")) == nil)
  }
}
