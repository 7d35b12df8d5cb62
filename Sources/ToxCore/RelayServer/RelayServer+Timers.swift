import ToxWire

/// Pings, pauses, and clients that don't read.
extension RelayServer {
  mutating func timerFired(_ timer: NodeTimer, _ context: inout NodeContext) {
    switch timer {
    case .relayServer: keepUp(&context)
    case .relayPause(let id): resume(id, &context)
    case .relayBlocked(let id):
      context.drops.count(.overLimit)
      close(id, &context)
    default: preconditionFailure("a timer of another machine")
    }
    closeNoted(&context)
  }

  /// The shell's buffer for a client is over its watermark, or under it again.
  mutating func blocked(_ id: RelayClientID, isBlocked: Bool, _ context: inout NodeContext) {
    guard let index = clients.index(of: id) else { return }
    if isBlocked {
      guard clients[index]?.socket == .open else { return }
      clients[index]?.socket = .blocked(controlBytes: 0)
      context.timers.set(
        .relayBlocked(id), at: context.now.monotonic + RelayServerTimings.blockedTimeout)
    } else {
      clients[index]?.socket = .open
      context.timers.cancel(.relayBlocked(id))
    }
  }

  func setTimer(_ context: inout NodeContext) {
    let next = [pings.next, newcomers.deadline].compactMap { $0 }.min()
    if let next { context.timers.set(.relayServer, at: next) }
  }

  private mutating func keepUp(_ context: inout NodeContext) {
    while let id = newcomers.takeOverdue(context.now.monotonic) {
      context.outputs.served(.close(id))
    }
    while let id = pings.popPong(context.now) {
      guard let client = clients.index(of: id).flatMap({ clients[$0] }),
        client.pingUnanswered != nil
      else { continue }
      if client.isPaused {
        // Its pong may be among what we left unread.
        pings.expectPong(id, now: context.now)
      } else {
        close(id, &context)
      }
    }
    while let id = pings.popPing(context.now) {
      guard let index = clients.index(of: id) else { continue }
      ping(index, &context)
      pings.expectPong(id, now: context.now)
      pings.scheduleNext(id, now: context.now)
    }
    setTimer(&context)
  }

  private mutating func ping(_ index: Int, _ context: inout NodeContext) {
    let id = RequestID(max(1, context.entropy.uint64()))
    clients[index]?.pingUnanswered = id
    send(RelayPing(id: id), to: index, &context)
  }

  private mutating func resume(_ id: RelayClientID, _ context: inout NodeContext) {
    guard let index = clients.index(of: id) else { return }
    clients[index]?.isPaused = false
    context.outputs.served(.setReading(id, true))
  }
}
