import Synchronization

/// The bodies that are on their way to hooks whose senders are not proven yet: anyone can send
/// them, on thousands of connections.
final class UnprovenBodies: Sendable {
  /// Of all of them together: 32 MiB.
  static let bytesMax = 33_554_432
  /// After so many at one time memory is worth giving back: 4 MiB.
  static let worthReleasing = 4_194_304
  /// Between the end of the last body and giving memory back, which takes milliseconds.
  private static let pause = Duration.seconds(1)

  private struct State {
    var bytes = 0
    /// The most since memory was given back.
    var peak = 0
    /// Whether it is about to be.
    var isReleasing = false
  }

  private let state = Mutex(State())
  private let releaseMemory: @Sendable () -> Void

  /// - Parameter releaseMemory: gives free memory back to the system: the allocator alone keeps
  ///   what a flood has used.
  init(releaseMemory: @escaping @Sendable () -> Void = {}) { self.releaseMemory = releaseMemory }

  func begin() -> Ticket { Ticket(self) }

  private func add(_ count: Int) -> Bool {
    state.withLock { state in
      guard state.bytes + count <= Self.bytesMax else { return false }
      state.bytes += count
      state.peak = max(state.peak, state.bytes)
      return true
    }
  }

  private func remove(_ count: Int) {
    let isAtRest = state.withLock { state in
      state.bytes -= count
      guard state.bytes == 0, state.peak >= Self.worthReleasing, !state.isReleasing else {
        return false
      }
      state.isReleasing = true
      return true
    }
    guard isAtRest else { return }
    Task {
      try? await Task.sleep(for: Self.pause)
      let isStillAtRest = state.withLock { state in
        state.isReleasing = false
        guard state.bytes == 0 else { return false }
        state.peak = 0
        return true
      }
      if isStillAtRest { releaseMemory() }
    }
  }

  /// One body. It is read by one task.
  final class Ticket: Sendable {
    private let all: UnprovenBodies
    private let own = Mutex(0)

    fileprivate init(_ all: UnprovenBodies) { self.all = all }

    /// - Returns: whether there is room for so many more bytes.
    func add(_ count: Int) -> Bool {
      let hasRoom = all.add(count)
      if hasRoom { own.withLock { $0 += count } }
      return hasRoom
    }

    func end() {
      let count = own.withLock { own in
        defer { own = 0 }
        return own
      }
      all.remove(count)
    }
  }
}
