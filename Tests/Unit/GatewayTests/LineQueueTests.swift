import Foundation
import GatewayCore
import GatewayTestSupport
import Testing

@testable import Gateway

/// Lines for a reader that may be slow, stuck or gone.
@Suite struct `Lines on their way to a reader` {
  private static func sentence(_ count: Int, _ why: LineLoss) -> String {
    "(\(why.words(count: count)))"
  }

  @Test func `a reader that reads gets each line once and in order`() throws {
    let pipe = try TestPipe()
    let queue = LineQueue(descriptor: pipe.writing, sentence: Self.sentence)
    let lines = (0..<20_000).map { "line \($0)" }
    let reading = pipe.readLater(lineCount: lines.count)
    for line in lines { queue.post(line) }
    #expect(queue.flush(within: 10_000) == 0)
    #expect(reading() == lines)
  }

  @Test func `posting does not wait for the reader, and lines without room are counted`() throws {
    let pipe = try TestPipe()
    let queue = LineQueue(descriptor: pipe.writing, bytesMax: 1 << 20, sentence: Self.sentence)
    let line = String(repeating: "x", count: 99)
    // 10 MB, of which the pipe holds 64 KiB and the queue one MiB.
    for _ in 0..<100_000 { queue.post(line) }
    #expect(queue.flush(within: 0) > 99_000)

    let lines = pipe.readLater(until: { $0.hasPrefix("(") })()
    let written = lines.dropLast()
    #expect(written.allSatisfy { $0 == line } && (10_000..<12_000).contains(written.count))
    let missing = 100_000 - written.count
    #expect(lines.last == "(\(missing) lines were not written: the output is not read)")

    // Later lines are written again.
    queue.post("later")
    #expect(pipe.readLater(lineCount: 1)() == ["later"])
    #expect(queue.flush(within: 10_000) == 0)
  }

  @Test func `the owner hears once that lines are dropped`() throws {
    let pipe = try TestPipe()
    // Called on the thread that posts, which is this one.
    let beginnings = Counter()
    let queue = LineQueue(
      descriptor: pipe.writing, bytesMax: 200_000, lossBegan: { beginnings.count += 1 },
      sentence: Self.sentence)
    // The first alone is more than the pipe holds.
    for _ in 0..<10 { queue.post(String(repeating: "x", count: 90_000)) }
    #expect(beginnings.count == 1)
    // Ends the queue's thread before the pipe's numbers are another test's.
    pipe.closeReading()
    #expect(queue.flush(within: 10_000) > 0 || queue.flush(within: 0) == 0)
  }

  @Test func `a reader that is gone costs nothing`() throws {
    let pipe = try TestPipe()
    pipe.closeReading()
    let queue = LineQueue(descriptor: pipe.writing, bytesMax: 1_000, sentence: Self.sentence)
    for number in 0..<1_000 { queue.post("line \(number)") }
    #expect(queue.flush(within: 10_000) == 0)
  }

  @Test func `lines that the disk refused are reported later, and spoil no other line`() throws {
    let place = try WorkerBench.Directory()
    let descriptor = open(place.path + "/short", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    seekToLast(4_096, of: descriptor)
    let queue = LineQueue(descriptor: descriptor, sentence: Self.sentence)
    queue.post(String(repeating: "x", count: 5_000))
    #expect(queue.flush(within: 10_000) == 1)

    let file = open(place.path + "/log", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(file) }
    try #require(dup2(file, descriptor) == descriptor)
    queue.post("later")
    #expect(queue.flush(within: 10_000) == 0)
    #expect(
      try String(contentsOfFile: place.path + "/log", encoding: .utf8)
        == "\n(1 line was not written: File too large)\nlater\n")
  }
}

/// Moves to a position where the file can take only so many more bytes: near the largest size of
/// the file system.
private func seekToLast(_ count: off_t, of descriptor: Int32) {
  var (possible, impossible) = (off_t(0), off_t.max)
  while impossible - possible > 1 {
    let middle = possible + (impossible - possible) / 2
    if lseek(descriptor, middle, SEEK_SET) < 0 { impossible = middle } else { possible = middle }
  }
  lseek(descriptor, possible - count, SEEK_SET)
}

/// A pipe that is read at the test's request.
private final class TestPipe: @unchecked Sendable {
  let writing: Int32
  private let reading: Int32
  private var isReadingOpen = true

  init() throws {
    // A queue's thread may still write when its test has ended.
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    closeReading()
    close(writing)
  }

  func closeReading() {
    if isReadingOpen { close(reading) }
    isReadingOpen = false
  }

  /// Begins to read on a thread of its own.
  ///
  /// - Returns: a handler that waits for the lines.
  func readLater(lineCount: Int) -> () -> [String] {
    var count = 0
    return readLater { _ in
      count += 1
      return count == lineCount
    }
  }

  /// - Parameter isLast: called with each line, on the reading thread.
  func readLater(until isLast: @escaping (String) -> Bool) -> () -> [String] {
    nonisolated(unsafe) let isLast = isLast
    nonisolated(unsafe) var lines: [String] = []
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread { [self] in
      while let line = readLine() {
        lines.append(line)
        if isLast(line) { break }
      }
      done.signal()
    }
    return {
      done.wait()
      return lines
    }
  }

  private var pending: [UInt8] = []

  private func readLine() -> String? {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending.removeFirst(end + 1) }
        return String(decoding: pending[..<end], as: UTF8.self)
      }
      let count = read(reading, &chunk, chunk.count)
      guard count > 0 else { return nil }
      pending += chunk[..<count]
    }
  }
}

private final class Counter: @unchecked Sendable {
  var count = 0
}
