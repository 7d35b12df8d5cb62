import GRDB
public import GatewayCore

/// The incoming hooks of the bot's file, with what became of their requests.
extension StoreReader {
  /// By name.
  public func hooks() throws(StoreError) -> [IncomingHookSummary] {
    var refusals: [String: [IncomingHookSummary.Refusal]] = [:]
    let found = try rows(
      "SELECT hook, reason, count, refused_at FROM hook_refusals ORDER BY hook, reason"
    ) { row in
      (
        hook: row[0] as String,
        refusal: IncomingHookSummary.Refusal(
          reason: row[1], count: row[2], last: UnixMilliseconds(row[3]))
      )
    }
    for (hook, refusal) in found { refusals[hook, default: []].append(refusal) }
    return try rows(
      "SELECT name, scheme, received, repeated, failed, received_at FROM hooks ORDER BY name"
    ) { row in
      IncomingHookSummary(
        name: row[0], scheme: row[1], received: row[2], repeated: row[3], failed: row[4],
        last: (row[5] as Int64?).map(UnixMilliseconds.init),
        refused: refusals[row[0] as String] ?? [])
    }
  }
}

/// What a request to a hook is counted as.
public enum HookOutcome: String, Hashable, Sendable {
  case received, repeated, failed
}

/// Requests to one hook that were refused for one reason.
public struct HookRefusals: Hashable, Sendable {
  public var hook: String
  public var reason: HookRefusal
  public var count: Int64
  /// When the last one was.
  public var last: UnixMilliseconds

  public init(hook: String, reason: HookRefusal, count: Int64, last: UnixMilliseconds) {
    self.hook = hook
    self.reason = reason
    self.count = count
    self.last = last
  }
}

extension StoreTransaction {
  /// The file has these hooks; others are not listed any more.
  public func noteHooks(_ hooks: [IncomingHook]) throws(StoreError) {
    let known = try self.hooks()
    for former in known where !hooks.contains(where: { $0.name == former.name }) {
      try run("DELETE FROM hook_refusals WHERE hook = ?", [former.name])
      try run("DELETE FROM hooks WHERE name = ?", [former.name])
    }
    for hook in hooks {
      let scheme = hook.scheme.rawValue
      guard !known.contains(where: { $0.name == hook.name && $0.scheme == scheme }) else {
        continue
      }
      try run(
        """
        INSERT INTO hooks (name, scheme) VALUES (?1, ?2)
        ON CONFLICT (name) DO UPDATE SET scheme = ?2
        """, [hook.name, scheme])
    }
  }

  /// Counts a request to a hook.
  public func count(
    _ outcome: HookOutcome, of hook: String, now: UnixMilliseconds
  ) throws(StoreError) {
    let column = outcome.rawValue
    let time = outcome == .received ? ", received_at = ?2" : ""
    try run(
      "UPDATE hooks SET \(column) = \(column) + 1\(time) WHERE name = ?1",
      outcome == .received ? [hook, now.rawValue] : [hook])
  }

  /// Counts refused requests; those to hooks that are gone are forgotten.
  public func add(_ refusals: [HookRefusals]) throws(StoreError) {
    for refusal in refusals {
      try run(
        """
        INSERT INTO hook_refusals (hook, reason, count, refused_at)
        SELECT ?1, ?2, ?3, ?4 FROM hooks WHERE name = ?1
        ON CONFLICT (hook, reason) DO UPDATE SET count = count + ?3, refused_at = ?4
        """,
        [refusal.hook, refusal.reason.rawValue, refusal.count, refusal.last.rawValue])
    }
  }
}
