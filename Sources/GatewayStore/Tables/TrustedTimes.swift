import GRDB
public import GatewayCore

extension StoreReader {
  /// The time as the home knows it; nil for a home that was never used.
  public func trustedTime() throws(StoreError) -> TrustedTime? {
    guard let trusted = try clockNumber(.trusted) else { return nil }
    return TrustedTime(
      trusted: UnixMilliseconds(trusted), jump: try jump(.jump, held: .jumpHeld),
      laterJump: try jump(.laterJump, held: .laterJumpHeld))
  }

  /// Messages and answers that would be erased as older than a time.
  public func messageCount(before time: UnixMilliseconds) throws(StoreError) -> Int {
    try row("SELECT count(*) FROM items WHERE at < ?", [time.rawValue]) { $0[0] as Int } ?? 0
  }

  /// Contacts that would be forgotten as not seen since a time.
  public func quietContactCount(before time: UnixMilliseconds) throws(StoreError) -> Int {
    try row(
      """
      SELECT count(*) FROM contacts c JOIN conversations v ON v.id = c.id
      WHERE last_seen < ? AND state <> 'blocked'
      """, [time.rawValue]
    ) { $0[0] as Int } ?? 0
  }

  private func jump(
    _ size: ClockCounter, held: ClockCounter
  ) throws(StoreError) -> TrustedTime.Jump? {
    guard let size = try clockNumber(size) else { return nil }
    return TrustedTime.Jump(size: size, held: try clockNumber(held) ?? 0)
  }

  private func clockNumber(_ name: ClockCounter) throws(StoreError) -> Int64? {
    try row("SELECT value FROM counters WHERE name = ?", [name.rawValue]) { $0[0] as Int64 }
  }
}

extension StoreTransaction {
  public func setTrustedTime(_ time: TrustedTime) throws(StoreError) {
    let values: [(ClockCounter, Int64?)] = [
      (.trusted, time.trusted.rawValue), (.jump, time.jump?.size), (.jumpHeld, time.jump?.held),
      (.laterJump, time.laterJump?.size), (.laterJumpHeld, time.laterJump?.held),
    ]
    for (name, value) in values {
      guard let value else {
        try run("DELETE FROM counters WHERE name = ?", [name.rawValue])
        continue
      }
      try run(
        "INSERT OR REPLACE INTO counters (name, value) VALUES (?, ?)", [name.rawValue, value])
    }
  }
}

/// Names in the table of counters.
private enum ClockCounter: String {
  case trusted = "clock_trusted"
  case jump = "clock_jump"
  case jumpHeld = "clock_jump_held"
  case laterJump = "clock_later_jump"
  case laterJumpHeld = "clock_later_jump_held"
}
