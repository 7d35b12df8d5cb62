import Foundation
import Gateway
import Synchronization

/// Standard output, a line at a time, from any thread.
///
/// A command that does one thing waits for whoever reads what it prints. One that goes on calls
/// `detach` first: a reader that is slow, stuck or gone then holds up nothing.
enum Output {
  /// nil: lines are written where they are printed.
  private static let queue = Mutex<LineQueue?>(nil)

  /// What still waits at the end has so many milliseconds for each of the two outputs.
  private static let flushTime: Int64 = 1_000

  /// From now on nothing waits for a reader; lines that are dropped are counted.
  static func detach(json: Bool) {
    let lines = LineQueue(
      descriptor: STDOUT_FILENO,
      lossBegan: { note("postern: nobody reads the output: lines are dropped") },
      sentence: { count, why in
        json ? Report.linesLost(count, why).jsonLine() : why.words(count: count)
      })
    queue.withLock { $0 = lines }
  }

  /// Writes what still waits; within a limit of time where lines were detached from their reader.
  static func finish() {
    guard let queue = queue.withLock(\.self) else {
      _ = Log.lines.flush(within: nil)
      return
    }
    let left = queue.flush(within: flushTime)
    if left > 0 { note("postern: \(LineQueue.Loss.unread.words(count: left))") }
    _ = Log.lines.flush(within: flushTime)
  }

  static func line(_ text: String) { lines(CollectionOfOne(text)) }

  /// Several lines at once, which stay together.
  static func lines(_ texts: some Sequence<String>) {
    if let queue = queue.withLock(\.self) {
      queue.post(texts)
    } else {
      _ = LineQueue.write(
        texts.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] }, to: STDOUT_FILENO)
    }
  }

  /// Standard error: what is not the result.
  static func note(_ text: String) { Log.lines.post(text) }

  /// Values as JSON in one line, keys sorted.
  static func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    line(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
