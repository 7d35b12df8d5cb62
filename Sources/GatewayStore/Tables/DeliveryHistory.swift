import Foundation
import GRDB
public import GatewayCore

/// A delivery as shown to the owner.
public struct DeliveryRecord: Hashable, Sendable {
  public var id: DeliveryID
  public var webhookID: String
  public var webhook: String
  /// The message that it is about; nil for a notice.
  public var message: MessageID?
  public var state: DeliveryState
  /// Why it was not accepted, where it has failed or expired.
  public var ending: DeliveryEnding?
  public var attempts: Int
  public var createdAt: UnixMilliseconds
  public var due: UnixMilliseconds?
  /// Whether its body is stored, so that it can be sent again.
  public var hasBody: Bool
}

/// One attempt and its result.
public struct DeliveryAttempt: Hashable, Sendable {
  public var at: UnixMilliseconds
  /// Milliseconds.
  public var duration: Int64
  /// What was connected to, with its port; nil where nothing was.
  public var address: String?
  /// The HTTP status, where there was an answer.
  public var status: Int?
  public var error: String?
  /// The beginning of the answer, where its webhook keeps it.
  public var response: String?
}

/// Which deliveries to list.
public struct DeliveryFilter: Hashable, Sendable {
  public var webhook: String?
  public var states: [DeliveryState]
  /// Those of events from this time on.
  public var since: UnixMilliseconds?
  /// Those with a lower number.
  public var before: DeliveryID?
  public var limit: Int

  public init(
    webhook: String? = nil, states: [DeliveryState] = [], since: UnixMilliseconds? = nil,
    before: DeliveryID? = nil, limit: Int = 100
  ) {
    self.webhook = webhook
    self.states = states
    self.since = since
    self.before = before
    self.limit = limit
  }

  /// Whether only those are asked for that an index finds.
  fileprivate var isOfFailed: Bool {
    webhook != nil && !states.isEmpty && states.allSatisfy { $0 == .failed || $0 == .expired }
  }
}

extension StoreReader {
  /// The deliveries searched for one page.
  static let deliveriesSearched = 5_000

  /// A page of deliveries, the newest first.
  ///
  /// - Returns: them, and the last one that was searched: the next page begins before it. nil at
  ///   the end.
  public func deliveryPage(
    _ filter: DeliveryFilter
  ) throws(StoreError) -> (page: [DeliveryRecord], last: DeliveryID?) {
    let searched = filter.isOfFailed ? filter.limit : max(filter.limit, Self.deliveriesSearched)
    let bounds: StatementArguments = [
      "webhook": filter.webhook, "before": filter.before?.rawValue ?? .max, "searched": searched,
    ]
    let found = try rows(
      """
      \(Self.selectRecords) WHERE id < :before
        \(filter.isOfFailed ? "AND webhook = :webhook AND state = 'failed'" : "")
      ORDER BY id DESC LIMIT :searched
      """, bounds, decode: Self.record)
    var page: [DeliveryRecord] = []
    for record in found {
      // The numbers are in the order of the events.
      if let since = filter.since, record.createdAt < since { return (page, nil) }
      guard filter.matches(record) else { continue }
      page.append(record)
      if page.count == filter.limit { return (page, record.id) }
    }
    return (page, found.count < searched ? nil : found.last?.id)
  }

  /// The newest first.
  public func deliveries(
    webhook: String? = nil, state: DeliveryState? = nil, limit: Int = 100
  ) throws(StoreError) -> [DeliveryRecord] {
    try deliveryPage(
      DeliveryFilter(webhook: webhook, states: state.map { [$0] } ?? [], limit: limit)
    ).page
  }

  public func delivery(_ id: DeliveryID) throws(StoreError) -> DeliveryRecord? {
    try row("\(Self.selectRecords) WHERE id = ?", [id.rawValue], decode: Self.record)
  }

  private static let selectRecords = """
    SELECT id, webhook_id, webhook, message, state, attempts, created_at, due,
      ifnull(ending, ''), body <> '' FROM deliveries
    """

  private static func record(_ row: Row) throws -> DeliveryRecord {
    let ending: String = row[8]
    return DeliveryRecord(
      id: DeliveryID(row[0]), webhookID: row[1], webhook: row[2],
      message: (row[3] as Int64?).map(MessageID.init),
      state: DeliveryState(row[4], ending: ending), ending: DeliveryEnding(rawValue: ending),
      attempts: row[5], createdAt: row.time(6),
      due: (row[7] as Int64?).map(UnixMilliseconds.init), hasBody: row[9])
  }

  /// In the order in which they were made.
  public func attempts(of id: DeliveryID) throws(StoreError) -> [DeliveryAttempt] {
    var attempts = try rows(
      """
      SELECT at, duration, status, error, address FROM delivery_attempts
      WHERE delivery = ? ORDER BY id
      """, [id.rawValue]
    ) { row in
      DeliveryAttempt(
        at: row.time(0), duration: row[1], address: row[4], status: row[2],
        error: (row[3] as Data?).map { vault.shown($0, of: .attemptError, row: id.rawValue) })
    }
    attempts += try rows(
      """
      SELECT taken_at, taken_duration, taken_status, taken_address FROM deliveries
      WHERE id = ? AND taken_at IS NOT NULL
      """, [id.rawValue]
    ) { DeliveryAttempt(at: $0.time(0), duration: $0[1], address: $0[3], status: $0[2]) }
    for response in try responses(of: id) {
      let index = attempts.firstIndex { $0.at == response.at && $0.response == nil }
      if let index { attempts[index].response = response.text }
    }
    return attempts
  }
}

extension DeliveryFilter {
  fileprivate func matches(_ record: DeliveryRecord) -> Bool {
    (webhook == nil || record.webhook == webhook)
      && (states.isEmpty || states.contains(record.state))
  }
}
