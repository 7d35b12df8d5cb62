/// What is left to do when an input, or a burst of them, has been handled.
struct RelayServerBacklog {
  /// Indices of clients with pending frames.
  private var toSend: [Int] = []
  private var toClose: [RelayClientID] = []

  var hasFrames: Bool { !toSend.isEmpty }

  /// Notes a client with pending frames; at most once for each burst.
  mutating func addFrames(for client: Int) { toSend.append(client) }

  /// Calls `body` with each client that has pending frames, and forgets them.
  mutating func sendAll(_ body: (Int) -> Void) {
    for client in toSend { body(client) }
    toSend.removeAll(keepingCapacity: true)
  }

  /// Notes a client that is to be closed.
  mutating func addClosing(_ id: RelayClientID) { toClose.append(id) }

  /// Takes the client that was noted last.
  mutating func takeClosing() -> RelayClientID? { toClose.popLast() }
}
