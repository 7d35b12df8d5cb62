import GRDB
public import GatewayCore

/// What contacts have used of their quotas. It survives a restart, so that a restart does not reset
/// a quota.
extension StoreTransaction {
  /// - Returns: nil where the contact is unknown.
  public func usage(of contact: ContactKey) throws(StoreError) -> ContactUsage? {
    try batchContact(contact)?.usage
  }

  public func setUsage(_ usage: ContactUsage, of contact: ContactKey) throws(StoreError) {
    guard let known = try batchContact(contact), known.usage != usage else { return }
    known.usage = usage
    noteChange(of: known)
  }

  public func totalUsage() throws(StoreError) -> TotalUsage {
    if let known = cache.totalUsage { return known.now }
    let stored = TotalUsage(
      messages: try storedMeter("messages_empty_at"), bytes: try storedMeter("bytes_empty_at"),
      requests: try storedMeter("requests_empty_at"))
    cache.totalUsage = (stored, stored)
    return stored
  }

  public func setTotalUsage(_ usage: TotalUsage) throws(StoreError) {
    if cache.totalUsage == nil { _ = try totalUsage() }
    cache.totalUsage?.now = usage
  }

  /// The clock was set back by so many milliseconds: what contacts have used stays what it was.
  public func moveUsage(back step: Int64, now: UnixMilliseconds) throws(StoreError) {
    // Farther ahead it counts as no usage.
    guard step <= QuotaMeter.aheadMax else { return }
    var all = try totalUsage()
    all.clockWasSetBack(by: step)
    try setTotalUsage(all)
    try writeChangedContacts()
    cache.forgetTimes()
    for column in ["messages_empty_at", "bytes_empty_at"] {
      try run(
        "UPDATE conversations SET \(column) = \(column) - ?1 WHERE \(column) > ?2",
        [step * 1_000_000, now.nanoseconds])
    }
  }

  private func storedMeter(_ name: String) throws(StoreError) -> QuotaMeter {
    try row("SELECT value FROM counters WHERE name = ?", [name]) { QuotaMeter(emptyAt: $0[0]) }
      ?? QuotaMeter()
  }

  /// Written with a commit once a hundredth of an hour has been used: a crash loses no more than
  /// that.
  func writeTotalUsage() throws(StoreError) {
    guard let (now, stored) = cache.totalUsage, now.differs(from: stored) else { return }
    try write(now.messages, as: "messages_empty_at")
    try write(now.bytes, as: "bytes_empty_at")
    try write(now.requests, as: "requests_empty_at")
    cache.totalUsage = (now, now)
  }

  private func write(_ meter: QuotaMeter, as name: String) throws(StoreError) {
    try run("UPDATE counters SET value = ? WHERE name = ?", [meter.emptyAt, name])
  }
}

extension TotalUsage {
  /// 36 s: a hundredth of an hour.
  private static let coarseness = 36_000_000_000

  fileprivate func differs(from stored: TotalUsage) -> Bool {
    messages.differs(from: stored.messages, by: Self.coarseness)
      || bytes.differs(from: stored.bytes, by: Self.coarseness)
      || requests.differs(from: stored.requests, by: Self.coarseness)
  }
}

extension QuotaMeter {
  fileprivate func differs(from other: QuotaMeter, by nanoseconds: Int) -> Bool {
    let (difference, isAbsurd) = emptyAt.subtractingReportingOverflow(other.emptyAt)
    return isAbsurd || difference.magnitude > nanoseconds
  }
}
