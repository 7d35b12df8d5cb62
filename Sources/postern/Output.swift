import Foundation
import Gateway
import GatewayCore
import Synchronization

/// Standard output, a line at a time, from any thread.
///
/// A command that does one thing waits for the reader of its output. One that runs on calls
/// `detach` first: a reader that is slow, stuck or gone then blocks nothing.
enum Output {
  /// nil: lines are written where they are printed.
  private static let queue = Mutex<LineQueue?>(nil)

  /// What still waits at the end has so many milliseconds for each of the two outputs.
  private static let flushTime: Int64 = 1_000

  /// From now on nothing waits for a reader; lines that are dropped are counted.
  static func detach(json: Bool) {
    let lines = LineQueue(
      descriptor: STDOUT_FILENO,
      lossBegan: { note("postern: the output is not read: lines are dropped") },
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
    if left > 0 { note("postern: \(LineLoss.unread.words(count: left))") }
    _ = Log.lines.flush(within: flushTime)
  }

  static func line(_ line: OutputLine) { lines(CollectionOfOne(line)) }

  /// Several lines at once, which stay together.
  static func lines(_ lines: some Sequence<OutputLine>) {
    if let queue = queue.withLock(\.self) {
      let texts = lines.map(\.text)
      // A bot without --verbose says nothing of most of what it does.
      if !texts.isEmpty { queue.post(texts) }
    } else {
      _ = LineQueue.write(
        lines.flatMap { Array($0.text.utf8) + [UInt8(ascii: "\n")] }, to: STDOUT_FILENO)
    }
  }

  /// Bytes as they are: a file that a person asked for.
  ///
  /// - Throws: `Failure` where its reader is gone.
  static func bytes(_ bytes: [UInt8]) throws {
    let error = LineQueue.write(bytes, to: STDOUT_FILENO).error
    guard error != 0 else { return }
    throw Failure(
      "Standard output was not written: \(String(cString: strerror(error))).", .cannotCreate)
  }

  /// A line on a terminal at standard error that the next one overwrites; nil clears it.
  static func overwrite(_ line: OutputLine?) {
    _ = LineQueue.write(Array("\r\u{1B}[K\(line?.text ?? "")".utf8), to: STDERR_FILENO)
  }

  /// Standard error: what is not the result.
  static func note(_ line: OutputLine) { Log.lines.post(Log.line(line)) }

  /// Lines of JSON that `JSONLine` made.
  static func json(lines: some Sequence<String>) {
    Self.lines(lines.lazy.map { "\(verbatim: $0)" })
  }

  /// Values as JSON in one line, keys sorted.
  static func json(_ value: some Encodable) throws { line(try jsonLine(value)) }

  /// A list, a line for each element. Without any, people are told so, and programs nothing.
  static func list<Element: Encodable>(
    _ elements: [Element], asJSON: Bool, none: OutputLine, words: (Element) -> OutputLine
  ) throws {
    if elements.isEmpty, !asJSON { line(none) }
    for element in elements {
      if asJSON { try json(element) } else { line(words(element)) }
    }
  }

  static func jsonLine(_ value: some Encodable) throws -> OutputLine {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    var bytes: [UInt8] = []
    bytes.append(json: String(decoding: try encoder.encode(value), as: UTF8.self))
    return "\(verbatim: String(decoding: bytes, as: UTF8.self))"
  }
}
