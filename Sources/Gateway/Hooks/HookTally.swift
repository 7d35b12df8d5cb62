import GatewayCore
import GatewayEngine
import GatewayStore
import Synchronization

/// Counts requests to hooks that were refused, and has the worker write the counts: seldom, since
/// anyone can send such requests.
final class HookTally: Sendable {
  private struct Key: Hashable {
    var hook: String
    var reason: HookRefusal
  }

  private struct State {
    var refusals: [Key: HookRefusals] = [:]
    var isFlushing = false
  }

  /// How long counts wait for more of them.
  private static let pause = Duration.seconds(1)

  private let state = Mutex(State())
  private let submit: ControlServer.Submit

  init(submit: @escaping ControlServer.Submit) { self.submit = submit }

  func add(_ hook: String, _ reason: HookRefusal, now: UnixMilliseconds) {
    let mustFlush = state.withLock { state in
      let new = HookRefusals(hook: hook, reason: reason, count: 0, last: now)
      let key = Key(hook: hook, reason: reason)
      state.refusals[key, default: new].count += 1
      state.refusals[key]?.last = now
      defer { state.isFlushing = true }
      return !state.isFlushing
    }
    guard mustFlush else { return }
    Task {
      try? await Task.sleep(for: Self.pause)
      flush()
    }
  }

  /// Has the worker write what was counted.
  func flush() {
    let refusals = state.withLock { state in
      defer { state = State() }
      return state.refusals.values.sorted {
        ($0.hook, $0.reason.rawValue) < ($1.hook, $1.reason.rawValue)
      }
    }
    guard !refusals.isEmpty else { return }
    submit(.command(HookRefusalsCommand(refusals: refusals)), .rule) { _ in }
  }

  /// A query for the hooks sees all that were counted before it.
  func preparing(_ request: ApplicationRequest) -> ApplicationRequest {
    if case .query(let query) = request, query is IncomingHookListQuery { flush() }
    return request
  }
}

/// Adds to the counts of refused requests. Only the HTTP interface makes it.
struct HookRefusalsCommand: HomeCommand {
  static let name = "hook_refusals"
  static let scope = Scope.hooks

  var refusals: [HookRefusals]

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.storing { () throws(StoreError) in try transaction.add(refusals) }
    return OperationResult()
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    nil
  }
}

extension HookRefusalsCommand {
  /// No transport reads it.
  init(from decoder: any Decoder) throws {
    throw RequestMistake.unknown("command", named: Self.name)
  }

  func encode(to encoder: any Encoder) throws {}
}
