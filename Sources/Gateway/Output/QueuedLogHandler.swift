import GatewayCore
import Glibc
import Logging

/// Writes log events as lines of a queue: time, level, message, metadata.
struct QueuedLogHandler: LogHandler {
  let lines: LineQueue
  var logLevel = Logger.Level.notice
  var metadata: Logger.Metadata = [:]

  init(lines: LineQueue) { self.lines = lines }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let values = metadata.merging(event.metadata ?? [:]) { $1 }
    let pairs = values.map { " \($0.key)=\($0.value)" }.sorted().joined()
    let line: OutputLine = "\(Self.timestamp) \(event.level): \(event.message.description + pairs)"
    lines.post(line.text)
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
