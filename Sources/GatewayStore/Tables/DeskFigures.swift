import GRDB
public import GatewayCore

extension StoreReader {
  /// Messages of contacts on each day, and how long conversations waited for a person.
  ///
  /// - Parameter dayCount: how many days, of which the last one is that of `now`, in UTC.
  public func deskStatistics(
    dayCount: Int, now: UnixMilliseconds
  ) throws(StoreError) -> DeskStatistics {
    let day: Int64 = 86_400_000
    let today = now.rawValue - (now.rawValue % day + day) % day
    let start = today - Int64(dayCount - 1) * day
    let counts = try rows(
      """
      SELECT (at - :start) / :day, count(*) FROM items
      WHERE in_inbox AND direction = 'in' AND at >= :start GROUP BY 1
      """, ["start": start, "day": day]
    ) { (day: $0[0] as Int64, count: $0[1] as Int) }
    let byDay = Dictionary(counts.map { ($0.day, $0.count) }, uniquingKeysWith: +)
    let days = (0..<Int64(dayCount)).map { index in
      DeskStatistics.Day(
        start: UnixMilliseconds(start + index * day), messages: byDay[index] ?? 0)
    }
    // What a rule answers names the message that it answers.
    let waits = try rows(
      """
      SELECT (SELECT min(a.at) FROM items a WHERE a.conversation = f.conversation
          AND a.direction = 'out' AND a.in_inbox AND a.answers IS NULL AND a.at >= f.at) - f.at
      FROM (SELECT conversation, min(at) AS at FROM items
        WHERE in_inbox AND direction = 'in' GROUP BY conversation) f
      WHERE f.at >= ?
      """, [start]
    ) { $0[0] as Int64? }
    return DeskStatistics(days: days, waits: waits)
  }
}
