import GRDB
public import GatewayCore

/// How long finished deliveries are listed, whatever the bot's `keep`: the file does not grow with
/// their number.
public enum DeliveryRetention {
  /// The newest so many deliveries of all webhooks are listed once they were accepted.
  public static let acceptedMax: Int64 = 100_000
  /// Milliseconds: 7 days.
  public static let acceptedAge: Int64 = 7 * 86_400_000
  /// The newest so many of each webhook are listed once they failed or expired.
  public static let failedMax = 10_000
  /// Milliseconds: 30 days.
  public static let failedAge: Int64 = 30 * 86_400_000
}

/// The times that a webhook of the bot's file sets for its deliveries, in milliseconds.
public struct DeliveryAges: Hashable, Sendable {
  public var webhook: String
  /// After which one that waits is not sent any more.
  public var sending: Int64
  /// For which the body of an accepted one stays, and each answer; nil: for no time.
  public var keep: Int64?

  public init(webhook: String, sending: Int64, keep: Int64?) {
    self.webhook = webhook
    self.sending = sending
    self.keep = keep
  }
}

extension StoreTransaction {
  /// Ends deliveries that wait too long, drops bodies, and forgets finished deliveries, within the
  /// limit of one step.
  ///
  /// - Parameters:
  ///   - ages: of the webhooks of the bot's file. Deliveries to others wait for as long as the
  ///     standard says.
  ///   - place: the delivery where the previous step ended; at first 0.
  ///   - rows: the number of deliveries to search.
  ///   - time: the present time, as it counts for erasing.
  /// - Returns: where to continue; nil at the end.
  public func retainDeliveries(
    _ ages: [DeliveryAges], from place: DeliveryID, rows: Int, time: UnixMilliseconds,
    now: UnixMilliseconds, _ forgotten: inout Forgotten
  ) throws(StoreError) -> DeliveryID? {
    let newest = try row("SELECT max(id) FROM deliveries") { $0[0] as Int64? } ?? nil
    let search = try fast(
      """
      SELECT id, webhook, contact, state, ifnull(ending, ''), created_at, ifnull(taken_at, 0),
        body <> '' FROM deliveries WHERE id > ? ORDER BY id LIMIT ?
      """)
    search.bind(1, place.rawValue)
    search.bind(2, Int64(rows))
    let found = try search.all(RetainedDelivery.init)
    var accepted: [DeliveryID] = []
    var failed: [DeliveryID] = []
    for delivery in found {
      let own = ages.first { $0.webhook == delivery.lane.webhook }
      switch delivery.step(own, newest: newest ?? 0, time: time) {
      case .stay: break
      case .expire: try end(delivery.id, in: delivery.lane, because: .age, now: now)
      case .forget where delivery.isAccepted: accepted.append(delivery.id)
      case .forget: failed.append(delivery.id)
      case .dropBody:
        try run("UPDATE deliveries SET body = '' WHERE id = ?", [delivery.id.rawValue])
      }
    }
    try forget(deliveries: accepted, now: now, &forgotten)
    try forget(failedDeliveries: failed, now: now, &forgotten)
    if found.count == rows { return found.last?.id }
    for webhook in try webhookSummaries() {
      let keep = ages.first { $0.webhook == webhook.name }?.keep ?? 0
      try dropResponses(to: webhook.name, keptFor: keep, rows: rows, time: time)
    }
    try forgetFailures(rows: rows, now: now, &forgotten)
    return nil
  }

  /// Each webhook keeps only its newest failures.
  private func forgetFailures(
    rows: Int, now: UnixMilliseconds, _ forgotten: inout Forgotten
  ) throws(StoreError) {
    for webhook in try webhookSummaries() {
      let excess = webhook.failed + webhook.counts.expired - DeliveryRetention.failedMax
      guard excess > 0 else { continue }
      let oldest = try self.rows(
        """
        SELECT id FROM deliveries WHERE webhook = ? AND state = 'failed' ORDER BY id LIMIT ?
        """, [webhook.name, min(excess, rows)]
      ) { DeliveryID($0[0]) }
      try forget(failedDeliveries: oldest, now: now, &forgotten)
    }
  }

  /// They have bodies, of which copies may be left.
  private func forget(
    failedDeliveries ids: [DeliveryID], now: UnixMilliseconds, _ forgotten: inout Forgotten
  ) throws(StoreError) {
    try forget(deliveries: ids, now: now, &forgotten)
    if !ids.isEmpty { try oweRewriting() }
  }

  private func forget(
    deliveries ids: [DeliveryID], now: UnixMilliseconds, _ forgotten: inout Forgotten
  ) throws(StoreError) {
    for id in ids {
      forgotten.rows += try runOnDeliveries(
        ForgettableTable.oneDelivery, with: ["id": id.rawValue], now: now, &forgotten)
    }
  }
}

/// A delivery as `retainDeliveries` looks at it.
private struct RetainedDelivery {
  enum Step { case stay, expire, forget, dropBody }

  let id: DeliveryID
  let lane: DeliveryLane
  private let state: DeliveryState
  private let createdAt: UnixMilliseconds
  private let takenAt: UnixMilliseconds
  private let hasBody: Bool

  var isAccepted: Bool { state == .delivered }

  init(_ row: FastRow) {
    id = DeliveryID(row.integer(0))
    lane = DeliveryLane(webhook: row.text(1), contact: row.optionalInteger(2))
    state = DeliveryState(row.text(3), ending: row.text(4))
    createdAt = UnixMilliseconds(row.integer(5))
    takenAt = UnixMilliseconds(row.integer(6))
    hasBody = row.integer(7) != 0
  }

  /// - Parameter newest: the highest number of a delivery.
  func step(_ ages: DeliveryAges?, newest: Int64, time: UnixMilliseconds) -> Step {
    let age = time.rawValue - createdAt.rawValue
    switch state {
    case .pending:
      return age > ages?.sending ?? LaneSettings.backlogAgeStandard ? .expire : .stay
    case .failed, .expired: return age > DeliveryRetention.failedAge ? .forget : .stay
    case .delivered:
      let keep = ages?.keep ?? 0
      if hasBody, time.rawValue - takenAt.rawValue > keep { return .dropBody }
      if hasBody { return .stay }
      let isSurplus = newest - id.rawValue >= DeliveryRetention.acceptedMax
      return isSurplus || age > DeliveryRetention.acceptedAge ? .forget : .stay
    }
  }
}
