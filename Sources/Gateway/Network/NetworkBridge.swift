import GatewayEngine
import Synchronization
import ToxCore
import ToxNIO

/// The bridge between the worker's thread and the driver's loop: passes events one way and commands
/// the other, a batch at a time.
final class NetworkBridge: Network, @unchecked Sendable {
  private struct Waiting {
    /// Commands that wait for the loop.
    var commands: [NetworkCommand] = []
    var driver: Driver?
  }

  private let waiting = Mutex(Waiting())
  /// Used on the loop only.
  private var translation: NodeTranslation
  private let deliver: @Sendable ([NetworkEvent], _ isUrgent: Bool) -> Void

  /// - Parameters:
  ///   - remembersAddresses: false drops the addresses that the node would store.
  ///   - deliver: takes events, in order; called on the loop. Events that are not urgent may wait
  ///     for the next urgent one.
  init(
    remembersAddresses: Bool,
    deliver: @escaping @Sendable ([NetworkEvent], _ isUrgent: Bool) -> Void
  ) {
    translation = NodeTranslation(remembersAddresses: remembersAddresses)
    self.deliver = deliver
  }

  /// Connects the driver: from now on commands are carried out.
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
      // The driver's own queue is full: wait like its other callers.
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
