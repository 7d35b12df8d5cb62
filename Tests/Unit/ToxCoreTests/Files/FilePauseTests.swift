import Testing
import ToxWire

@testable import ToxCore

@Suite struct `Pauses of files` {
  private let bench = FilesBench()

  private func receiving(_ number: UInt8 = 0, size: UInt64 = 1 << 30) throws -> FileTransferID {
    bench.offers(number, size: size)
    let id = try bench.offered()
    try bench.accept(id)
    _ = bench.said()
    return id
  }

  private func sending() throws -> FileTransferID {
    let id = try bench.offer(size: 1 << 30)
    bench.says(.accept, ofOurFile: id.number)
    _ = try bench.answerAsks()
    _ = bench.said()
    return id
  }

  private func control(
    _ action: FileControl.Action, _ direction: FileControl.Direction
  ) -> FriendPacket {
    .fileControl(FileControl(action, direction: direction, number: 0))
  }

  @Test func `a pause of ours is said once, and data that is under way counts`() throws {
    let id = try receiving()
    bench.setPause(id, true)
    bench.setPause(id, true)
    #expect(bench.said() == [control(.pause, .receiving)])
    bench.sends(0, 1_371)
    bench.setPause(id, false)
    #expect(bench.said() == [control(.accept, .receiving)])
    #expect(
      bench.events() == [
        .filePaused(id, byPeer: false), .fileResumed(id, byPeer: false),
        .fileData(id, position: 0, bytes: [UInt8](repeating: 1, count: 1_371)),
      ])
  }

  @Test func `data flow when neither side holds the transfer`() throws {
    let id = try sending()
    bench.says(.pause, ofOurFile: 0)
    bench.setPause(id, true)
    #expect(bench.leaves() == [])
    bench.says(.accept, ofOurFile: 0)
    #expect(bench.leaves() == [])
    bench.setPause(id, false)
    #expect(
      bench.events() == [
        .filePaused(id, byPeer: true), .filePaused(id, byPeer: false),
        .fileResumed(id, byPeer: true), .fileResumed(id, byPeer: false),
      ])
    #expect(bench.leaves(3).count == 3)
    bench.says(.pause, ofOurFile: 0)
    #expect(bench.leaves() == [])
    #expect(bench.events().last == .filePaused(id, byPeer: true))
    bench.says(.accept, ofOurFile: 0)
    #expect(bench.leaves(1).count == 1)
  }

  @Test func `the other files go on in a pause of one`() throws {
    _ = try sending()
    let other = try sending()
    #expect(other.number == 1)
    bench.says(.pause, ofOurFile: 0)
    #expect(bench.leaves(4).map(\.file) == [1, 1, 1, 1])
  }

  @Test func `a pause makes no sense before the answer, nor twice`() throws {
    bench.offers(0, size: 10)
    let id = try bench.offered()
    bench.setPause(id, true)
    bench.says(.pause, ofItsFile: 0)
    bench.says(.accept, ofItsFile: 0)
    #expect(bench.said() == [] && bench.events() == [])
    #expect(bench.drops(.unsolicited) == 2)
    try bench.accept(id)
    bench.says(.pause, ofItsFile: 0)
    bench.says(.pause, ofItsFile: 0)
    bench.says(.seek(3), ofItsFile: 0)
    #expect(bench.drops(.unsolicited) == 4)
    #expect(bench.events() == [.filePaused(id, byPeer: true)])
    bench.says(.accept, ofItsFile: 0)
    #expect(bench.events() == [.fileResumed(id, byPeer: true)])
  }

  @Test func `an answer to an ask is taken in a pause`() throws {
    let id = try bench.offer(size: 10)
    bench.says(.accept, ofOurFile: 0)
    bench.says(.pause, ofOurFile: 0)
    _ = bench.events()
    try bench.write(id, 10)
    #expect(bench.leaves() == [])
    bench.says(.accept, ofOurFile: 0)
    #expect(bench.leaves().count == 1)
  }

  @Test func `a contact that does not heed our pause is cut off`() throws {
    let bench = FilesBench { $0.filePausedBytes = 10_000 }
    bench.offers(0, size: 1 << 30)
    let id = try bench.offered()
    try bench.accept(id)
    bench.sends(0, 1_371)
    bench.setPause(id, true)
    _ = bench.said()
    for _ in 0..<7 { bench.sends(0, 1_371) }
    #expect(bench.said() == [])
    bench.sends(0, 1_371)
    #expect(bench.events().last == .fileEnded(id, .violation))
    #expect(bench.said() == [control(.kill, .receiving)])
    #expect(bench.drops(.overLimit) == 1)
    #expect(!bench.sends(0, 1_371))
  }

  @Test func `a contact that changes pauses without end is cut off`() throws {
    let id = try sending()
    let limit = bench.context.limits.filePauses
    var changes = 0
    while changes <= limit.burst, bench.files.files(of: id) != nil {
      bench.says(changes.isMultiple(of: 2) ? .pause : .accept, ofOurFile: 0)
      changes += 1
    }
    #expect(changes == limit.burst + 1)
    #expect(bench.events().last == .fileEnded(id, .violation))
    #expect(bench.said() == [control(.kill, .sending)])
  }
}
