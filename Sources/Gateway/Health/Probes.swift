import GatewayCore
import GatewayHTTP
import Synchronization

/// Answers the probes of load balancers. Anyone may be allowed to ask them, as often as they like:
/// the bot looks at most once a second.
final class Probes: Sendable {
  private struct Look {
    var start: ContinuousClock.Instant
    var checks: Task<ReadinessSummary?, Never>
    var isOver = false
  }

  private static let interval = Duration.seconds(1)

  private let ask: @Sendable () async -> ReadinessSummary?
  private let last = Mutex<Look?>(nil)

  /// - Parameter ask: how the bot is; nil where that can't be found out.
  init(ask: @escaping @Sendable () async -> ReadinessSummary?) { self.ask = ask }

  convenience init(submit: @escaping ControlServer.Submit) {
    self.init {
      let reply = await withCheckedContinuation { continuation in
        submit(.query(.readiness), .owner) { continuation.resume(returning: $0) }
      }
      guard case .readiness(let summary) = reply else { return nil }
      return summary
    }
  }

  func isMet(_ probe: Probe) async -> Bool {
    guard let summary = await look().value else { return false }
    switch probe {
    case .health: return summary.checks.contains { $0.name == "worker" && $0.isPassed }
    case .readiness: return summary.isReady
    }
  }

  private func look() -> Task<ReadinessSummary?, Never> {
    last.withLock { last in
      let now = ContinuousClock.now
      if let last, !last.isOver || now - last.start < Self.interval { return last.checks }
      let checks = Task { [self] in
        let summary = await ask()
        self.last.withLock { $0?.isOver = true }
        return summary
      }
      last = Look(start: now, checks: checks)
      return checks
    }
  }
}
