import Foundation
import GatewayCore
import GatewayTestSupport
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// The threads that wait for the disk.
@Suite(.timeLimit(.minutes(1))) struct `Threads of the disk` {
  private func lane(_ number: Int64) -> DiskThreads.Lane { .init(file: MessageID(number)) }

  @Test func `jobs of a lane run in order, and a lane that waits delays no other`() throws {
    let threads = DiskThreads(atMost: 2)
    let done = Mutex<[Int64]>([])
    let held = DispatchSemaphore(value: 0)
    let end = DispatchSemaphore(value: 0)
    for number in 1...3 as ClosedRange<Int64> {
      threads.submit(lane(1)) {
        if number == 1 { held.wait() }
        done.withLock { $0.append(number) }
        if number == 3 { end.signal() }
        return .done
      }
    }
    let other = DispatchSemaphore(value: 0)
    for number in 11...14 as ClosedRange<Int64> {
      threads.submit(lane(number)) {
        done.withLock { $0.append(number) }
        if number == 14 { other.signal() }
        return .done
      }
    }
    other.wait()
    #expect(done.withLock { $0.sorted() } == [11, 12, 13, 14])
    held.signal()
    end.wait()
    #expect(done.withLock { $0.suffix(3) } == [1, 2, 3])
    threads.close(within: 10_000)
  }

  @Test func `a job that is to be tried again holds its lane, and no thread`() throws {
    let threads = DiskThreads(atMost: 1)
    let done = Mutex<[String]>([])
    let end = DispatchSemaphore(value: 0)
    threads.submit(lane(1)) {
      done.withLock { done in
        done.append("try")
        return done.count { $0 == "try" } < 3 ? .again(after: 20) : .done
      }
    }
    threads.submit(lane(1)) {
      done.withLock { $0.append("next") }
      end.signal()
      return .done
    }
    threads.submit(lane(2)) {
      done.withLock { $0.append("other") }
      return .done
    }
    end.wait()
    let all = done.withLock(\.self)
    #expect(all.filter { $0 != "other" } == ["try", "try", "try", "next"])
    #expect(all.firstIndex(of: "other") ?? 9 < 3)
    threads.close(within: 10_000)
  }

  @Test func `closing waits for what was begun, not for what waits to be tried again`() throws {
    let threads = DiskThreads(atMost: 2)
    let done = Mutex(0)
    threads.submit(lane(1)) { .again(after: 3_600_000) }
    for number in 2...50 as ClosedRange<Int64> {
      threads.submit(lane(number)) {
        done.withLock { $0 += 1 }
        return .done
      }
    }
    threads.close(within: 10_000)
    #expect(done.withLock(\.self) == 49)
    threads.submit(lane(1)) { preconditionFailure("closed") }
  }
}

