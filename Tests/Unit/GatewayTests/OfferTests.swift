import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine

/// Calls, files and invitations, which a bot does not take.
@Suite struct `Offers of contacts` {
  private let file = ContactOffer.file(name: "list.pdf", size: 1_000, kind: 0)

  @Test func `the owner sees each, and the contact is told once a day for each kind`() throws {
    let bench = try WorkerBench("")
    try bench.befriend(1)
    bench.receive(
      .offer(key(1), file), .offer(key(1), file), .offer(key(1), .call(withVideo: true)),
      .offer(key(1), .invitation(name: "")))
    #expect(
      bench.network.takeSends().map(\.text) == [
        "This bot takes no files: yours was refused. Please write what is in it.",
        "This bot takes no calls. Please write.",
        "This bot joins no groups. Please write to it here.",
      ])
    let files = bench.reports.lines("file_offer")
    #expect(files.count == 2)
    #expect(files[0].contains(#""file":"list.pdf","size":1000,"kind":0"#))
    #expect(bench.reports.lines("call").map { $0.contains(#""video":true"#) } == [true])
    #expect(bench.reports.lines("group_invitation").map { $0.contains(#""group":"""#) } == [true])

    bench.clock.advance(seconds: 86_399)
    bench.receive(.offer(key(1), file))
    #expect(bench.network.takeSends().isEmpty)
    bench.clock.advance(seconds: 1)
    bench.receive(.offer(key(1), file))
    #expect(bench.network.takeSends().count == 1)
  }

  @Test func `a handler speaks for itself, and an empty one keeps silent`() throws {
    let bench = try WorkerBench(
      """
      on("file", function(offer) offer:reply("mail it: " .. offer.name) end)
      on("call", function() end)
      """)
    try bench.befriend(1)
    bench.receive(
      .offer(key(1), file), .offer(key(1), file), .offer(key(1), .call(withVideo: false)))
    #expect(bench.network.takeSends().map(\.text) == ["mail it: list.pdf", "mail it: list.pdf"])
    #expect(bench.reports.lines("call").count == 1)
  }

  @Test func `a peer that is no contact is ignored, and a bot without rules says nothing`() throws {
    let bench = try WorkerBench(nil)
    try bench.befriend(1)
    bench.receive(.offer(key(1), file), .offer(key(2), file))
    #expect(bench.network.takeSends().isEmpty)
    #expect(bench.reports.lines("file_offer").count == 1)
  }
}
