import Testing
import ToxWire

@testable import ToxCore

@Suite struct `Files that come` {
  private let bench = FilesBench()

  private func kill(_ number: UInt8) -> FriendPacket {
    .fileControl(FileControl(.kill, direction: .receiving, number: number))
  }

  private func said(_ action: FileControl.Action, _ number: UInt8) -> FriendPacket {
    .fileControl(FileControl(action, direction: .receiving, number: number))
  }

  @Test func `an offer is told with all that it says`() throws {
    bench.offers(4, kind: 1, size: 70, name: "x/../y")
    let events = bench.events()
    guard case .fileOffered(let id, let details)? = events.first else {
      Issue.record("no offer: \(events)")
      return
    }
    #expect(id.contact == FilesBench.friend && id.direction == .receiving && id.number == 4)
    #expect(
      details
        == FileOfferDetails(
          kind: .avatar, size: 70, fileID: Bytes32(words: (0, 0, 0, 9)),
          name: Array("x/../y".utf8)))
    #expect(bench.said() == [])
    bench.offers(5, kind: 77, size: .max)
    guard case .fileOffered(_, let stream)? = bench.events().first else { return }
    #expect(stream.kind == .other(77) && stream.size == nil)
  }

  @Test(arguments: [1, 1_371, 1_372, 2_742, 3_000])
  func `a file is whole with its last byte, whose acknowledgement waits`(_ size: Int) throws {
    bench.offers(0, size: UInt64(size))
    let id = try bench.offered()
    try bench.accept(id)
    #expect(bench.said() == [said(.accept, 0)])
    var left = size
    while left > 0 {
      let isKept = bench.sends(0, min(left, 1_371))
      left -= min(left, 1_371)
      #expect(isKept == (left == 0))
    }
    #expect(
      bench.events() == [
        .fileData(id, position: 0, bytes: [UInt8](repeating: 1, count: size)),
        .fileReceived(id, size: UInt64(size), at: bench.position(bench.lastNumber)),
      ])
    bench.files.consume(id)
    #expect(bench.events() == [] && bench.said() == [])
    #expect(bench.files.receivingCount == 0)
  }

  @Test func `an empty file is whole with its one packet without data`() throws {
    bench.offers(0, size: 0)
    let id = try bench.offered()
    try bench.accept(id)
    #expect(bench.sends(0, 0))
    #expect(bench.events() == [.fileReceived(id, size: 0, at: bench.position(0))])
  }

  @Test(arguments: [(0, [0]), (1, [1]), (1_371, [1_371, 0]), (3_000, [1_371, 1_371, 258])])
  func `a stream ends with a short packet`(_ size: Int, _ packets: [Int]) throws {
    bench.offers(0, size: nil)
    let id = try bench.offered()
    try bench.accept(id)
    let kept = packets.map { bench.sends(0, $0) }
    #expect(kept == packets.map { $0 < 1_371 })
    #expect(
      bench.events().last
        == .fileReceived(id, size: UInt64(size), at: bench.position(bench.lastNumber)))
  }

  @Test func `what comes in one turn is told together, and files apart`() throws {
    bench.offers(0, size: 10_000)
    bench.offers(1, size: 10_000)
    for case .fileOffered(let id, _) in bench.events() { try bench.accept(id) }
    for _ in 0..<3 { for file in 0..<2 { bench.sends(UInt8(file), 1_371) } }
    let told = bench.events().compactMap {
      if case .fileData(let id, 0, let bytes) = $0 { [Int(id.number), bytes.count] } else { nil }
    }
    #expect(told == [[0, 4_113], [1, 4_113]])
  }

  @Test func `what comes without an end of the turn is told all the same`() throws {
    bench.offers(0, size: 1 << 20)
    try bench.accept(bench.offered())
    for _ in 0..<48 { bench.sends(0, 1_371) }
    guard case .tell(_, .fileData(_, 0, let bytes))? = bench.files.nextNotice() else {
      Issue.record("nothing told")
      return
    }
    #expect(bytes.count == 48 * 1_371)
  }

  @Test func `a short packet in a file of a known size ends it without success`() throws {
    bench.offers(0, size: 5_000)
    let id = try bench.offered()
    try bench.accept(id)
    _ = bench.said()
    #expect(!bench.sends(0, 1_371))
    #expect(bench.sends(0, 100), "its acknowledgement waits")
    #expect(
      bench.events() == [
        .fileData(id, position: 0, bytes: [UInt8](repeating: 1, count: 1_471)),
        .fileEnded(id, .cutShort),
      ])
    #expect(bench.said() == [kill(0)])
    #expect(!bench.sends(0, 100))
    #expect(bench.drops(.unsolicited) == 1)
  }

  @Test func `bytes past the size are cut off and counted`() throws {
    bench.offers(0, size: 10)
    let id = try bench.offered()
    try bench.accept(id)
    #expect(bench.sends(0, 1_371))
    #expect(
      bench.events() == [
        .fileData(id, position: 0, bytes: [UInt8](repeating: 1, count: 10)),
        .fileReceived(id, size: 10, at: bench.position(0)),
      ])
    #expect(bench.drops(.overLimit) == 1)
    #expect(!bench.sends(0, 1_371) && !bench.sends(0, 1))
    #expect(bench.events() == [])
    #expect(bench.drops(.unsolicited) == 2)
  }

  @Test func `data before the answer, and for unknown numbers, is dropped and counted`() throws {
    bench.offers(0, size: 10)
    #expect(!bench.sends(0, 10) && !bench.sends(9, 10))
    #expect(bench.drops(.unsolicited) == 2)
    try bench.accept(bench.offered())
    #expect(bench.sends(0, 10))
    #expect(bench.said().count == 1)
  }

  @Test func `a file is resumed where the owner says`() throws {
    bench.offers(0, size: 3_000)
    let id = try bench.offered()
    try bench.accept(id, from: 2_000)
    #expect(bench.said() == [said(.seek(2_000), 0), said(.accept, 0)])
    #expect(bench.sends(0, 1_000))
    #expect(
      bench.events() == [
        .fileData(id, position: 2_000, bytes: [UInt8](repeating: 1, count: 1_000)),
        .fileReceived(id, size: 3_000, at: bench.position(0)),
      ])
  }

  @Test func `what the owner can't accept is thrown, and nothing is said`() throws {
    bench.offers(0, size: 10)
    bench.offers(1, size: 0)
    bench.offers(2, size: nil)
    let ids = bench.events().compactMap {
      if case .fileOffered(let id, _) = $0 { id } else { nil }
    }
    #expect(throws: AcceptFileError.positionPastEnd) { try bench.accept(ids[0], from: 10) }
    #expect(throws: AcceptFileError.positionPastEnd) { try bench.accept(ids[1], from: 1) }
    bench.sessions.refusal = .queueFull
    #expect(throws: AcceptFileError.queueFull) { try bench.accept(ids[0]) }
    bench.sessions.refusal = nil
    #expect(bench.said() == [])
    try bench.accept(ids[2], from: 1 << 40)
    #expect(throws: AcceptFileError.alreadyAccepted) { try bench.accept(ids[2]) }
    bench.cancel(ids[0])
    #expect(throws: AcceptFileError.noSuchTransfer) { try bench.accept(ids[0]) }
  }

  @Test func `an id of a transfer that is over does not reach the next with its number`() throws {
    bench.offers(0, size: 10)
    let former = try bench.offered()
    bench.says(.kill, ofItsFile: 0)
    #expect(bench.events() == [.fileEnded(former, .cancelledByPeer)])
    bench.offers(0, size: 10)
    let present = try bench.offered()
    #expect(present != former && present.number == former.number)
    bench.cancel(former)
    bench.setPause(former, true)
    #expect(bench.said() == [])
    #expect(throws: AcceptFileError.noSuchTransfer) { try bench.accept(former) }
    try bench.accept(present)
  }

  @Test func `a refusal is said once, and a KILL is not answered`() throws {
    bench.offers(0, size: 10)
    let id = try bench.offered()
    bench.cancel(id)
    bench.cancel(id)
    #expect(bench.said() == [kill(0)])
    bench.says(.kill, ofItsFile: 0)
    bench.says(.kill, ofOurFile: 0)
    #expect(bench.said() == [] && bench.events() == [])
    #expect(bench.drops(.unsolicited) == 2)
  }

  @Test func `controls for unknown transfers are not answered`() {
    bench.offers(7, size: 1)
    _ = bench.events()
    for action in [FileControl.Action.accept, .pause, .kill, .seek(1)] {
      bench.says(action, ofItsFile: 200)
      bench.says(action, ofOurFile: 200)
    }
    for payload: [UInt8] in [
      [81, 0], [81, 0, 7], [81, 0, 7, 4], [81, 9, 7, 0], [81, 0, 7, 3, 1],
    ] {
      bench.says(payload)
    }
    #expect(bench.said() == [] && bench.events() == [])
    #expect(bench.drops(.unsolicited) == 8)
    #expect(bench.drops(.malformed) == 5)
  }

  @Test func `a whole file that is cancelled is acknowledged once its sender knows that`() throws {
    bench.offers(0, size: 10)
    let id = try bench.offered()
    try bench.accept(id)
    bench.sends(0, 10)
    _ = (bench.notices(), bench.said())
    let number = bench.sessions.numberNext
    bench.cancel(id)
    #expect(bench.said() == [kill(0)])
    #expect(bench.files.receivingCount == 0)
    bench.files.consume(id)
    bench.files.acknowledged(through: number &- 1, on: FilesBench.session)
    #expect(bench.notices() == [])
    bench.files.acknowledged(through: number, on: FilesBench.session)
    #expect(bench.notices() == [.release(FilesBench.session, 0)])
    bench.files.acknowledged(through: number &+ 1, on: FilesBench.session)
    #expect(bench.notices() == [])
  }

  @Test func `what comes of a file behind its cancellation waits until its sender knows`() throws {
    bench.offers(0, size: 1_000_000)
    let id = try bench.offered()
    try bench.accept(id)
    #expect(!bench.sends(0, FileData.sizeLimit))
    let kill = bench.sessions.numberNext
    bench.cancel(id)
    _ = (bench.notices(), bench.said())
    #expect(bench.sends(0, FileData.sizeLimit))
    let held = bench.lastNumber
    #expect(!bench.sends(0, FileData.sizeLimit), "acknowledged with the one before it")
    #expect(bench.drops(.unsolicited) == 2)
    bench.files.acknowledged(through: kill &- 1, on: FilesBench.session)
    #expect(bench.notices() == [])
    bench.files.acknowledged(through: kill, on: FilesBench.session)
    #expect(bench.notices() == [.release(FilesBench.session, held)])
    // It knows; whatever comes now is no part of a file.
    #expect(!bench.sends(0, FileData.sizeLimit))
  }

  @Test func `the piece that cuts a file short waits until its sender knows`() throws {
    bench.offers(0, size: 1_000_000)
    let id = try bench.offered()
    try bench.accept(id)
    _ = bench.said()
    let kill = bench.sessions.numberNext
    #expect(bench.sends(0, 10))
    #expect(bench.said() == [self.kill(0)])
    bench.files.acknowledged(through: kill, on: FilesBench.session)
    #expect(bench.notices().contains(.release(FilesBench.session, bench.lastNumber)))
  }

  @Test func `a new file under the number of a cancelled one is taken`() throws {
    bench.offers(0, size: 1_000_000)
    let first = try bench.offered()
    try bench.accept(first)
    bench.cancel(first)
    bench.offers(0, size: 10)
    let second = try bench.offered()
    try bench.accept(second)
    #expect(bench.sends(0, 10), "its last data waits for the owner")
    _ = bench.notices()
    bench.files.consume(second)
    #expect(bench.notices() == [.release(FilesBench.session, bench.lastNumber)])
  }

  @Test func `a whole file is acknowledged when its sender can't be told that it is cancelled`()
    throws
  {
    bench.offers(0, size: 10)
    let id = try bench.offered()
    try bench.accept(id)
    bench.sends(0, 10)
    _ = bench.notices()
    bench.sessions.refusal = .queueFull
    bench.cancel(id)
    #expect(bench.notices() == [.release(FilesBench.session, 0)])
  }

  @Test func `with its session a transfer ends, and what came of it is told first`() throws {
    bench.offers(0, size: 5_000)
    let running = try bench.offered()
    try bench.accept(running)
    bench.offers(1, size: 5)
    let whole = try bench.offered()
    try bench.accept(whole)
    bench.offers(2, size: 5)
    let waiting = try bench.offered()
    bench.sends(1, 5)
    _ = bench.events()
    bench.sends(0, 1_371)
    bench.files.end(FilesBench.session)
    #expect(
      bench.events() == [
        .fileData(running, position: 0, bytes: [UInt8](repeating: 1, count: 1_371)),
        .fileEnded(running, .disconnected), .fileEnded(waiting, .disconnected),
      ])
    #expect(bench.files.receivingCount == 0)
    #expect(bench.files.files(of: FilesBench.session) == nil)
    bench.files.consume(whole)
    bench.cancel(whole)
    #expect(bench.notices() == [])
  }
}
