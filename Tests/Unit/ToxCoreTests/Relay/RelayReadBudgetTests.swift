import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `What a relay brings` {
  /// Frames that only a relay can have made up, where its client has slot 0 of 240.
  static let madeUp: [[UInt8]] = [
    [0x11, 0x1b, 1, 2], [0xff, 1],
    [0x01, 0x20] + [UInt8](repeating: 3, count: 32), [0x01, 0] + [UInt8](repeating: 3, count: 32),
    [0x02, 0x11], [0x03, 0x11], [0x02, 0x10],
    [0x04, 0, 0, 0, 0, 0, 0, 0, 1], [0x04, 0, 0, 0, 0, 0, 0, 0, 0],
    [0x05, 0, 0, 0, 0, 0, 0, 0, 1],
  ]

  private func bench(_ change: (inout Limits) -> Void) -> RelayBench {
    var limits = Limits()
    change(&limits)
    return RelayBench(limits: limits)
  }

  @Test(arguments: madeUp)
  func `frames that only the relay can have made up are tolerated so often, then the relay is left`(
    plaintext: [UInt8]
  ) {
    let bench = bench { $0.relayUselessFrames = RateLimit(burst: 8, perSecond: 2) }
    let (relay, _) = bench.makeOnlineRelay()
    for _ in 0..<7 { relay.say(plaintext) }
    bench.settle()
    #expect(relay.link != nil && bench.context.drops[.overLimit] == 0)
    bench.run(for: .seconds(2))
    for _ in 0..<4 { relay.say(plaintext) }
    bench.settle()
    #expect(relay.link != nil, "it had two seconds to be forgiven")
    for _ in 0..<4 { relay.say(plaintext) }
    bench.settle()
    #expect(relay.link == nil && bench.context.drops[.overLimit] == 1)
    #expect(bench.notices.contains(.connected([])))
  }

  @Test func `a relay that goes on with it is tried ever more rarely, and costs ever less`() {
    let bench = bench { $0.relayUselessFrames = RateLimit(burst: 100, perSecond: 2) }
    let (relay, _) = bench.makeOnlineRelay()
    let (start, before) = (bench.now.monotonic, bench.context.drops[.unroutable])
    while bench.now.monotonic - start < .seconds(3_600) {
      for _ in 0..<10 { relay.say(Self.madeUp[0]) }
      bench.settle()
      bench.run(for: .milliseconds(relay.link == nil ? 1_000 : 100))
    }
    #expect((100..<200).contains(bench.attempts.count), "\(bench.attempts.count)")
    let opened = bench.context.drops[.unroutable] - before
    #expect(opened < 100 + 2 * 3_600 + 10 * 200, "no more by new connections: \(opened)")
  }

  @Test func `a relay that brings more than it may is not read until that is paid`() throws {
    let bench = bench { $0.relayLinkBytes = RateLimit(burst: 10_000, perSecond: 10_000) }
    let (relay, _) = bench.makeOnlineRelay()
    bench.run(for: .seconds(2))
    let link = try #require(relay.link)
    let data = RelayData([UInt8](repeating: 7, count: 1_000), on: RelaySlot(index: 0))
    for _ in 0..<6 { relay.say(data) }
    bench.settle()
    #expect(bench.reading[link] == nil)
    for _ in 0..<6 {
      relay.say(data)
      bench.settle()
    }
    #expect(bench.reading[link] == [false], "said once")
    #expect(bench.takeReceived().count == 12, "what was read before counts")
    bench.run(for: .milliseconds(400))
    #expect(bench.reading[link] == [false])
    bench.run(for: .milliseconds(300))
    #expect(bench.reading[link] == [false, true])
    #expect(relay.link == link && bench.attempts.count == 1)
  }

  @Test func `while one relay is not read the others are`() throws {
    let bench = bench { $0.relayLinkBytes = RateLimit(burst: 10_000, perSecond: 10_000) }
    let (loud, quiet) = (bench.makeOwnRelay(), bench.makeOwnRelay())
    let stranger = OutOfBandReceived(
      from: bench.makePeer(), [UInt8](repeating: 0x18, count: 1_000))
    for _ in 0..<20 { loud.say(stranger) }
    for _ in 0..<2 { quiet.say(stranger) }
    bench.settle()
    let (link, other) = (try #require(loud.link), try #require(quiet.link))
    #expect(bench.reading[link] == [false] && bench.reading[other] == nil)
  }

  @Test func `what a relay that is not read owes, it owes on its next connection too`() throws {
    let bench = bench { $0.relayLinkBytes = RateLimit(burst: 10_000, perSecond: 100) }
    let relay = bench.makeOwnRelay()
    for _ in 0..<20 {
      relay.say(OutOfBandReceived(from: bench.makePeer(), [UInt8](repeating: 1, count: 1_000)))
    }
    bench.settle()
    let first = try #require(relay.link)
    bench.kill(relay)
    relay.isUp = true
    bench.run(for: .seconds(2))
    let second = try #require(relay.link)
    #expect(first != second && bench.reading == [first: [false], second: [false]])
  }

  @Test func `peers that come and go without end cost more than what they say`() throws {
    let bench = bench { $0.relayLinkBytes = RateLimit(burst: 40_000, perSecond: 10_000) }
    let (relay, _) = bench.makeOnlineRelay()
    let slot = RelaySlot(index: 0)
    for _ in 0..<5 {
      relay.say(DisconnectNotification(slot: slot))
      relay.say(ConnectNotification(slot: slot))
    }
    bench.settle()
    #expect(bench.reading[try #require(relay.link)] == [false])
  }

  @Test func `what an honest relay carries at its busiest neither ends it nor holds it up`() throws
  {
    let bench = RelayBench()
    let peers = (0..<RelaySlot.count).map { _ in bench.makePeer() }
    for peer in peers { bench.want(peer) }
    let relay = bench.makeOwnRelay()
    let link = try #require(relay.link)
    // All peers come, go and come again; and a thousand strangers a second look for us.
    for round in 0..<3 {
      for peer in peers { relay.setOnline(peer, round != 1) }
    }
    let request = [0x18] + [UInt8](repeating: 1, count: 144)
    for second in 0..<10 {
      for _ in 0..<1_000 { relay.say(OutOfBandReceived(from: peers[second], request)) }
      bench.settle()
      bench.run(for: .seconds(1))
    }
    #expect(relay.link == link && bench.reading[link] == nil)
    // All that was under way to a contact that we gave up.
    let slot = try #require(relay.slots[peers[0]])
    bench.act { $0.release(peers[0], &$1) }
    for _ in 0..<5_000 { relay.say(RelayData(request, on: slot)) }
    bench.settle()
    #expect(relay.link == link && bench.reading[link] == nil)
    #expect(bench.context.drops[.unroutable] == 5_000)
  }

  @Test func `a contact that sends 200 MB a second holds its relay up for a moment`() throws {
    let bench = RelayBench()
    let (relay, _) = bench.makeOnlineRelay()
    let link = try #require(relay.link)
    let data = RelayData([UInt8](repeating: 7, count: 1_300), on: RelaySlot(index: 0))
    var received = 0
    for _ in 0..<10 {
      // What the system's buffers may hold is read at once, and then no more.
      for _ in 0..<4_000 { relay.say(data) }
      bench.settle()
      received += bench.takeReceived().count
      if bench.reading[link]?.last == false { bench.run(for: .milliseconds(200)) }
      #expect(bench.reading[link]?.last != false)
    }
    #expect(received == 40_000 && relay.link == link)
    #expect(bench.reading[link]?.isEmpty == false)
  }
}
