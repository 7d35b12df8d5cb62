import GRDB
public import GatewayCore

/// How much came since the last notice of a webhook's schedule, and when the next one leaves.
public struct NoticeState: Hashable, Sendable {
  public var waiting: Int
  /// nil: not known yet.
  public var next: UnixMilliseconds?

  public init(waiting: Int = 0, next: UnixMilliseconds? = nil) {
    self.waiting = waiting
    self.next = next
  }
}

extension StoreReader {
  public func noticeState(of webhook: String) throws(StoreError) -> NoticeState {
    try row("SELECT waiting, next FROM notice_schedules WHERE webhook = ?", [webhook]) {
      NoticeState(waiting: $0[0], next: ($0[1] as Int64?).map(UnixMilliseconds.init))
    } ?? NoticeState()
  }
}

extension StoreTransaction {
  public func setNoticeState(_ state: NoticeState, of webhook: String) throws(StoreError) {
    try run(
      """
      INSERT INTO notice_schedules (webhook, waiting, next) VALUES (?1, ?2, ?3)
      ON CONFLICT (webhook) DO UPDATE SET waiting = ?2, next = ?3
      """, [webhook, state.waiting, state.next?.rawValue])
  }

  /// One thing more is told of with the next notice.
  func countForNotice(to webhook: String) throws(StoreError) {
    try run(
      """
      INSERT INTO notice_schedules (webhook, waiting) VALUES (?, 1)
      ON CONFLICT (webhook) DO UPDATE SET waiting = waiting + 1
      """, [webhook])
  }

  /// Forgets the schedules of webhooks that have none any more.
  public func keepNoticeStates(of webhooks: [String]) throws(StoreError) {
    let stored = try rows("SELECT webhook FROM notice_schedules") { $0[0] as String }
    for name in stored where !webhooks.contains(name) {
      try run("DELETE FROM notice_schedules WHERE webhook = ?", [name])
    }
  }
}
