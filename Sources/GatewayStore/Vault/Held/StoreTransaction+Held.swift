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

  /// Takes deliveries to a webhook that may leave now.
  ///
  /// - Parameters:
  ///   - underWay: deliveries that were handed out before and have no result yet.
  ///   - looksUp: whether stored ones may be due that this transaction did not make ready.
  /// - Returns: them, and when the next one that is stored is due; without a look at the store only
  ///   one that this transaction made ready.
  public func takeDeliveries(
    to webhook: String, atMost limit: Int, now: UnixMilliseconds,
    excluding underWay: [DeliveryID], looksUp: Bool
  ) throws(StoreError) -> (due: [Delivery], next: UnixMilliseconds?) {
    let heldOnes = cache.held.deliveries.due(
      to: webhook, now: now, limit: limit, excluding: underWay)
    let room = limit - heldOnes.count
    guard looksUp else {
      let taken = takeReady(to: webhook, atMost: room, now: now)
      return (heldOnes + taken, nextReady(to: webhook))
    }
    ready.removeAll { $0.webhook == webhook }
    let stored = try dueDeliveries(to: webhook, now: now, limit: room, excluding: underWay)
    return (heldOnes + stored.due, stored.next)
  }

  public var hasHeldDeliveries: Bool { !cache.held.deliveries.isEmpty }

  /// When the next held delivery to a webhook is due.
  public func nextHeldDelivery(
    to webhook: String, excluding underWay: [DeliveryID]
  ) -> UnixMilliseconds? {
    cache.held.deliveries.nextDue(to: webhook, excluding: underWay)
  }

  /// Ends deliveries that are too old to be sent.
  public func expire(_ deliveries: [Delivery], now: UnixMilliseconds) throws(StoreError) {
    for delivery in deliveries {
      if HeldDeliveries.isHeld(delivery.id) {
        cache.held.deliveries.remove(delivery.id)
        continue
      }
      let statement = try fast("SELECT contact FROM deliveries WHERE id = ?")
      statement.bind(1, delivery.id.rawValue)
      guard let contact = try statement.first({ $0.optionalInteger(0) }) else { continue }
      let lane = DeliveryLane(webhook: delivery.webhook, contact: contact)
      try end(delivery.id, in: lane, because: .age, now: now)
    }
  }

  /// The webhook of a delivery, on disk or in memory.
  public func webhook(of id: DeliveryID) throws(StoreError) -> String? {
    if let held = cache.held.deliveries.webhook(of: id) { return held }
    return try delivery(id)?.webhook
  }

  /// The wall clock was set by so many milliseconds: the remaining waits of held content stay the
  /// same.
  public func clockWasSet(by step: Int64) {
    cache.held.deliveries.clockWasSet(by: step)
    cache.held.asks.clockWasSet(by: step)
    cache.held.answers.clockWasSet(by: step)
  }
}

extension Store {
  /// The amount of content in memory, which is lost when the process ends.
  public func heldCounts() throws(StoreError) -> (answers: Int, deliveries: Int) {
    try write { transaction throws(StoreError) in
      let held = transaction.cache.held
      return (held.answers.count, held.deliveries.count)
    }
  }

  /// The deliveries in memory, by webhook.
  public func heldDeliveryCounts() throws(StoreError) -> [(webhook: String, count: Int)] {
    try write { transaction throws(StoreError) in transaction.cache.held.deliveries.counts }
  }
}
