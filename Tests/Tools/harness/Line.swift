import Foundation
import Synchronization
import ToxCore
import ToxNIO

/// One JSON object on standard output. No text in it needs escaping.
struct Line {
  private var members: [String]

  static func event(_ name: String, of instance: Int? = nil) -> Line {
    let line = Line(members: ["\"event\":\"\(name)\""])
    return instance.map { line.with("instance", $0) } ?? line
  }

  /// - Parameter sequence: the number of the command's line, from 0.
  static func reply(to verb: String, _ sequence: Int, failure: String? = nil) -> Line {
    var line = Line(members: ["\"reply\":\"\(verb)\"", "\"seq\":\(sequence)"])
    line.members.append("\"ok\":\(failure == nil)")
    return failure.map { line.with("error", $0) } ?? line
  }

  /// The same, to which whether it was done is added later.
  static func unfinished(reply verb: String, _ sequence: Int) -> Line {
    Line(members: ["\"reply\":\"\(verb)\"", "\"seq\":\(sequence)"])
  }

  func refused(_ refusal: Refusal) -> Line {
    with("ok", false).with("error", refusal.description)
  }

  func with(_ key: String, _ text: String) -> Line { adding("\"\(key)\":\"\(text)\"") }
  func with(_ key: String, _ number: some BinaryInteger) -> Line { adding("\"\(key)\":\(number)") }
  func with(_ key: String, _ number: Double) -> Line { adding("\"\(key)\":\(number)") }
  func with(_ key: String, _ bool: Bool) -> Line { adding("\"\(key)\":\(bool)") }

  func with(_ key: String, _ texts: [String]) -> Line {
    adding("\"\(key)\":[\(texts.map { "\"\($0)\"" }.joined(separator: ","))]")
  }

  /// Microseconds of the machine's monotonic clock.
  func withTime() -> Line { with("at_us", SystemClock.now().monotonic.nanoseconds / 1_000) }

  private func adding(_ member: String) -> Line {
    var line = self
    line.members.append(member)
    return line
  }

  func say() {
    let bytes = Data("{\(members.joined(separator: ","))}\n".utf8)
    Self.output.withLock { _ in FileHandle.standardOutput.write(bytes) }
  }

  /// Lines come from several threads.
  private static let output = Mutex<Void>(())
}
