import GatewayCore
import Testing
import ToxCore

@testable import Gateway

/// The advice to an owner whose bot does not get onto the network.
@Suite struct `A bot that is not on the network` {
  @Test func `nodes and relays that do not answer are named, with the reason and for how long`() {
    var situation = JoinSituation(profile: .relay, status: .offline, seconds: 60)
    situation.relays = [
      ("a.example:443", .failing("refused: nothing listens there", seconds: 58)),
      ("b.example:443", .connectedOnly), ("c.example:443", .silent), ("d.example:443", .unresolved),
    ]
    #expect(situation.progress == "0 of 4 relays answered")
    #expect(
      situation.advice == [
        "none of 4 relays answered within 60 s:",
        "  relay a.example:443: refused: nothing listens there, for 58 s",
        "  relay b.example:443: connected, but no relay with this key answers",
        "  relay c.example:443: no answer for 60 s",
        "  relay d.example:443: its name has no address",
        "A firewall may block these ports, the keys may be wrong, or the machine is off line:"
          + " check them, or name other relays with --relay HOST:PORT:KEY.",
      ])
  }

  @Test func `without a proxy the relays are not to blame`() {
    var situation = JoinSituation(profile: .tor, status: .offline, seconds: 60)
    situation.proxyProblem = "refused: nothing listens there"
    #expect(situation.advice[0].contains("the proxy is away"))
    #expect(situation.advice.last?.contains("--proxy") == true)
  }

  @Test func `direct, silent nodes and relays are told apart from those that answer`() {
    var situation = JoinSituation(profile: .direct, status: .offline, seconds: 60)
    situation.nodes = [("a:1", .silent), ("b:2", .unresolved), ("c:3", .answered)]
    situation.relays = [("r:4", .answered)]
    #expect(situation.progress == "1 of 3 nodes and 1 of 1 relays answered")
    #expect(
      situation.advice.dropFirst().dropLast() == [
        "  node a:1: no answer for 60 s", "  node b:2: its name has no address",
      ])
    #expect(situation.advice.last?.contains("--network relay") == true)
  }

  @Test func `without named nodes there are none to wait for`() {
    let situation = JoinSituation(profile: .direct, status: .offline, seconds: 60)
    #expect(situation.progress == nil)
    #expect(situation.advice.last?.contains("--bootstrap") == true)
  }

  @Test func `joined but not announced is another matter`() {
    for profile in NetworkProfile.allCases {
      let situation = JoinSituation(profile: profile, status: .joining, seconds: 60)
      #expect(situation.advice.count == 1)
      #expect(situation.advice[0].hasPrefix("not announced after 60 s"))
      #expect(situation.advice[0].contains("--bootstrap HOST:PORT:KEY"), "what to do")
      #expect(situation.finding.result == .fail, "nobody can reach it")
    }
  }

  @Test func `a relay that is silent is named although others answer`() {
    var situation = JoinSituation(profile: .relay, status: .announced, seconds: 15)
    situation.relays = [("a.example:443", .answered), ("b.example:443", .silent)]
    #expect(situation.isIncomplete)
    #expect(situation.finding.result == .warn)
    #expect(situation.finding.words.hasPrefix("1 of 2 relays answered; announced"))
    #expect(situation.finding.words.contains("relay b.example:443: no answer for 15 s"))
    situation.relays.removeLast()
    #expect(!situation.isIncomplete && situation.finding.result == .pass)
  }
}
