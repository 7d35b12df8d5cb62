import GatewayCore
import GatewayEngine

/// The gateway's only thread: passes all queued inputs to the engine, and carries out its outputs.
/// All the engine's state belongs to this thread.
final class Worker {
  let inputs: InputQueue<EngineInput>
  let engine: Engine

  /// - Parameter report: takes the reports of a batch, in order.
  init(
    _ parts: EngineParts, settings: EngineSettings, network: any Network, courier: any Deliverer,
    inputs: InputQueue<EngineInput>, report: @escaping @Sendable ([Report]) -> Void
  ) {
    self.inputs = inputs
    engine = Engine(parts, settings: settings) { output in
      switch output {
      case .network(let commands): network.post(commands)
      case .deliver(let attempts):
        courier.deliver(attempts) { attempt, outcome in
          inputs.post(
            .delivered(attempt.delivery.id, outcome, startedAt: attempt.startedAt), .together)
        }
      case .report(let reports): report(reports)
      case .reply(let reply, let handler): handler(reply)
      case .hookReply(let reply, let handler): handler(reply)
      }
    }
  }

  /// Runs until `.stop` was handled.
  func run() {
    while !engine.isFinished {
      var taken = inputs.take(waitingAtMost: engine.timeToWait)
      let others = engine.resultsToGather(after: taken)
      if others > 0 { taken += inputs.take(others, waitingAtMost: Self.gatheringTime) }
      engine.advance(with: taken)
    }
  }

  /// Milliseconds: longer than a commit takes, and much shorter than a person notices.
  private static let gatheringTime: Int64 = 4
}

/// The network half, as the worker sees it.
protocol Network: Sendable {
  /// Takes commands without waiting; their outcomes come back as events.
  func post(_ commands: [NetworkCommand])
}

/// Carries deliveries to webhooks.
protocol Deliverer: Sendable {
  /// The attempts that may be handed out at one time.
  var room: Int { get }
  /// Makes the attempts and calls `completion` once for each, from any thread.
  func deliver(
    _ attempts: [Attempt], completion: @escaping @Sendable (Attempt, AttemptOutcome) -> Void)
}