/// Files on a real disk, through its threads.
@Suite(.timeLimit(.minutes(1))) struct `The disk under files` {
  private let directory: TestDirectory
  private let disk: FileDisk
  private let told: Told
  private let id = MessageID(5)

  /// What the disk tells, in order.
  private final class Told: Sendable {
    private let events = Mutex<[FileDiskEvent]>([])
    private let condition = Condition()

    func append(_ event: FileDiskEvent) {
      condition.withLock { events.withLock { $0.append(event) } }
      condition.signal()
    }

    /// Waits for an event that has a value.
    func next<Value>(_ value: (FileDiskEvent) -> Value?) -> Value {
      var found: Value?
      condition.withLock {
        condition.wait(atMost: nil) {
          found = all.lazy.compactMap(value).first
          return found != nil
        }
      }
      guard let found else { preconditionFailure("waited for it") }
      return found
    }

    var all: [FileDiskEvent] { events.withLock(\.self) }
  }

  init() throws {
    directory = try TestDirectory()
    disk = FileDisk(
      FileFolder(try Home(path: directory.path)),
      types: MediaTypes(ofHead: { "head of \($0.count)" }, ofFile: { $0 }))
    let told = Told()
    self.told = told
    disk.follow { told.append($0) }
  }

  private func whole(_ event: FileDiskEvent) -> (size: UInt64, digest: [UInt8], type: String?)? {
    if case .news(id, .whole(let size, let digest, let type)) = event {
      return (size, digest, type)
    }
    return nil
  }

  private func content(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0) }
  }

  private func receive(from position: UInt64 = 0, size: UInt64?) -> FileReception {
    disk.receive(id, from: position, size: size, keepsFree: 0)
  }

  @Test func `what was handed over is the whole file, told when it has its name`() throws {
    let bytes = content(3_000_000)
    let file = receive(size: 3_000_000)
    for start in stride(from: 0, to: bytes.count, by: 60_000) {
      file.write(Array(bytes[start..<min(start + 60_000, bytes.count)]), at: UInt64(start))
    }
    file.finish(size: 3_000_000)
    let (size, digest, type) = told.next(whole)
    #expect(size == 3_000_000 && type == disk.folder.path(of: id))
    let early = told.next { event -> String? in
      if case .news(id, .durable(_, let type?)) = event { return type }
      return nil
    }
    #expect(early == "head of 65536", "told before the file is whole")
    let stored = try WholeFile(id, in: disk.folder)
    #expect(try stored.read(at: 0, count: 4_000_000) == bytes)
    #expect(try stored.digest() == digest)
  }

  @Test func `a session that ends leaves a durable part, with which the next one goes on`() throws {
    let bytes = content(100_000)
    let first = receive(size: 100_000)
    first.write(Array(bytes[..<40_000]), at: 0)
    first.close()
    let durable = told.next { event -> UInt64? in
      if case .news(id, .durable(let position, nil)) = event { return position }
      return nil
    }
    #expect(durable == 40_000)
    // The engine may not have heard of it yet.
    let second = receive(from: 7, size: 100_000)
    let start = told.next { event -> UInt64? in
      if case .isOpen(id, let position) = event, position > 0 { return position }
      return nil
    }
    #expect(start == 40_000)
    second.write(Array(bytes[40_000...]), at: 40_000)
    second.finish(size: 100_000)
    #expect(told.next(whole).size == 100_000)
    #expect(try WholeFile(id, in: disk.folder).read(at: 0, count: 200_000) == bytes)
  }

  @Test func `a file that is whole by the time its sender offers it again is told so`() throws {
    let file = receive(size: 3)
    file.write([1, 2, 3], at: 0)
    file.finish(size: 3)
    file.close()
    _ = receive(size: 3)
    let size = told.next { event -> UInt64? in
      if case .isWhole(id, let size) = event { return size }
      return nil
    }
    #expect(size == 3)
  }

  @Test func `a part that has every byte and not its name is asked for its last byte again`() throws
  {
    let first = receive(size: 4)
    first.write([1, 2, 3, 4], at: 0)
    first.close()
    let second = receive(from: 4, size: 4)
    let start = told.next { event -> UInt64? in
      if case .isOpen(id, let position) = event, position > 0 { return position }
      return nil
    }
    #expect(start == 3)
    second.write([4], at: 3)
    second.finish(size: 4)
    #expect(told.next(whole).size == 4)
  }

  /// Where sessions of the file went on, once so many have begun.
  private func starts(_ count: Int) -> [UInt64] {
    told.next { _ -> [UInt64]? in
      let all = told.all.compactMap { event -> UInt64? in
        if case .isOpen(id, let position) = event { position } else { nil }
      }
      return all.count >= count ? all : nil
    }
  }

  @Test func `a session that begins while the last one is made durable goes on behind it`() throws {
    let first = receive(size: 100_000)
    first.write(content(40_000), at: 0)
    let held = holdLane()
    first.close()
    // It ends before a byte of it comes.
    let second = receive(size: 100_000)
    second.close()
    held.signal()
    #expect(starts(2) == [0, 40_000])
    let third = receive(size: 100_000)
    #expect(starts(3) == [0, 40_000, 40_000])
    third.write(content(60_000), at: 40_000)
    third.finish(size: 100_000)
    #expect(told.next(whole).size == 100_000)
  }

  @Test func `a part that is shorter than it was goes on behind what is there`() throws {
    let file = receive(from: 9, size: 10)
    #expect(starts(1) == [0])
    file.write(content(10), at: 0)
    file.finish(size: 10)
    #expect(told.next(whole).size == 10)
  }

  /// Has the jobs of the file wait until the semaphore is signalled.
  private func holdLane() -> DispatchSemaphore {
    let held = DispatchSemaphore(value: 0)
    disk.threads.submit(.init(file: id)) {
      held.wait()
      return .done
    }
    return held
  }

  @Test func `a disk that is slow for one file makes its sender pause, and delays no other`() throws
  {
    let held = holdLane()
    let slow = receive(size: nil)
    for place in 0..<48 { slow.write(content(60_000), at: UInt64(place * 60_000)) }
    let long = told.next { event in if case .isLong(id) = event { true } else { nil } }
    #expect(long)
    let other = disk.receive(MessageID(6), from: 0, size: 2, keepsFree: 0)
    other.write([1, 2], at: 0)
    other.finish(size: 2)
    let size = told.next { event -> UInt64? in
      if case .news(MessageID(6), .whole(let size, _, _)) = event { return size }
      return nil
    }
    #expect(size == 2)
    held.signal()
    let short = told.next { event in if case .isShort(id) = event { true } else { nil } }
    #expect(short)
    slow.finish(size: 48 * 60_000)
    #expect(told.next(whole).size == 48 * 60_000)
  }

  @Test func `what waits for the disk is counted for all files together`() throws {
    let held = holdLane()
    let slow = receive(size: nil)
    for place in 0..<20 { slow.write(content(60_000), at: UInt64(place * 60_000)) }
    #expect(!disk.noteWaiting(FileDisk.waitingMax - 20 * 60_000))
    #expect(disk.noteWaiting(1))
    #expect(!disk.noteWaiting(20 * 60_000 - FileDisk.waitingMax - 1))
    held.signal()
    slow.finish(size: 20 * 60_000)
    #expect(told.next(whole).size == 20 * 60_000)
    #expect(!disk.noteWaiting(FileDisk.waitingMax))
  }

  @Test func `a disk without room pauses the sender and is told once`() throws {
    let file = disk.receive(id, from: 0, size: 10, keepsFree: .max - (1 << 40))
    file.write([1], at: 0)
    file.write([2], at: 1)
    let isFull = told.next { event in
      if case .news(id, .isOutOfSpace) = event { true } else { nil }
    }
    #expect(isFull)
    let isLong = told.next { event in if case .isLong(id) = event { true } else { nil } }
    #expect(isLong)
    disk.close()
    let count = told.all.count { if case .news(id, .isOutOfSpace) = $0 { true } else { false } }
    #expect(count == 1)
  }

  @Test func `what is discarded is gone, whatever still comes`() throws {
    let file = receive(size: 10)
    file.write([1, 2, 3], at: 0)
    file.cancel()
    disk.discard(id)
    file.write([4], at: 3)
    file.finish(size: 4)
    disk.close()
    #expect(disk.folder.contents.isEmpty)
    let isWhole = told.all.contains { whole($0) != nil }
    #expect(!isWhole)
  }

  @Test(arguments: [(2, 3), (4, 3), (3, 5), (3, 3)] as [(UInt64, UInt64)])
  func `a file with a gap, an overlap or another size is not stored`(
    _ second: UInt64, _ size: UInt64
  ) throws {
    let file = receive(size: nil)
    file.write([1, 2, 3], at: 0)
    file.write([4], at: second)
    file.finish(size: size)
    let failure = told.next { event -> FileFailure? in
      if case .news(id, .failed(let failure)) = event { return failure }
      return nil
    }
    #expect(failure == .malformed && disk.gapCount == 1)
    file.write([4], at: 3)
    file.finish(size: 4)
    disk.close()
    let failures = told.all.count { if case .news(id, .failed) = $0 { true } else { false } }
    #expect(failures == 1 && disk.folder.size(of: id) == nil)
  }

  @Test func `a file to be sent is copied with its hash, and read where it is asked for`() throws {
    let path = directory.path + "-source"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(content(200_000)).write(to: URL(filePath: path))
    let base = FileDisk.folder(ofBot: path)
    let name = String(path.dropFirst(base.count + 1))
    disk.copy(id, from: .path(name), relativeTo: base, keepsFree: 0)
    let copied = told.next { event -> (UInt64, [UInt8])? in
      if case .news(id, .copied(let size, let digest, _)) = event { return (size, digest) }
      return nil
    }
    #expect(copied.0 == 200_000)
    disk.read(id, at: 150_000, count: 65_536)
    let read = told.next { event -> [UInt8]? in
      if case .read(id, at: 150_000, let bytes) = event { return bytes }
      return nil
    }
    #expect(read == Array(content(200_000)[150_000...]))
    #expect(try WholeFile(id, in: disk.folder).digest() == copied.1)
    disk.copy(MessageID(8), from: .path("/nowhere"), relativeTo: base, keepsFree: 0)
    let failure = told.next { event -> FileFailure? in
      if case .news(MessageID(8), .notCopied(let failure)) = event { return failure }
      return nil
    }
    #expect(failure == .unreadable)
  }
}

