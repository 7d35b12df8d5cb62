import Foundation
public import GatewayCore
import Glibc

/// Lines on their way to a descriptor behind which a reader may be slow, stuck or gone.
///
/// Whoever posts never waits: a thread of the queue's own writes. What has no room is dropped and
/// counted, and a line in its place says how many there were.
public final class LineQueue: @unchecked Sendable {
  /// What may wait for its reader: 16 MiB, about 60,000 events of a bot, so that a reader which
  /// stops for a second under full load loses nothing.
  public static let standardBytesMax = 16 << 20
  /// What is handed to the descriptor at once, and then freed: 64 KiB, as much as a pipe holds.
  private static let chunkBytes = 65_536

  /// - `lines`: how many lines are missing if this is not written.
  private struct Chunk {
    var bytes: [UInt8] = []
    var lines = 0
  }

  private let descriptor: Int32
  private let bytesMax: Int
  private let sentence: @Sendable (Int, LineLoss) -> String
  private let lossBegan: @Sendable () -> Void
  private let condition = Condition()

  private var chunks: [Chunk] = []
  /// Bytes that wait or are being written.
  private var bytesWaiting = 0
  /// The lines that are being written, and wait to be.
  private var linesWaiting = 0
  /// Lines that are missing and of which the output does not tell yet.
  private var lost: (lines: Int, why: LineLoss) = (0, .unread)
  /// The reader closed its end: there is nobody to write for.
  private var isGone = false
  private var hasThread = false
  /// The last write ended within a line. The writing thread's alone.
  private var isWithinLine = false

  /// - Parameters:
  ///   - lossBegan: called once when lines begin to be dropped, from the thread that posts.
  ///   - sentence: the line that stands for so many missing ones.
  public init(
    descriptor: Int32, bytesMax: Int = standardBytesMax,
    lossBegan: @escaping @Sendable () -> Void = {},
    sentence: @escaping @Sendable (Int, LineLoss) -> String
  ) {
    self.descriptor = descriptor
    self.bytesMax = bytesMax
    self.lossBegan = lossBegan
    self.sentence = sentence
  }

  public func post(_ line: String) { post(CollectionOfOne(line)) }

  /// Several lines at once; they stay together.
  public func post(_ lines: some Sequence<String>) {
    let (startsThread, loses) = condition.withLock {
      guard !isGone else { return (false, false) }
      tellOfLoss()
      let lostBefore = lost.lines
      for line in lines { take(line) }
      defer { hasThread = true }
      return (!hasThread, lostBefore == 0 && lost.lines > 0)
    }
    if startsThread { startThread() }
    condition.signal()
    if loses { lossBegan() }
  }

  /// Waits until all is written, or the time is over.
  ///
  /// - Parameter milliseconds: how long to wait at most; nil for ever.
  /// - Returns: how many lines were not written and are not spoken of in the output.
  public func flush(within milliseconds: Int64?) -> Int {
    condition.withLock {
      condition.wait(atMost: milliseconds) { bytesWaiting == 0 || isGone }
      return isGone ? 0 : linesWaiting + lost.lines
    }
  }

  // MARK: Under the lock

  private func take(_ line: String) {
    if lost.lines == 0, bytesWaiting + line.utf8.count < bytesMax {
      append(line, standsFor: 1)
    } else {
      lost.lines += 1
    }
  }

  private func append(_ line: String, standsFor lines: Int) {
    if (chunks.last?.bytes.count ?? Self.chunkBytes) >= Self.chunkBytes { chunks.append(Chunk()) }
    let last = chunks.count - 1
    chunks[last].bytes.append(contentsOf: line.utf8)
    chunks[last].bytes.append(UInt8(ascii: "\n"))
    chunks[last].lines += lines
    bytesWaiting += line.utf8.count + 1
    linesWaiting += lines
  }

  /// Puts a line in the place of those that were lost, once half of the room is free: else each
  /// line that leaves would make room for one such line.
  private func tellOfLoss() {
    guard lost.lines > 0, bytesWaiting <= bytesMax / 2 else { return }
    append(sentence(lost.lines, lost.why), standsFor: lost.lines)
    lost = (0, .unread)
  }

  private func finished(_ chunk: Chunk, failure: Int32) {
    bytesWaiting -= chunk.bytes.count
    linesWaiting -= chunk.lines
    switch failure {
    case 0: tellOfLoss()
    case EPIPE, EBADF:
      isGone = true
      chunks = []
    // Of these the next line that is posted tells: a full disk gets no line by itself.
    default: lost = (lost.lines + chunk.lines, .failed(failure))
    }
  }

  // MARK: The writing thread

  private func startThread() {
    let thread = Thread { [self] in writeForever() }
    thread.name = "output"
    thread.start()
  }

  private func writeForever() {
    while true {
      var taken = condition.withLock {
        condition.wait(atMost: nil) { !chunks.isEmpty }
        defer { chunks = [] }
        return Array(chunks.reversed())
      }
      while let chunk = taken.popLast() {
        let failure = write(chunk.bytes)
        let isGone = condition.withLock {
          finished(chunk, failure: failure)
          return self.isGone
        }
        condition.signal()
        if isGone { return }
      }
    }
  }

  /// - Returns: 0, or the number of the error.
  private func write(_ bytes: [UInt8]) -> Int32 {
    let end = UInt8(ascii: "\n")
    if isWithinLine {
      // Behind a line that was cut, so that no other is spoilt.
      let result = Self.write([end], to: descriptor)
      guard result.error == 0 else { return result.error }
      isWithinLine = false
    }
    let result = Self.write(bytes, to: descriptor)
    if result.written > 0 { isWithinLine = bytes[result.written - 1] != end }
    return result.error
  }
}

extension LineQueue {
  /// Writes to a descriptor, and waits as long as it takes.
  ///
  /// - Returns: how many bytes were written, and the error that ended it, or 0.
  package static func write(
    _ bytes: [UInt8], to descriptor: Int32
  ) -> (written: Int, error: Int32) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count > 0 {
        done += count
      } else if count < 0, errno == EAGAIN {
        // Whoever started us made the descriptor one that does not wait.
        var wish = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wish, 1, -1)
      } else if count == 0 || errno != EINTR {
        return (done, count == 0 ? EIO : errno)
      }
    }
    return (done, 0)
  }
}
