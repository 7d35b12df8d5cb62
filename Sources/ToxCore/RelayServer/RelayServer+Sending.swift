import ToxWire

/// Frames for clients, gathered until the burst is over.
extension RelayServer {
  /// Sends what the protocol can't do without, to a blocked client too: up to a limit, at which its
  /// connection is closed.
  mutating func send(_ packet: some Packet, to index: Int, _ context: inout NodeContext) {
    guard let client = clients[index] else { return }
    let bytes = packet.encoded()
    if case .blocked(var controlBytes) = client.socket {
      controlBytes += RelayStream.headerSize + Sealed.overhead + bytes.count
      guard controlBytes <= context.limits.relayBlockedControlBytes else {
        context.drops.count(.overLimit)
        backlog.addClosing(client.id)
        return
      }
      clients[index]?.socket = .blocked(controlBytes: controlBytes)
    }
    seal(bytes.span, for: index)
  }

  /// Sends what may be lost, unless the client is blocked.
  mutating func sendDroppable(
    _ packet: some Packet, to index: Int, _ context: inout NodeContext
  ) {
    guard takesData(index, &context) else { return }
    seal(packet.encoded().span, for: index)
  }

  /// Sends the first `size` bytes of the buffer, unless the client is blocked.
  mutating func sendDroppable(_ size: Int, to index: Int, _ context: inout NodeContext) {
    guard takesData(index, &context) else { return }
    // Another name, not a copy: a span of a member would hold all of `self`.
    let buffer = plaintext
    seal(buffer.span.extracting(..<size), for: index)
  }

  /// What was gathered leaves.
  ///
  /// - Returns: whether there was anything.
  mutating func settle(_ context: inout NodeContext) -> Bool {
    guard backlog.hasFrames else { return false }
    backlog.sendAll { index in
      guard let (id, bytes) = clients[index]?.takePending() else { return }
      for piece in RelayStream.pieces(of: bytes) { context.outputs.served(.send(id, piece)) }
    }
    return true
  }

  private func takesData(_ index: Int, _ context: inout NodeContext) -> Bool {
    if clients.takesData(index, pendingMax: context.limits.relayPendingBytes) { return true }
    context.drops.count(.overLimit)
    return false
  }

  private mutating func seal(_ bytes: Span<UInt8>, for index: Int) {
    if clients.seal(bytes, for: index) { backlog.addFrames(for: index) }
  }
}

extension RelayClient {
  fileprivate mutating func seal(_ plaintext: Span<UInt8>) {
    stream.seal(plaintext, into: &pending)
  }

  fileprivate mutating func takePending() -> (RelayClientID, [UInt8])? {
    guard !pending.isEmpty else { return nil }
    defer { pending = [] }
    return (id, pending)
  }
}

extension RelayClientTable {
  /// Seals a frame for a client.
  ///
  /// - Returns: whether it is the first that waits.
  fileprivate mutating func seal(_ plaintext: Span<UInt8>, for index: Int) -> Bool {
    let isFirst = self[index]?.pending.isEmpty == true
    self[index]?.seal(plaintext)
    return isFirst
  }

  /// Whether a client reads what it is sent.
  fileprivate func takesData(_ index: Int, pendingMax: Int) -> Bool {
    self[index]?.socket == .open && (self[index]?.pending.count ?? 0) < pendingMax
  }
}
