public import GatewayCore
import Glibc
import Logging

/// A value that identifies a person or quotes one: a key, an address, a text. It appears in no log
/// line above debug.
struct Private<Value>: CustomStringConvertible {
  private let value: Value

  init(_ value: Value) { self.value = value }

  var description: String { Log.showsPrivate ? "\(value)" : "<private>" }
}

/// The program's log, on standard error. Logging never waits for its reader.
public enum Log {
  /// The lines for standard error.
  public static let lines = LineQueue(descriptor: STDERR_FILENO) { count, why in
    format.line("\(why.words(count: count))")
  }

  /// Both are set once, before the first line.
  nonisolated(unsafe) private static var level = Logger.Level.notice
  nonisolated(unsafe) private static var format = LogFormat.text

  static var showsPrivate: Bool { level <= .debug }

  static var logger: Logger {
    var logger = Logger(label: "postern") { _ in QueuedLogHandler(lines: lines, format: format) }
    logger.logLevel = level
    return logger
  }

  /// For libraries, whose messages may hold addresses and what clients sent.
  static var quietLogger: Logger {
    var logger = logger
    logger.logLevel = max(level, .error)
    return logger
  }

  /// Sets level and format; call it before anything else runs.
  public static func start(_ level: LogLevel, _ format: LogFormat = .text) {
    self.level = level.level
    self.format = format
  }

  /// A line for `lines` that is no event of the log.
  public static func line(_ note: OutputLine) -> String { format.line(note) }
}

/// From the most to the least verbose. Only `debug` shows what identifies a person.
public enum LogLevel: String, CaseIterable, Sendable {
  case debug, info, notice, warning, error

  fileprivate var level: Logger.Level {
    switch self {
    case .debug: .debug
    case .info: .info
    case .notice: .notice
    case .warning: .warning
    case .error: .error
    }
  }
}

extension [Report] {
  /// Writes the reports to the log.
  func log(to logger: Logger) {
    let isTalkative = logger.logLevel <= .debug
    for index in indices where isTalkative || !self[index].isRoutine { self[index].log(to: logger) }
  }
}

extension Report {
  /// Whether a busy bot reports this for each message.
  fileprivate var isRoutine: Bool {
    switch self {
    case .message, .reply, .receipt: true
    default: false
    }
  }

  /// Logs failures as warnings, everything else at debug.
  fileprivate func log(to logger: Logger) {
    switch self {
    case .ruleError(let failure, let message):
      logger.warning(
        "\(failure.sentence)", metadata: message.map { ["message": "\($0.rawValue)"] } ?? [:])
      if let detail = failure.detail { logger.debug("in full: \(Private(detail))") }
    case .reloadFailed(let failure):
      logger.warning("\(failure.sentence); the rules that were read before stay in force")
      if let detail = failure.detail { logger.debug("in full: \(Private(detail))") }
    case .webhook(let webhook): logger.warning("\(webhook.words)")
    case .delivery(let delivery):
      if case .failed = delivery.fate { logger.warning("\(delivery.sentence)") }
      logger.debug("\(Private(jsonLine()))")
      if case .refused(_, _, let location?) = delivery.result {
        logger.debug("it redirects to \(Private(location))")
      }
    case .limit(let notice): logger.warning("\(notice.words(namesContact: false))")
    case .runsElsewhere: logger.error("\(Report.runsElsewhereWords)")
    case .storeError(let sentence): logger.error("\(sentence)")
    case .connection(let connection): logger.info("\(connection.words)")
    case .proxy(let proxy): logger.warning("\(proxy.words)")
    case .ready(let ready):
      logger.info("ready", metadata: ready.udpPort.map { ["port": "\($0)"] } ?? [:])
    case .ruleWarning(let file, let text): logger.warning("\(file): \(text)")
    case .reloaded(let file): logger.info("read \(file) anew")
    default: logger.debug("\(Private(jsonLine()))")
    }
  }
}
