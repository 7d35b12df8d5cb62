import GRDB
import GatewayCore

/// Maps hours to ranges of message numbers: messages are in the order of their numbers, and the
/// clock may be set back, so that neither implies the other. It replaces an index by time, which
/// would cost as much as the messages.
struct MessageSpan {
  var earliest: UnixMilliseconds
  var latest: UnixMilliseconds

  /// One hour.
  private static let length: Int64 = 3_600_000

  init(from time: UnixMilliseconds) {
    earliest = time
    latest = time.advanced(byMilliseconds: Self.length - 1)
  }

  init(earliest: UnixMilliseconds, latest: UnixMilliseconds) {
    self.earliest = earliest
    self.latest = latest
  }

  func contains(_ time: UnixMilliseconds) -> Bool { earliest <= time && time <= latest }
}

extension StoreTransaction {
  /// The message with this number begins a span unless the last one contains its time.
  func beginSpan(_ id: MessageID, at time: UnixMilliseconds) throws(StoreError) {
    if cache.span == nil { cache.span = try lastSpan() }
    if let span = cache.span, span.contains(time) { return }
    let span = MessageSpan(from: time)
    try run(
      "INSERT INTO item_spans (first, earliest, latest) VALUES (?, ?, ?)",
      [id.rawValue, span.earliest.rawValue, span.latest.rawValue])
    cache.span = span
  }

  private func lastSpan() throws(StoreError) -> MessageSpan? {
    try row("SELECT earliest, latest FROM item_spans ORDER BY first DESC LIMIT 1") { row in
      MessageSpan(earliest: row.time(0), latest: row.time(1))
    }
  }
}
