import NIOCore
import Synchronization

/// The open connections of a server, so that its end does not wait for a client.
final class ConnectionTable: Sendable {
  private struct Connection {
    var channel: any Channel
    /// Cancels what its request waits for.
    var cancel: (@Sendable () -> Void)?
  }

  private let connections = Mutex<[ObjectIdentifier: Connection]>([:])

  var count: Int { connections.withLock(\.count) }

  func add(_ channel: any Channel) {
    connections.withLock { $0[ObjectIdentifier(channel)] = Connection(channel: channel) }
  }

  func remove(_ channel: any Channel) {
    connections.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) }?.cancel?()
  }

  func closeAll() {
    for connection in connections.withLock({ Array($0.values) }) {
      connection.channel.close(promise: nil)
    }
  }

  /// Does what is cancelled when the connection closes. A connection has one request at a time.
  func value<Value: Sendable>(
    on channel: any Channel, _ body: @escaping @Sendable () async -> Value
  ) async -> Value {
    let task = Task { await body() }
    let id = ObjectIdentifier(channel)
    let isOpen = connections.withLock { connections in
      connections[id]?.cancel = { task.cancel() }
      return connections[id] != nil
    }
    if !isOpen { task.cancel() }
    let value = await task.value
    connections.withLock { $0[id]?.cancel = nil }
    return value
  }
}
