import ToxWire

extension DHT {
  /// A node was added to the list around our key. In a small network that is the moment to check
  /// the others: the newcomer may be the only way by which others can find us.
  mutating func newcomerCame(_ newcomer: DHTPublicKey, _ context: inout NodeContext) {
    rollCall.update(closeList, now: context.now)
    noteSilence()
    guard rollCall.isOpen, closeList.nodes.count > 1 else { return }
    notify(.newcomer)
    askWhoIsThere(except: newcomer, &context)
  }

  /// One address, one node: the node that had it before has left.
  mutating func noteDisplaced(by peer: DHTPublicKey, at endpoint: Endpoint, now: Now) {
    guard rollCall.isOpen else { return }
    for node in closeList.nodes where node.key != peer && node.association(at: endpoint) != nil {
      rollCall.left(node.key, at: endpoint, now: now)
    }
  }

  /// A node seems to be gone: in a small network, each node is asked.
  mutating func askWhoIsThere(except known: DHTPublicKey? = nil, _ context: inout NodeContext) {
    guard rollCall.isOpen else { return }
    for node in closeList.nodes where node.key != known {
      guard let endpoint = node.endpoint(context.now) else { continue }
      guard node.answeredAt + RollCall.pause <= context.now.monotonic else {
        rollCall.plan(node.key, at: endpoint, now: context.now)
        continue
      }
      guard !requests.isPinged(node.key, at: endpoint, now: context.now),
        requests.take(context.now)
      else { continue }
      sendPing(to: node.key, at: endpoint, &context)
    }
    context.timers.setIfSooner(.dht, at: rollCall.nextDue)
  }

  /// Asks the nodes that owe an answer again.
  mutating func callRoll(_ context: inout NodeContext) {
    rollCall.update(closeList, now: context.now)
    for (key, endpoint) in rollCall.due(now: context.now)
    where requests.take(context.now) {
      sendPing(to: key, at: endpoint, &context)
    }
    noteSilence()
    for key in rollCall.silent {
      for index in lookups.indices where lookups[index].role != .contact {
        lookups[index].giveUp(key, now: context.now)
      }
    }
  }

  /// A node of which an answer was missing is there.
  mutating func returned(_ context: inout NodeContext) {
    context.timers.set(.dht, at: nextDue(now: context.now))
    noteSilence()
  }

  private mutating func noteSilence() {
    if rollCall.takeChange() { notify(.silenceChanged) }
  }
}
