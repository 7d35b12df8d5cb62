import GatewayCore
import Synchronization

/// How many events of each kind the running bot has reported.
///
/// The events are what happens: messages, answers, receipts, attempts at deliveries, failures. No
/// other part counts for metrics.
final class EventCounters: Sendable {
  /// When the bot was started.
  let start: UnixMilliseconds
  private let counts = Mutex<[String: Int64]>([:])

  init(start: UnixMilliseconds) { self.start = start }

  func count(_ reports: [Report]) {
    counts.withLock { counts in
      for report in reports { counts[report.eventName, default: 0] += 1 }
    }
  }

  /// By name.
  var all: [(event: String, count: Int64)] {
    counts.withLock(\.self).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
