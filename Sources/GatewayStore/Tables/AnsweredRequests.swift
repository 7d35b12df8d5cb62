import Foundation
import GRDB
public import GatewayCore

/// A request that its client may repeat with the same key: hashes, since a client may write
/// anything into a key.
public struct RepeatableRequest: Hashable, Sendable {
  /// The client's token; for a session of the web inbox its number with a minus sign.
  public var token: Int64
  public var key: [UInt8]
  /// Of everything that makes it this request.
  public var request: [UInt8]

  public init(token: Int64, key: [UInt8], request: [UInt8]) {
    self.token = token
    self.key = key
    self.request = request
  }
}

/// What a request that may be repeated made; of which kind that is the request tells.
public struct RememberedAnswer: Hashable, Sendable {
  /// Of a message, a broadcast or a confirmation.
  public var number: Int64
  /// Of a broadcast: how many contacts had its label.
  public var contacts: Int?

  public init(_ number: Int64, contacts: Int? = nil) {
    self.number = number
    self.contacts = contacts
  }
}

/// Requests that were answered, for a day: a client that did not get the answer asks again.
extension StoreTransaction {
  /// A day in milliseconds.
  public static let answerAgeMax: Int64 = 86_400_000
  /// The answers that are kept, of all tokens.
  static let answersMax: Int64 = 100_000
  /// Old answers that make way for a new one.
  private static let answersRemovedAtOnce = 8

  /// - Returns: what the earlier request with this key asked for, and its answer.
  public func answer(
    to request: RepeatableRequest, now: UnixMilliseconds
  ) throws(StoreError) -> (request: [UInt8], answer: RememberedAnswer)? {
    try row(
      """
      SELECT request, message, members FROM answered_requests
      WHERE token = :token AND key = :key AND \(Self.isWithinAge)
      """,
      [
        "token": request.token, "key": Data(request.key), "now": now.rawValue,
        "trusted": timeForErasing(at: now).rawValue, "age": Self.answerAgeMax,
      ]
    ) { row in (row.bytes(0), RememberedAnswer(row[1], contacts: row[2])) }
  }

  /// Remembers an answer, in the transaction of what it tells.
  public func remember(
    _ answer: RememberedAnswer, asAnswerTo request: RepeatableRequest, now: UnixMilliseconds
  ) throws(StoreError) {
    try run(
      """
      INSERT INTO answered_requests (token, key, request, message, at, members)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (token, key)
      DO UPDATE SET request = ?3, message = ?4, at = ?5, members = ?6
      """,
      [
        request.token, Data(request.key), Data(request.request), answer.number, now.rawValue,
        answer.contacts,
      ])
    try run(
      """
      DELETE FROM answered_requests
      WHERE seq IN (SELECT seq FROM answered_requests ORDER BY seq LIMIT ?1)
        AND (at <= ?2 OR seq <= (SELECT max(seq) FROM answered_requests) - ?3)
      """,
      [
        Self.answersRemovedAtOnce, timeForErasing(at: now).rawValue - Self.answerAgeMax,
        Self.answersMax,
      ])
  }
}
