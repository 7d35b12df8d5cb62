import GatewayCore

/// Messages of one contact that were delivered and may not be handled yet, in order. None is
/// acknowledged: its client keeps them all, and its session delivers at most
/// `Limits.unconsumedMessages`.
struct HeldBack {
  private enum State {
    /// They wait in memory. Exit: discarded, where those of all contacts take too much memory.
    case waiting(ArraySlice<NetworkMessage>, bytes: Int)
    /// They are no longer in memory: the session has to end before they come again. Exit: waiting,
    /// with a new session.
    case discarded
  }

  private var state = State.waiting([], bytes: 0)

  /// Bytes of the waiting messages of all contacts together: 32 MiB.
  static let bytesMax = 32 << 20
  /// The memory of a message beside its text, roughly.
  private static let messageBytes = 128

  var isEmpty: Bool {
    switch state {
    case .waiting(let messages, _): messages.isEmpty
    case .discarded: false
    }
  }

  var isDiscarded: Bool { if case .discarded = state { true } else { false } }

  /// The memory that they take.
  var bytes: Int {
    switch state {
    case .waiting(_, let bytes): bytes
    case .discarded: 0
    }
  }

  mutating func append(_ message: NetworkMessage) {
    guard case .waiting(var messages, let bytes) = state else { return }
    state = .discarded
    messages.append(message)
    state = .waiting(messages, bytes: bytes + Self.bytes(of: message))
  }

  mutating func popFirst() -> NetworkMessage? {
    guard case .waiting(var messages, let bytes) = state, let first = messages.popFirst() else {
      return nil
    }
    state = .waiting(messages, bytes: bytes - Self.bytes(of: first))
    return first
  }

  /// Drops them from memory, for lack of room.
  mutating func discard() { state = .discarded }

  static func bytes(of message: NetworkMessage) -> Int { message.text.utf8.count + messageBytes }
}
