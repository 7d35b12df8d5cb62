import Testing
import ToxWire

@testable import ToxCore

@Suite struct `Files that we send` {
  private let bench = FilesBench()

  /// Offers a file that the contact accepts.
  private func accepted(size: UInt64?) throws -> FileTransferID {
    let id = try bench.offer(size: size)
    bench.says(.accept, ofOurFile: id.number)
    return id
  }

  private func packets(_ sizes: [Int], of file: UInt8 = 0) -> [FilesBench.Packet] {
    sizes.map { FilesBench.Packet(file: file, size: $0) }
  }

  @Test func `an offer says all that the owner gave`() throws {
    let id = try bench.offer(size: 77, name: "b.pdf", kind: .avatar)
    #expect(id.number == 0 && id.direction == .sending)
    let offer = FileOffer(
      number: 0, fileKind: 1, size: 77, fileID: Bytes32(words: (0, 0, 0, 5)),
      name: Array("b.pdf".utf8))
    #expect(bench.said() == [.fileOffer(offer)])
    #expect(try bench.offer(size: nil).number == 1)
    #expect(bench.leaves() == [] && bench.events() == [])
  }

  @Test(
    arguments: [
      (1, [1]), (1_371, [1_371]), (1_372, [1_371, 1]), (2_742, [1_371, 1_371]),
      (3_000, [1_371, 1_371, 258]),
    ])
  func `a file leaves in full packets and a rest`(_ size: Int, _ sizes: [Int]) throws {
    let id = try accepted(size: UInt64(size))
    #expect(
      bench.events() == [
        .fileAccepted(id, from: 0), .fileWritable(id, position: 0, count: size),
      ])
    try bench.write(id, size)
    #expect(bench.notices() == [.dataWaits(FilesBench.session)])
    #expect(bench.leaves() == packets(sizes))
    #expect(bench.events() == [])
    // The offer was packet 0.
    bench.files.acknowledged(through: UInt32(sizes.count - 1), on: FilesBench.session)
    #expect(bench.events() == [])
    bench.files.acknowledged(through: UInt32(sizes.count), on: FilesBench.session)
    #expect(bench.events() == [.fileSent(id)])
    #expect(try bench.offer(size: 1).number == 1)
  }

  @Test func `an empty file is one packet without data, for which nothing is asked`() throws {
    let id = try accepted(size: 0)
    #expect(bench.events() == [.fileAccepted(id, from: 0)])
    #expect(bench.leaves() == packets([0]))
    bench.files.acknowledged(through: 1, on: FilesBench.session)
    #expect(bench.events() == [.fileSent(id)])
  }

  @Test(
    arguments: [
      (0, [0]), (1, [1]), (1_371, [1_371, 0]), (1_372, [1_371, 1]), (2_742, [1_371, 1_371, 0]),
      (3_000, [1_371, 1_371, 258]),
    ])
  func `a stream ends with a short packet`(_ size: Int, _ sizes: [Int]) throws {
    let id = try accepted(size: nil)
    #expect(
      bench.events() == [
        .fileAccepted(id, from: 0),
        .fileWritable(id, position: 0, count: 47 * 1_371),
      ])
    try bench.write(id, size, isLast: true)
    #expect(bench.leaves() == packets(sizes))
    #expect(bench.events() == [])
  }

  @Test func `what is no full packet waits for more, unless it is the end`() throws {
    let id = try accepted(size: nil)
    _ = bench.events()
    try bench.write(id, 1_372)
    #expect(bench.leaves() == packets([1_371]))
    #expect(bench.events() == [.fileWritable(id, position: 1_372, count: 47 * 1_371)])
    try bench.write(id, 1_371)
    #expect(bench.leaves() == packets([1_371]))
    try bench.write(id, 0, isLast: true)
    #expect(bench.leaves() == packets([1]))
  }

  @Test func `the owner is asked for so much that two asks are held at most`() throws {
    let id = try accepted(size: 1 << 30)
    let others = try bench.answerAsks()
    #expect(others == [.fileAccepted(id, from: 0)])
    let ask = 47 * 1_371
    // Two answers are held; the third is asked for when one has left.
    #expect(bench.leaves(1).count == 1)
    let asked = bench.events()
    #expect(asked == [.fileWritable(id, position: UInt64(ask), count: ask)])
    try bench.write(id, ask)
    #expect(bench.leaves(45).count == 45)
    #expect(bench.events() == [])
    #expect(bench.leaves(2).count == 2)
    #expect(bench.events() == [.fileWritable(id, position: UInt64(2 * ask), count: ask)])
  }

  @Test func `answers that don't fit are thrown`() throws {
    let id = try bench.offer(size: 5_000)
    #expect(throws: WriteFileError.notAsked) { try bench.write(id, 1) }
    bench.says(.accept, ofOurFile: 0)
    #expect(throws: WriteFileError.tooMuch) { try bench.write(id, 5_001) }
    #expect(throws: WriteFileError.empty) { try bench.write(id, 0) }
    #expect(throws: WriteFileError.endsEarly) { try bench.write(id, 4_999, isLast: true) }
    try bench.write(id, 4_999)
    try bench.write(id, 1, isLast: true)
    #expect(throws: WriteFileError.notAsked) { try bench.write(id, 1) }
    bench.cancel(id)
    #expect(throws: WriteFileError.noSuchTransfer) { try bench.write(id, 1) }
  }

  @Test func `offers that can't be made are thrown`() throws {
    #expect(throws: OfferFileError.nameTooLong) {
      try bench.offer(size: 1, name: String(repeating: "a", count: 256))
    }
    bench.sessions.refusal = .queueFull
    #expect(throws: OfferFileError.queueFull) { try bench.offer(size: 1) }
    bench.sessions.refusal = .noSession
    #expect(throws: OfferFileError.offline) { try bench.offer(size: 1) }
    bench.sessions.refusal = nil
    for number in 0..<256 { #expect(try Int(bench.offer(size: 1).number) == number) }
    #expect(throws: OfferFileError.tooMany) { try bench.offer(size: 1) }
  }

  @Test func `the contact may choose where the file begins, before it accepts`() throws {
    let id = try bench.offer(size: 5_000)
    bench.says(.seek(5_000), ofOurFile: 0)
    bench.says(.seek(4_000), ofItsFile: 0)
    #expect(bench.drops(.unsolicited) == 2)
    bench.says(.seek(100), ofOurFile: 0)
    bench.says(.seek(4_000), ofOurFile: 0)
    bench.says(.accept, ofOurFile: 0)
    #expect(
      bench.events() == [
        .fileAccepted(id, from: 4_000), .fileWritable(id, position: 4_000, count: 1_000),
      ])
    bench.says(.seek(10), ofOurFile: 0)
    #expect(bench.drops(.unsolicited) == 3)
    try bench.write(id, 1_000)
    #expect(bench.leaves() == packets([1_000]))
    bench.says(.seek(10), ofOurFile: 0)
    #expect(bench.drops(.unsolicited) == 4)
    #expect(bench.events() == [])
  }

  @Test func `a refusal, and a KILL at any time, ends a transfer`() throws {
    let refused = try bench.offer(size: 10)
    bench.says(.kill, ofOurFile: refused.number)
    #expect(bench.events() == [.fileEnded(refused, .cancelledByPeer)])
    let running = try accepted(size: 5_000)
    try bench.write(running, 2_000)
    #expect(bench.leaves(1).count == 1)
    bench.says(.kill, ofOurFile: running.number)
    #expect(bench.events().last == .fileEnded(running, .cancelledByPeer))
    #expect(bench.leaves() == [])
    let finishing = try accepted(size: 5)
    try bench.write(finishing, 5)
    #expect(bench.leaves() == packets([5], of: finishing.number))
    bench.says(.kill, ofOurFile: finishing.number)
    #expect(bench.events().last == .fileEnded(finishing, .cancelledByPeer))
    bench.files.acknowledged(through: 99, on: FilesBench.session)
    #expect(bench.events() == [])
  }

  @Test func `what the contact says of a file that is over does not concern the next one`() throws {
    let first = try bench.offer(size: 10)
    bench.cancel(first)
    let second = try bench.offer(size: 10)
    bench.says(.accept, ofOurFile: first.number)
    bench.says(.kill, ofOurFile: first.number)
    #expect(bench.events() == [])
    bench.says(.accept, ofOurFile: second.number)
    #expect(bench.events().first == .fileAccepted(second, from: 0))
  }

  @Test func `numbers are used in turn, and low ones as long as there are some`() throws {
    var numbers: [UInt8] = []
    for _ in 0..<18 {
      let id = try bench.offer(size: 10)
      numbers.append(id.number)
      if id.number != 3 { bench.cancel(id) }
    }
    #expect(numbers == Array(0...15) + [0, 1])
    numbers = try (0..<17).map { _ in try bench.offer(size: 10).number }
    #expect(numbers == [2] + Array(4...15) + [0, 1, 16, 17])
  }

  @Test func `a contact can't place a stream where no file ends`() throws {
    let id = try bench.offer(size: nil)
    bench.says(.seek(.max), ofOurFile: id.number)
    bench.says(.accept, ofOurFile: id.number)
    #expect(bench.events().first == .fileAccepted(id, from: 0))
    try bench.write(id, 2_000)
    #expect(bench.leaves() == packets([1_371]))
  }

  @Test func `a transfer that the owner ends sends no more`() throws {
    let id = try accepted(size: 5_000)
    try bench.write(id, 5_000)
    #expect(bench.leaves(1).count == 1)
    _ = bench.said()
    bench.cancel(id)
    #expect(
      bench.said() == [.fileControl(FileControl(.kill, direction: .sending, number: 0))])
    #expect(bench.leaves() == [])
    // Once the number is used again, its turn is not taken by what was left.
    for _ in 1..<16 { bench.cancel(try bench.offer(size: 1)) }
    let next = try accepted(size: 1)
    #expect(next.number == 0)
    try bench.write(next, 1)
    #expect(bench.leaves() == packets([1]))
  }

  @Test func `several files take turns, packet by packet`() throws {
    for size in [1_371 * 3, 1_371 * 3, 1_371 * 2] {
      let id = try accepted(size: UInt64(size))
      try bench.write(id, size)
    }
    #expect(bench.leaves().map(\.file) == [0, 1, 2, 0, 1, 2, 0, 1])
  }

  @Test func `with its session everything ends`() throws {
    let offered = try bench.offer(size: 10)
    let running = try bench.offer(size: 10)
    bench.says(.accept, ofOurFile: 1)
    _ = bench.events()
    bench.files.end(FilesBench.session)
    #expect(
      bench.events() == [
        .fileEnded(offered, .disconnected), .fileEnded(running, .disconnected),
      ])
    #expect(throws: WriteFileError.noSuchTransfer) { try bench.write(running, 10) }
    #expect(!bench.files.hasBulk(for: FilesBench.session))
  }
}
