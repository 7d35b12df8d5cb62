import Foundation
public import GatewayCore
import Glibc

/// Lines that wait to be written to a descriptor, whose reader may be slow, stuck or gone.
///
/// Posting never waits: a thread of the queue writes. Lines without room are dropped and counted,
/// and a line in their place gives their number.
public final class LineQueue: @unchecked Sendable {
  /// The most bytes that may wait for the reader: 16 MiB, about 60,000 events of a bot, so that a
  /// reader that stops for a second under full load loses nothing.
  public static let standardBytesMax = 16 << 20
  /// Bytes of one write, freed after it: 64 KiB, as much as a pipe holds.
  private static let chunkBytes = 65_536

  /// - `lines`: how many lines are missing if this chunk is not written.
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
  /// The lines that wait or are being written.
  private var linesWaiting = 0
  /// Lines that are missing and not yet mentioned in the output.
  private var lost: (lines: Int, why: LineLoss) = (0, .unread)
  /// Whether the reader has closed its end, so that writing is pointless.
  private var isGone = false
  private var hasThread = false
  /// Whether the last write ended within a line. Used by the writing thread only.
  private var isWithinLine = false

  /// - Parameters:
  ///   - lossBegan: called once when lines begin to be dropped, from the thread that posts.
  ///   - sentence: the line that replaces a number of missing ones.
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

  /// Posts several lines at once; they stay together.
  public func post(_ lines: some Sequence<String>) {
    let (startsThread, loses) = condition.withLock {
      guard !isGone else { return (false, false) }
      postLossLine()
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
  /// - Parameter milliseconds: how long to wait at most; nil for no limit.
  /// - Returns: how many lines were not written and are not mentioned in the output.
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

  /// Adds a line in place of those that were lost, once half of the room is free: otherwise each
  /// line that is written would make room for one such line.
  private func postLossLine() {
    guard lost.lines > 0, bytesWaiting <= bytesMax / 2 else { return }
    append(sentence(lost.lines, lost.why), standsFor: lost.lines)
    lost = (0, .unread)
  }

  private func finished(_ chunk: Chunk, failure: Int32) {
    bytesWaiting -= chunk.bytes.count
    linesWaiting -= chunk.lines
    switch failure {
    case 0: postLossLine()
    case EPIPE, EBADF:
      isGone = true
      chunks = []
    // The next posted line mentions these: nothing is written to a full disk for them alone.
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

  /// - Returns: 0, or the error number.
  private func write(_ bytes: [UInt8]) -> Int32 {
    let end = UInt8(ascii: "\n")
    if isWithinLine {
      // Ends a line that was cut, so that the next one is not damaged.
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
  /// Writes to a descriptor, and waits as long as necessary.
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
        // The parent process may have made the descriptor non-blocking.
        var wish = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wish, 1, -1)
      } else if count == 0 || errno != EINTR {
        return (done, count == 0 ? EIO : errno)
      }
    }
    return (done, 0)
  }
}
