import NIOCore
import Synchronization

/// The open connections of a server, so that its end does not wait for a client.
final class ConnectionTable: Sendable {
  private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

  var count: Int { channels.withLock(\.count) }

  func add(_ channel: any Channel) {
    channels.withLock { $0[ObjectIdentifier(channel)] = channel }
  }

  func remove(_ channel: any Channel) {
    channels.withLock { $0[ObjectIdentifier(channel)] = nil }
  }

  func closeAll() {
    for channel in channels.withLock({ Array($0.values) }) { channel.close(promise: nil) }
  }
}
