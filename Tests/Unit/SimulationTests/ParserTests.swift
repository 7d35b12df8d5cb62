import Testing
import ToxCore

@testable import ToxSimulation

@Suite struct `The language of scenes` {
  private func statements(_ text: String) throws -> [Statement] {
    try Scene(parsing: "node alice\nnode bob\n" + text).lines.dropFirst(2).map(\.statement)
  }

  @Test func `a network's properties are read, the others stay`() throws {
    var profile = LinkProfile()
    profile.delay = .milliseconds(20)
    profile.loss = .percent(10)
    var link = profile
    link.loss = .always
    #expect(
      try statements("network delay 20ms loss 10%\nlink alice bob loss 100%")
        == [.network(profile), .link("alice", "bob", link)])
  }

  @Test func `deeds are read`() throws {
    let text = """
      alice adds bob "let me in"   # the comment is not read
      bob accepts alice
      bob says "hello world" to alice
      bob says 100 messages to alice of 1372 bytes window 16
      restart bob without hints
      kill bob
      clock bob back 24h
      partition alice | bob
      alice uses bob
      relay bob stalls
      udp alice off
      freeze bob keeping 12 datagrams
      thaw bob
      alice sends 3 files of 1000 bytes to bob
      bob sends 1 files of 0 bytes to alice as streams
      alice pauses bob
      alice resumes bob
      """
    #expect(
      try statements(text) == [
        .add("alice", peer: "bob", request: "let me in"),
        .accept("bob", peer: "alice"),
        .say("bob", .text("hello world"), to: "alice", window: 64),
        .say("bob", .messages(count: 100, size: 1372), to: "alice", window: 16),
        .restart("bob", keepsHints: false),
        .stop("bob", saysGoodbye: false),
        .clock("bob", seconds: -86_400),
        .partition([["alice"], ["bob"]]),
        .useRelays("alice", ["bob"]),
        .relay("bob", .stalls),
        .datagrams("alice", pass: false),
        .freeze("bob", keeping: 12),
        .thaw("bob"),
        .sendFiles("alice", to: "bob", count: 3, size: 1_000, asStreams: false),
        .sendFiles("bob", to: "alice", count: 1, size: 0, asStreams: true),
        .pause("alice", true, of: "bob"),
        .pause("alice", false, of: "bob"),
      ])
  }

  @Test func `a node's home is read`() throws {
    let text = """
      site there symmetric
      node carol at there without udp bootstrap alice bob
      nodes hub 2 as relay
      """
    let expected: [Statement] = [
      .site("there", .symmetric),
      .nodes(["carol"], Home(site: "there", usesUDP: false), bootstraps: ["alice", "bob"]),
      .nodes(["hub1", "hub2"], Home(servesRelay: true), bootstraps: []),
    ]
    #expect(try statements(text) == expected)
  }

  @Test func `expectations are read`() throws {
    let text = """
      within 30s bob online-at alice
      within 2min alice heard 100 from bob in order once
      for 500ms alice has 3 receipts from bob
      """
    #expect(
      try statements(text) == [
        .within(.seconds(30), .online("bob", at: "alice", true)),
        .within(
          .seconds(120), .heard("alice", from: "bob", count: 100, inOrder: true, once: true)),
        .throughout(.milliseconds(500), .receipts("alice", from: "bob", count: 3)),
      ])
  }

  @Test func `several nodes are declared at once`() throws {
    let scene = try Scene(
      parsing: "site home symmetric\nnode boot\nnodes r 2 at home bootstrap boot")
    #expect(
      scene.lines.last?.statement
        == .nodes(["r1", "r2"], Home(site: "home"), bootstraps: ["boot"]))
  }

  @Test(arguments: [
    ("carol says \"x\" to bob", "there is no node carol"),
    ("alice dances", "alice can't \"dances\""),
    ("within 5 alice joined", "5 has no unit of time (ms, s, min, h)"),
    ("alice says \"no end", "the quoted text has no end"),
    ("network loss 101%", "101% is no percentage"),
    ("network colour 1", "a network has no colour"),
    ("heal bob", "\"bob\" makes no sense here"),
    ("node bob", "bob is there already"),
    ("partition alice bob", "a partition has sides: a b | c"),
    ("node carol at home", "there is no site home"),
    ("alice adds", "a name expected"),
    ("relay bob sleeps", "a relay [\"works\", \"refuses\", \"swallows\", \"stalls\"]"),
  ])
  func `a wrong line is named with its number and its reason`(
    _ line: String, _ reason: String
  ) {
    #expect(throws: SceneSyntaxError(line: 4, reason: reason)) {
      try statements("# a comment\n" + line)
    }
  }
}
