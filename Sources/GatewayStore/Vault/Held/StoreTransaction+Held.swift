public import GatewayCore

/// Held content appears with stored content: a query for answers and deliveries returns both.
extension StoreTransaction {
  /// Holds an answer that has its number, where the policy keeps it off the disk.
  ///
  /// - Returns: false where there is no room for it.
  public func hold(_ answer: OutboxMessage) -> Bool {
    vault.writes(.outboxText) || cache.held.answers.add(answer)
  }

  /// The contact has these.
  ///
  /// - Parameter areNamed: whether the contact named each of them. Otherwise they are the oldest
  ///   ones.
  /// - Returns: whether any of them was stored on the disk, under an earlier policy.
  public func markReceived(
    _ ids: [OutboxID], areNamed: Bool, by contact: ContactKey
  ) throws(StoreError) -> Bool {
    let stored = cache.held.answers.remove(ids, of: contact)
    guard let last = stored.last else { return false }
    if areNamed {
      try markReceived(stored)
    } else {
      try markReceived(through: last, by: contact)
    }
    guard !vault.writes(.outboxText) else { return false }
    try oweRewriting()
    return true
  }

  /// Answers to a removed contact are not held.
  public func dropHeldAnswers(to contact: ContactKey) {
    cache.held.answers.removeAll(of: contact)
  }

  /// Forgets everything held for a contact.
  public func dropHeld(of contact: ContactKey) { cache.held.removeAll(of: contact) }

  /// Takes deliveries that may leave now.
  ///
  /// - Parameters:
  ///   - underWay: deliveries that were handed out before and have no result yet.
  ///   - paused: webhooks whose deliveries stay.
  ///   - looksUp: whether deliveries may be due that this transaction did not make ready.
  public func takeDeliveries(
    atMost limit: Int, now: UnixMilliseconds, excluding underWay: Set<DeliveryID>,
    paused: Set<String>, looksUp: Bool
  ) throws(StoreError) -> [Delivery] {
    let due = cache.held.deliveries.due(
      now: now, limit: limit, excluding: underWay, paused: paused)
    let room = limit - due.count
    guard looksUp else { return due + takeReady(atMost: room, now: now, paused: paused) }
    return try due + dueDeliveries(now: now, limit: room, excluding: underWay)
  }

  /// When the next held delivery is due.
  public func nextHeldDelivery(
    excluding underWay: Set<DeliveryID>, paused: Set<String>
  ) -> UnixMilliseconds? {
    cache.held.deliveries.nextDue(excluding: underWay, paused: paused)
  }

  /// The webhook of a delivery, on disk or in memory.
  public func webhook(of id: DeliveryID) throws(StoreError) -> String? {
    if let held = cache.held.deliveries.webhook(of: id) { return held }
    return try delivery(id)?.webhook
  }

  /// The wall clock was set by so many milliseconds: the remaining waits of held content stay the
  /// same.
  public func clockWasSet(by step: Int64) { cache.held.deliveries.clockWasSet(by: step) }
}

extension Store {
  /// The amount of content in memory, which is lost when the process ends.
  public func heldCounts() throws(StoreError) -> (answers: Int, deliveries: Int) {
    try write { transaction throws(StoreError) in
      let held = transaction.cache.held
      return (held.answers.count, held.deliveries.count)
    }
  }
}
