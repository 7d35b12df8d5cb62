import Foundation
import GRDB
public import GatewayCore

/// A request that its client may repeat with the same key: hashes, since a client may write
/// anything into a key.
public struct RepeatableRequest: Hashable, Sendable {
  /// The client's token.
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

/// Requests that were answered, for a day: a client that did not get the answer asks again.
extension StoreTransaction {
  /// A day in milliseconds.
  public static let answerAgeMax: Int64 = 86_400_000
  /// The answers that are kept, of all tokens.
  static let answersMax: Int64 = 100_000
  /// Old answers that make way for a new one.
  private static let answersRemovedAtOnce = 8

  /// - Returns: what the earlier request with this key asked for, and the message that it sent.
  public func answer(
    to request: RepeatableRequest, now: UnixMilliseconds
  ) throws(StoreError) -> (request: [UInt8], message: MessageID)? {
    try row(
      "SELECT request, message FROM answered_requests WHERE token = ? AND key = ? AND at > ?",
      [request.token, Data(request.key), now.rawValue - Self.answerAgeMax]
    ) { ($0.bytes(0), MessageID($0[1])) }
  }

  /// Remembers an answer, in the transaction of what it tells.
  public func remember(
    _ message: MessageID, asAnswerTo request: RepeatableRequest, now: UnixMilliseconds
  ) throws(StoreError) {
    try run(
      """
      INSERT INTO answered_requests (token, key, request, message, at) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (token, key) DO UPDATE SET request = ?3, message = ?4, at = ?5
      """,
      [
        request.token, Data(request.key), Data(request.request), message.rawValue, now.rawValue,
      ])
    try run(
      """
      DELETE FROM answered_requests
      WHERE seq IN (SELECT seq FROM answered_requests ORDER BY seq LIMIT ?1)
        AND (at <= ?2 OR seq <= (SELECT max(seq) FROM answered_requests) - ?3)
      """,
      [Self.answersRemovedAtOnce, now.rawValue - Self.answerAgeMax, Self.answersMax])
  }
}
