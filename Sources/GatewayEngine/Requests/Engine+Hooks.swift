package import GatewayCore
package import GatewayStore

/// A request to a hook, whose sender has proven itself.
package struct HookArrival: Sendable {
  package var request: HookRequest
  /// How a repetition of it is recognized; nil where its sender does not repeat requests.
  package var repetition: RepeatableHook?
  /// Takes the answer, once.
  package var reply: @Sendable (HookReply) -> Void

  package init(
    _ request: HookRequest, repetition: RepeatableHook?,
    reply: @escaping @Sendable (HookReply) -> Void
  ) {
    self.request = request
    self.repetition = repetition
    self.reply = reply
  }
}

/// Requests to incoming hooks. Each is answered when what its rule asked for is on the disk; where
/// that takes no writes its sender is told to try again.
extension Engine {
  /// Answers many in one transaction, or where that fails each in its own.
  func receive(_ arrivals: [HookArrival]) {
    if arrivals.count > 1, isCommitted(arrivals) { return }
    for arrival in arrivals where !isCommitted([arrival]) { arrival.reply(.unavailable) }
  }

  private func isCommitted(_ arrivals: [HookArrival]) -> Bool {
    // What contacts write goes first.
    guard memory.space.obstacle == nil else { return false }
    do throws(StoreError) {
      try attempt { () throws(StoreError) in
        var after = AfterCommit()
        let now = beginNow()
        try store.write(
          online: memory.online, policy: policy
        ) { transaction throws(StoreError) in
          try followClock(in: transaction, now: now, &after)
          for arrival in arrivals {
            try receive(arrival, in: transaction, now: now, &after)
          }
          try collectOutgoing(in: transaction, &after)
          try collectDeliveries(in: transaction, now: now, &after)
          try lookAhead(in: transaction)
          try keepEvents(&after, in: transaction, now: now)
        }
        return after
      }
      return true
    } catch {
      if arrivals.count == 1 { report([.storeError(error.description)]) }
      return false
    }
  }

  func receive(
    _ arrival: HookArrival, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let reply = try reply(to: arrival, in: transaction, now: now, &after)
    after.hookReplies.append((arrival.reply, reply))
  }

  private func reply(
    to arrival: HookArrival, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) -> HookReply {
    let name = arrival.request.hook
    guard configuration?.hooks.contains(where: { $0.name == name }) ?? false else {
      return .unknown
    }
    if let repetition = arrival.repetition,
      let earlier = try transaction.answer(to: repetition, now: now)
    {
      try transaction.count(.repeated, of: name, now: now)
      return .answered(earlier)
    }
    let outcome = try run(.hook(arrival.request), in: transaction, now: now, &after)
    guard outcome.failure == nil else {
      try transaction.count(.failed, of: name, now: now)
      return .failed
    }
    if let repetition = arrival.repetition {
      try transaction.remember(outcome.response, asAnswerTo: repetition, now: now)
    }
    try transaction.count(.received, of: name, now: now)
    return .answered(outcome.response)
  }
}
