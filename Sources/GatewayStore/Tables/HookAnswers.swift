import Foundation
import GRDB
public import GatewayCore

/// A request to a hook that its sender may repeat.
public struct RepeatableHook: Hashable, Sendable {
  public var hook: String
  /// A keyed hash of what is the same each time.
  public var request: [UInt8]
  /// Milliseconds for which an equal one is taken for a repetition.
  public var window: Int64

  public init(hook: String, request: [UInt8], window: Int64) {
    self.hook = hook
    self.request = request
    self.window = window
  }
}

/// Requests to hooks that were answered: a sender that did not get the answer asks again.
extension StoreTransaction {
  /// A week in milliseconds: senders try again for days.
  public static let hookAnswerAgeMax: Int64 = 7 * 86_400_000
  /// The answers that are kept, of all hooks.
  static let hookAnswersMax: Int64 = 100_000
  /// Old answers that make way for a new one.
  private static let hookAnswersRemovedAtOnce = 8

  /// The answer to an earlier request that is repeated; nil for a new one.
  public func answer(
    to request: RepeatableHook, now: UnixMilliseconds
  ) throws(StoreError) -> HookResponse? {
    try row(
      """
      SELECT status, type, body FROM hook_answers
      WHERE hook = :hook AND request = :request AND \(Self.isWithinAge)
      """,
      [
        "hook": request.hook, "request": Data(request.request), "now": now.rawValue,
        "trusted": timeForErasing(at: now).rawValue, "age": request.window,
      ]
    ) { row in
      HookResponse(
        status: row[0], type: row[1], body: try row.text(2, of: .hookAnswer, vault) ?? "")
    }
  }

  /// Remembers an answer, in the transaction of what it tells.
  public func remember(
    _ response: HookResponse, asAnswerTo request: RepeatableHook, now: UnixMilliseconds
  ) throws(StoreError) {
    let body = response.body.isEmpty ? nil : vault.put(response.body, in: .hookAnswer)?.data
    countBytes(body?.count ?? 0)
    try run(
      """
      INSERT INTO hook_answers (hook, request, status, type, body, at)
      VALUES (?1, ?2, ?3, ?4, CAST(?5 AS TEXT), ?6)
      ON CONFLICT (hook, request) DO UPDATE
      SET status = ?3, type = ?4, body = CAST(?5 AS TEXT), at = ?6
      """,
      [
        request.hook, Data(request.request), response.status, response.type, body, now.rawValue,
      ])
    try run(
      """
      DELETE FROM hook_answers
      WHERE seq IN (SELECT seq FROM hook_answers ORDER BY seq LIMIT ?1)
        AND (at <= ?2 OR seq <= (SELECT max(seq) FROM hook_answers) - ?3)
      """,
      [
        Self.hookAnswersRemovedAtOnce,
        timeForErasing(at: now).rawValue - Self.hookAnswerAgeMax, Self.hookAnswersMax,
      ])
  }
}
