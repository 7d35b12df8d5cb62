import NIOCore
import ToxCore

/// The incoming connections to our relay, and the sockets that accept them.
///
/// Touched on its loop only.
final class ServedConnections: @unchecked Sendable {
  private var connections: [RelayClientID: ServedConnection] = [:]
  private var listeners: [any Channel] = []
  private var idNext: UInt64 = 1
  private let capacity: Int
  private var isAccepting = true

  /// - Parameter capacity: the maximum number of connections; further ones wait in the system's
  ///   queue.
  init(capacity: Int) { self.capacity = capacity }

  var count: Int { connections.count }

  /// Never used again.
  func nextID() -> RelayClientID {
    defer { idNext += 1 }
    return RelayClientID(idNext)
  }

  func add(_ listener: any Channel) { listeners.append(listener) }

  func add(_ connection: ServedConnection) {
    connections[connection.id] = connection
    accept(connections.count < capacity)
  }

  /// - Returns: whether it was there.
  func remove(_ id: RelayClientID) -> Bool {
    guard connections.removeValue(forKey: id) != nil else { return false }
    accept(connections.count < capacity)
    return true
  }

  func carryOut(_ action: ServedAction) {
    switch action {
    case .send(let id, let bytes): connections[id]?.write(bytes)
    case .setReading(let id, let isOn): connections[id]?.setReading(isOn)
    case .close(let id):
      guard let connection = connections.removeValue(forKey: id) else { return }
      connection.close()
      accept(connections.count < capacity)
    }
  }

  /// Ends everything without a word to the node.
  func closeAll() {
    for listener in listeners { listener.close(promise: nil) }
    let all = connections
    connections = [:]
    for connection in all.values { connection.close() }
  }

  private func accept(_ isOn: Bool) {
    guard isOn != isAccepting else { return }
    isAccepting = isOn
    for listener in listeners {
      try? listener.syncOptions?.setOption(.autoRead, value: isOn)
    }
  }
}