/// What a crash left of files, before the bot begins.
@Suite struct `Files after a crash` {
  private let bench: WorkerBench
  private var store: Store { bench.store }

  init() throws {
    bench = try WorkerBench(nil)
    try bench.befriend(1)
  }

  private func accepted(_ number: UInt8, position: UInt64 = 0) throws -> MessageID {
    let file = NewFile(
      contact: key(1), name: FileName("f"), size: 10,
      fileID: [UInt8](repeating: number, count: 32))
    return try #require(
      try store.write { transaction throws(StoreError) in
        guard let id = try transaction.addOffered(file, now: bench.clock.now) else { return nil }
        _ = try transaction.acceptFile(id, bytes: 10)
        try transaction.noteFile(id, position: position, type: nil)
        return id
      })
  }

  private func put(_ name: String, bytes: Int) throws {
    try store.files.make()
    try Data(count: bytes).write(to: URL(filePath: store.files.path + "/" + name))
  }

  @Test func `files without a row go, and a part is as long as its bytes`() throws {
    let (long, short, none) = (
      try accepted(1, position: 4), try accepted(2, position: 4), try accepted(3, position: 4)
    )
    try put("\(long.rawValue).part", bytes: 9)
    try put("\(short.rawValue).part", bytes: 3)
    try put("99", bytes: 1)
    try put("98.part", bytes: 1)
    try put("97.derived", bytes: 1)
    try put("\(long.rawValue).derived.part", bytes: 1)
    #expect(try FileMending(store: store).run() == [])
    let positions = try store.read { reader throws(StoreError) in
      try reader.acceptedFiles().map(\.item.position)
    }
    #expect(positions == [4, 3, 0])
    let names = try FileManager.default.contentsOfDirectory(atPath: store.files.path)
    #expect(Set(names) == ["\(long.rawValue).part", "\(short.rawValue).part"])
    #expect(none != short)
  }

  @Test func `the derived copy of a whole file stays, and what was to become one goes`() throws {
    let id = try accepted(1)
    try store.write { transaction throws(StoreError) in
      _ = try transaction.completeFile(id, size: 10, digest: [1], type: nil)
    }
    for ending in ["", ".derived", ".derived.part"] {
      try put("\(id.rawValue)\(ending)", bytes: 10)
    }
    #expect(try FileMending(store: store).run() == [])
    let names = try FileManager.default.contentsOfDirectory(atPath: store.files.path)
    #expect(Set(names) == ["\(id.rawValue)", "\(id.rawValue).derived"])
  }

  @Test func `a file with its final name becomes whole in its row too`() throws {
    let id = try accepted(1, position: 4)
    try put("\(id.rawValue)", bytes: 10)
    #expect(try FileMending(store: store).run() == [id])
    #expect(store.files.size(of: id) == 10)
    let disk = FileDisk(store.files)
    let inputs = bench.worker.inputs
    disk.follow { event in
      if case .news(let id, let news) = event { inputs.post(.network([.file(id, news)])) }
    }
    disk.completeAgain(id)
    disk.close()
    bench.receive()
    let file = try store.read { reader throws(StoreError) in try reader.file(id)?.item }
    #expect(file?.state == .whole && file?.size == 10 && file?.digest?.count == 32)
    #expect(bench.network.takeWords() == ["acknowledge file \(id.rawValue)"])
  }
}
