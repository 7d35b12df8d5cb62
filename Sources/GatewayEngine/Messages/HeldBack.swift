import GatewayCore

/// Messages of one contact that were delivered and may not be handled yet, in order. Nothing of
/// them is acknowledged: its client has them all, and its session delivers no more than
/// `Limits.unconsumedMessages`.
struct HeldBack {
  private enum State {
    /// They wait in memory. Exit: discarded, where all contacts together hold too much.
    case waiting(ArraySlice<NetworkMessage>, bytes: Int)
    /// They are not in memory any more: the session has to end before they come again. Exit: waiting,
    /// with a new session.
    case discarded
  }

  private var state = State.waiting([], bytes: 0)

  /// Bytes of the messages that all contacts together hold back in memory: 32 MiB.
  static let bytesMax = 32 << 20
  /// What a message takes beside its text, about.
  private static let messageBytes = 128

  var isEmpty: Bool {
    switch state {
    case .waiting(let messages, _): messages.isEmpty
    case .discarded: false
    }
  }

  var isDiscarded: Bool { if case .discarded = state { true } else { false } }

  /// What they take of memory.
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

  /// There is no room for them in memory.
  mutating func discard() { state = .discarded }

  static func bytes(of message: NetworkMessage) -> Int { message.text.utf8.count + messageBytes }
}
