import GatewayCore
import Glibc
import Logging

/// How lines of the log are written.
public enum LogFormat: String, CaseIterable, Sendable {
  /// Time, level, message, metadata.
  case text
  /// One object a line: `time`, `level`, `message`, and `metadata` where there is any.
  case json

  func line(_ level: Logger.Level, _ message: String, metadata: Logger.Metadata) -> String {
    switch self {
    case .text:
      let pairs = metadata.map { " \($0.key)=\($0.value)" }.sorted().joined()
      let line: OutputLine = "\(Self.timestamp) \(level): \(message + pairs)"
      return line.text
    case .json: return Self.object(level, message, metadata: metadata)
    }
  }

  /// A line that is no event of the log, such as why the program ends.
  func line(_ note: OutputLine) -> String {
    switch self {
    case .text: note.text
    case .json: Self.object(.notice, note.text, metadata: [:])
    }
  }

  private static func object(
    _ level: Logger.Level, _ message: String, metadata: Logger.Metadata
  ) -> String {
    var members: [JSONValue.Member] = [
      .init("time", .string(UnixMilliseconds.now.rfc3339)), .init("level", .string("\(level)")),
      .init("message", .string(message)),
    ]
    if !metadata.isEmpty {
      let values = metadata.sorted { $0.key < $1.key }
      members.append(
        .init("metadata", .object(values.map { .init($0.key, .string("\($0.value)")) })))
    }
    return JSONValue.object(members).text
  }

  /// The time in UTC, to the second.
  private static var timestamp: String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: text[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
