import Testing
import ToxWire

@testable import ToxCore

@Suite struct `What a contact proposes` {
  private let bench = FriendsBench()

  private func file(_ number: UInt8, kind: UInt32 = 0, size: UInt64? = 10) -> FileOffer {
    FileOffer(
      number: number, fileKind: kind, size: size, fileID: .zero, name: Array("a.pdf".utf8))
  }

  @Test func `an offered file is refused, so that its sender sees it`() throws {
    let contact = try bench.onlineContact()
    bench.says(file(5), on: contact.session)
    #expect(
      bench.sent() == [.fileControl(FileControl(.kill, direction: .receiving, number: 5))])
    bench.says(FileControl(.pause, direction: .sending, number: 5), on: contact.session)
    bench.says(FileData([1], number: 5), on: contact.session)
    #expect(bench.sent() == [])
    #expect(bench.context.drops[.unsupported] == 3)
    #expect(
      bench.events() == [
        .offer(contact.id, .file(kind: 0, size: 10, name: Array("a.pdf".utf8)))
      ])
  }

  @Test func `an avatar is refused without an event`() throws {
    let contact = try bench.onlineContact()
    bench.says(file(1, kind: 1, size: 0), on: contact.session)
    #expect(
      bench.sent() == [.fileControl(FileControl(.kill, direction: .receiving, number: 1))])
    #expect(bench.said() == [])
  }

  @Test func `a call is ended at once, and only a call`() throws {
    let contact = try bench.onlineContact()
    bench.says(CallSignal(.invite, capabilities: 0x3c), on: contact.session)
    #expect(bench.sent() == [.callSignal(CallSignal(.pop))])
    #expect(bench.events() == [.offer(contact.id, .call(withVideo: true))])
    bench.says(CallSignal(.pop), on: contact.session)
    bench.says(CallSignal(.push, capabilities: 4), on: contact.session)
    #expect(bench.sent() == [] && bench.said() == [])
  }

  @Test func `an invitation is told`() throws {
    let contact = try bench.onlineContact()
    bench.says(
      ConferenceInvitation(number: 1, type: 0, conferenceID: .zero), on: contact.session)
    bench.says(
      GroupInvitation(chatID: .zero, inviterKey: .zero, name: [65]), on: contact.session)
    #expect(
      bench.events() == [
        .offer(contact.id, .group(name: [])), .offer(contact.id, .group(name: [65])),
      ])
    #expect(bench.sent() == [])
  }

  @Test func `over the limit each is refused and none is told, in other sessions neither`() throws {
    let contact = try bench.onlineContact()
    let limit = bench.context.limits.friendOffers
    for _ in 0..<100 { bench.says(file(1), on: contact.session) }
    #expect(bench.sent().count == 100)
    #expect(bench.events().count == limit.burst)
    #expect(bench.context.drops[.overLimit] == UInt64(100 - limit.burst))

    bench.closed(contact.session, .kill)
    let session = bench.incoming(from: contact.person, contact.dhtKey)
    bench.established(session)
    bench.says(Online(), on: session)
    bench.arrived(session)
    _ = bench.events()
    for _ in 0..<100 { bench.says(file(1), on: session) }
    #expect(bench.events() == [])
    bench.now = .milliseconds(3_060)
    for _ in 0..<100 { bench.says(file(1), on: session) }
    #expect(bench.events().count == 3 * limit.perSecond)
  }
}
