import Synchronization

/// The bodies that are on their way to hooks whose senders are not proven yet: anyone can send
/// them, on thousands of connections.
final class UnprovenBodies: Sendable {
  /// Of all of them together: 64 MiB.
  static let bytesMax = 67_108_864

  private let bytes = Mutex(0)

  func begin() -> Ticket { Ticket(self) }

  /// One body. It is read by one task.
  final class Ticket: Sendable {
    private let all: UnprovenBodies
    private let own = Mutex(0)

    fileprivate init(_ all: UnprovenBodies) { self.all = all }

    /// - Returns: whether there is room for so many more bytes.
    func add(_ count: Int) -> Bool {
      let hasRoom = all.bytes.withLock { bytes in
        guard bytes + count <= UnprovenBodies.bytesMax else { return false }
        bytes += count
        return true
      }
      if hasRoom { own.withLock { $0 += count } }
      return hasRoom
    }

    func end() {
      let count = own.withLock { own in
        defer { own = 0 }
        return own
      }
      all.bytes.withLock { $0 -= count }
    }
  }
}
