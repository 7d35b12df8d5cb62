import GatewayCore
import Logging

/// Writes log events as lines of a queue.
struct QueuedLogHandler: LogHandler {
  let lines: LineQueue
  let format: LogFormat
  var logLevel = Logger.Level.notice
  var metadata: Logger.Metadata = [:]

  init(lines: LineQueue, format: LogFormat = .text) {
    self.lines = lines
    self.format = format
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let values = metadata.merging(event.metadata ?? [:]) { $1 }
    lines.post(format.line(event.level, event.message.description, metadata: values))
  }
}
