import GatewayCore
import GatewayEngine
import Synchronization
import ToxCore
import ToxNIO

/// The bridge between the driver's loop and the worker's thread: puts events into the worker's
/// queue and brings commands to the loop, a batch at a time.
final class NetworkBridge: Network, @unchecked Sendable {
  private struct Waiting {
    /// Commands that wait for the loop.
    var commands: [NetworkCommand] = []
    var driver: Driver?
  }

  private let waiting = Mutex(Waiting())
  /// Used on the loop only.
  private var translation: NodeTranslation
  private let inputs: InputQueue<EngineInput>
  private let connectionChanged: @Sendable (ConnectionReport.Status) -> Void

  /// - Parameters:
  ///   - remembersAddresses: false drops the addresses that the node would store.
  ///   - inputs: takes the events, in order.
  ///   - disk: for the bytes of files.
  ///   - base: the folder that paths of files to be sent are relative to.
  ///   - connectionChanged: takes the node's connection status as well; called on the loop.
  init(
    remembersAddresses: Bool, inputs: InputQueue<EngineInput>, disk: FileDisk,
    filesRelativeTo base: String,
    connectionChanged: @escaping @Sendable (ConnectionReport.Status) -> Void
  ) {
    translation = NodeTranslation(remembersAddresses: remembersAddresses)
    self.inputs = inputs
    self.connectionChanged = connectionChanged
    translation.files = FileCarrier(
      disk, relativeTo: base, perform: { [weak self] work in self?.perform(work) },
      post: { inputs.post(.network([$0])) })
    translation.avatars = AvatarCarrier { [weak self] work in self?.perform(work) }
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
    Self.perform({ node, now in self.carryOutWaiting(&node, now) }, on: driver)
  }

  /// Does work on the node soon.
  private func perform(_ work: @escaping Driver.Work) {
    guard let driver = waiting.withLock(\.driver) else { return }
    Self.perform(work, on: driver)
  }

  private static func perform(_ work: @escaping Driver.Work, on driver: Driver) {
    // Where the driver's own queue is full: wait like its other callers.
    if !driver.enqueue(work) { Task { await driver.perform(work) } }
  }

  /// Called on the loop.
  func translate(_ events: [Event]) {
    let events = events.compactMap(translation.translate)
    for case .connection(let status) in events { connectionChanged(status) }
    inputs.post(.network(events))
  }

  private func carryOutWaiting(_ node: inout ToxNode, _ now: Now) {
    let commands = waiting.withLock { waiting in
      defer { waiting.commands = [] }
      return waiting.commands
    }
    let outcomes = translation.carryOut(commands, on: &node, now: now)
    // The worker need not wake for them.
    if !outcomes.isEmpty { inputs.post([.network(outcomes)], .later) }
  }
}
