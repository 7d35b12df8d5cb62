import GatewayEngine
import Synchronization
import ToxCore
import ToxNIO

/// Stands between the worker's thread and the driver's loop: hands events one way and commands the
/// other, a batch at a time.
final class NetworkBridge: Network, @unchecked Sendable {
  private struct Waiting {
    /// Commands that wait for the loop.
    var commands: [NetworkCommand] = []
    var driver: Driver?
  }

  private let waiting = Mutex(Waiting())
  /// Touched on the loop only.
  private var translation: NodeTranslation
  private let deliver: @Sendable ([NetworkEvent], _ isUrgent: Bool) -> Void

  /// - Parameters:
  ///   - remembersAddresses: false drops what the node would like remembered.
  ///   - deliver: takes events, in order; called on the loop. What is not urgent may wait for the
  ///     next that is.
  init(
    remembersAddresses: Bool,
    deliver: @escaping @Sendable ([NetworkEvent], _ isUrgent: Bool) -> Void
  ) {
    translation = NodeTranslation(remembersAddresses: remembersAddresses)
    self.deliver = deliver
  }

  /// From now on commands are carried out.
  func attach(_ driver: Driver) { waiting.withLock { $0.driver = driver } }

  func post(_ commands: [NetworkCommand]) {
    guard !commands.isEmpty else { return }
    let driver: Driver? = waiting.withLock { waiting in
      let wasEmpty = waiting.commands.isEmpty
      waiting.commands += commands
      return wasEmpty ? waiting.driver : nil
    }
    guard let driver else { return }
    let isTaken = driver.enqueue { node, now in self.carryOutWaiting(&node, now) }
    if !isTaken {
      // The driver's own mailbox is full: wait in line with everybody else.
      Task { await driver.perform { node, now in self.carryOutWaiting(&node, now) } }
    }
  }

  /// Called on the loop.
  func translate(_ events: [Event]) {
    deliver(events.compactMap(translation.translate), true)
  }

  private func carryOutWaiting(_ node: inout ToxNode, _ now: Now) {
    let commands = waiting.withLock { waiting in
      defer { waiting.commands = [] }
      return waiting.commands
    }
    let outcomes = translation.carryOut(commands, on: &node, now: now)
    if !outcomes.isEmpty { deliver(outcomes, false) }
  }
}
