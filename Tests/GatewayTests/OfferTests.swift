import GatewayCore
import Testing

@testable import Gateway

/// Calls, files and invitations, which a bot does not take.
@Suite struct OfferTests {
  private let file = ContactOffer.file(name: "list.pdf", size: 1_000, kind: 0)

  @Test func `The owner sees each, and the contact is told once a day for each kind`() throws {
    let office = try Office("")
    try office.befriend(1)
    office.receive(
      .offer(key(1), file), .offer(key(1), file), .offer(key(1), .call(withVideo: true)),
      .offer(key(1), .invitation(name: "")))
    #expect(
      office.network.takeSends().map(\.text) == [
        "This bot takes no files: yours was refused. Please write what is in it.",
        "This bot takes no calls. Please write.",
        "This bot joins no groups. Please write to it here.",
      ])
    let files = office.reports.lines("file_offer")
    #expect(files.count == 2)
    #expect(files[0].contains(#""file":"list.pdf","size":1000,"kind":0"#))
    #expect(office.reports.lines("call").map { $0.contains(#""video":true"#) } == [true])
    #expect(office.reports.lines("group_invitation").map { $0.contains(#""group":"""#) } == [true])

    office.clock.advance(seconds: 86_399)
    office.receive(.offer(key(1), file))
    #expect(office.network.takeSends().isEmpty)
    office.clock.advance(seconds: 1)
    office.receive(.offer(key(1), file))
    #expect(office.network.takeSends().count == 1)
  }

  @Test func `A handler speaks for itself, and an empty one keeps silent`() throws {
    let office = try Office(
      """
      on("file", function(offer) offer:reply("mail it: " .. offer.name) end)
      on("call", function() end)
      """)
    try office.befriend(1)
    office.receive(
      .offer(key(1), file), .offer(key(1), file), .offer(key(1), .call(withVideo: false)))
    #expect(office.network.takeSends().map(\.text) == ["mail it: list.pdf", "mail it: list.pdf"])
    #expect(office.reports.lines("call").count == 1)
  }

  @Test func `Who is no contact is not heard, and a bot without rules says nothing`() throws {
    let office = try Office(nil)
    try office.befriend(1)
    office.receive(.offer(key(1), file), .offer(key(2), file))
    #expect(office.network.takeSends().isEmpty)
    #expect(office.reports.lines("file_offer").count == 1)
  }
}
