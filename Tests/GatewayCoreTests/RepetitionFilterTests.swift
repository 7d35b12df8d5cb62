import GatewayCore
import Testing

@Suite struct RepetitionFilterTests {
  private func passed(_ incoming: String, expecting: String) -> String {
    var filter = RepetitionFilter(unacknowledged: expecting.map(fingerprint))
    return String(incoming.filter { !filter.isRepetition(fingerprint($0)) })
  }

  private func fingerprint(_ letter: Character) -> MessageFingerprint {
    MessageFingerprint(bytes: Array(letter.utf8))
  }

  @Test func `nothing is dropped when nothing was left unacknowledged`() {
    #expect(passed("abc", expecting: "") == "abc")
  }

  @Test func `what is sent again is dropped once, and what follows is new`() {
    #expect(passed("abcd", expecting: "abc") == "d")
    #expect(passed("abab", expecting: "ab") == "ab")
  }

  @Test func `a beginning that the sender saw acknowledged may be missing`() {
    #expect(passed("cd", expecting: "abc") == "d")
    #expect(passed("bc", expecting: "abc") == "")
  }

  @Test func `two equal messages are two messages`() {
    #expect(passed("aab", expecting: "aa") == "b")
    #expect(passed("aaa", expecting: "aa") == "a")
  }

  @Test func `the first new message ends the search for good`() {
    #expect(passed("xab", expecting: "ab") == "xab")
    #expect(passed("axb", expecting: "ab") == "xb")
  }

  @Test func `nothing is dropped out of order`() {
    #expect(passed("ba", expecting: "ab") == "a")
  }

  @Test func `a finished search drops nothing`() {
    var filter = RepetitionFilter(unacknowledged: [fingerprint("a")])
    filter.finish()
    #expect(filter.isFinished)
    let isRepetition = filter.isRepetition(fingerprint("a"))
    #expect(!isRepetition)
  }
}
