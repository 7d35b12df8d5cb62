import GatewayCore
import GatewayEngine

/// The gateway's one thread: hands everything that waits in its mailbox to the engine, and carries
/// out what that asks for. All the engine's state belongs to this thread.
final class Worker {
  let mailbox: Mailbox<EngineInput>
  let engine: Engine

  /// - Parameter report: takes what a batch came to, in order.
  init(
    _ parts: EngineParts, settings: EngineSettings, network: any Network, courier: any Deliverer,
    mailbox: Mailbox<EngineInput>, report: @escaping @Sendable ([Report]) -> Void
  ) {
    self.mailbox = mailbox
    engine = Engine(parts, settings: settings) { output in
      switch output {
      case .network(let commands): network.post(commands)
      case .deliver(let delivery, let webhook, let time, let startedAt):
        courier.deliver(delivery, to: webhook, at: time) { result in
          mailbox.post(.delivered(delivery.id, result, startedAt: startedAt))
        }
      case .report(let reports): report(reports)
      case .reply(let reply, let handler): handler(reply)
      }
    }
  }

  /// Runs until `.stop` was handled.
  func run() {
    while !engine.isFinished {
      engine.advance(with: mailbox.take(waitingAtMost: engine.timeToWait))
    }
  }
}

/// The network half, as the worker sees it.
protocol Network: Sendable {
  /// Takes commands without waiting; their outcomes come back as events.
  func post(_ commands: [NetworkCommand])
}

/// Carries deliveries to webhooks.
protocol Deliverer: Sendable {
  /// How many may be under way at once.
  var room: Int { get }
  /// Makes one attempt and calls `completion` once, from any thread.
  func deliver(
    _ delivery: Delivery, to webhook: Webhook, at time: UnixMilliseconds,
    completion: @escaping @Sendable (DeliveryResult) -> Void)
}
