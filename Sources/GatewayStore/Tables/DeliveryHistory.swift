import Foundation
import GRDB
public import GatewayCore

/// The state of a delivery.
public enum DeliveryState: String, Hashable, Sendable, CaseIterable {
  /// Waits for an attempt. Exits: delivered, failed.
  case pending
  /// The receiver took it. Exit: pending, by a replay.
  case delivered
  /// The answer was final, or the last attempt failed; not deleted automatically. Exit: pending, by
  /// a replay.
  case failed
}

/// A delivery as shown to the owner.
public struct DeliveryRecord: Hashable, Sendable {
  public var id: DeliveryID
  public var webhookID: String
  public var webhook: String
  /// The message that it is about; nil for a notice.
  public var message: MessageID?
  public var state: DeliveryState
  public var attempts: Int
  public var createdAt: UnixMilliseconds
  public var due: UnixMilliseconds?
}

/// One attempt and its result.
public struct DeliveryAttempt: Hashable, Sendable {
  public var at: UnixMilliseconds
  /// Milliseconds.
  public var duration: Int64
  /// The HTTP status, where there was an answer.
  public var status: Int?
  public var error: String?
}

extension StoreReader {
  /// The newest first.
  public func deliveries(
    webhook: String? = nil, state: DeliveryState? = nil, limit: Int = 100
  ) throws(StoreError) -> [DeliveryRecord] {
    try rows(
      """
      \(Self.selectRecords)
      WHERE (?1 IS NULL OR webhook = ?1) AND (?2 IS NULL OR state = ?2) ORDER BY id DESC LIMIT ?3
      """, [webhook, state?.rawValue, limit], decode: Self.record)
  }

  public func delivery(_ id: DeliveryID) throws(StoreError) -> DeliveryRecord? {
    try row("\(Self.selectRecords) WHERE id = ?", [id.rawValue], decode: Self.record)
  }

  private static let selectRecords = """
    SELECT id, webhook_id, webhook, message, state, attempts, created_at, due FROM deliveries
    """

  private static func record(_ row: Row) throws -> DeliveryRecord {
    DeliveryRecord(
      id: DeliveryID(row[0]), webhookID: row[1], webhook: row[2],
      message: (row[3] as Int64?).map(MessageID.init), state: try row.word(4), attempts: row[5],
      createdAt: row.time(6), due: (row[7] as Int64?).map(UnixMilliseconds.init))
  }

  /// In the order in which they were made.
  public func attempts(of id: DeliveryID) throws(StoreError) -> [DeliveryAttempt] {
    try rows(
      "SELECT at, duration, status, error FROM delivery_attempts WHERE delivery = ? ORDER BY id",
      [id.rawValue]
    ) { row in
      DeliveryAttempt(
        at: row.time(0), duration: row[1], status: row[2],
        error: (row[3] as Data?).map { vault.shown($0, of: .attemptError) })
    }
  }
}

extension StoreTransaction {
  /// Sends a finished delivery again, with the same body and identifier and a fresh schedule, at
  /// its old place in its lane.
  public func replay(_ id: DeliveryID, now: UnixMilliseconds) throws(StoreError) {
    noteMovedDueTimes()
    let count = try run(
      """
      UPDATE deliveries SET state = 'pending', attempts = 0, due = ?, wait = 0
      WHERE id = ? AND state <> 'pending'
      """, [now.rawValue, id.rawValue])
    guard count > 0 else { throw .unknownDelivery }
  }
}
