import GatewayCore

/// Deliveries that are only in memory. They are tried as often as those on the disk.
///
/// Their numbers are negative, so that they differ from those in the store.
struct HeldDeliveries {
  /// How many may wait for one webhook. Further ones are dropped and reported: a receiver that is
  /// down for long loses deliveries that a bot that keeps its messages would still send.
  static let countMax = 4_096
  /// The same for all together.
  static let totalMax = 16_384

  /// Each webhook has its deliveries for itself.
  private var lanes: [(webhook: String, waiting: [Delivery])] = []
  private var lastID: Int64 = 0

  /// The one that was added last.
  var newest: DeliveryID { DeliveryID(lastID) }

  var count: Int { lanes.reduce(0) { $0 + $1.waiting.count } }
  var isEmpty: Bool { lanes.isEmpty }

  /// A notice is dropped where another one still waits: that one counts for both.
  ///
  /// - Returns: false where there is no room.
  mutating func add(_ delivery: NewDelivery, now: UnixMilliseconds) -> Bool {
    if delivery.due != nil, hasWaitingNotice(to: delivery.webhook, now: now) { return true }
    guard count < Self.totalMax, count(to: delivery.webhook) < Self.countMax else { return false }
    lastID -= 1
    let new = Delivery(
      delivery, id: DeliveryID(lastID), due: delivery.due ?? now, createdAt: now)
    if let index = index(of: delivery.webhook) {
      lanes[index].waiting.append(new)
    } else {
      lanes.append((delivery.webhook, [new]))
    }
    return true
  }

  private func index(of webhook: String) -> Int? {
    lanes.firstIndex { $0.webhook == webhook }
  }

  private func waiting(for webhook: String) -> [Delivery] {
    index(of: webhook).map { lanes[$0].waiting } ?? []
  }

  private func hasWaitingNotice(to webhook: String, now: UnixMilliseconds) -> Bool {
    waiting(for: webhook).contains { $0.contact == nil && $0.due > now }
  }

  /// The wall clock was set by so many milliseconds: the remaining waits stay the same.
  mutating func clockWasSet(by step: Int64) {
    changeAll { delivery in
      delivery.due = delivery.due.advanced(byMilliseconds: step)
      delivery.createdAt = delivery.createdAt.advanced(byMilliseconds: step)
    }
  }

  private mutating func changeAll(_ change: (inout Delivery) -> Void) {
    for lane in lanes.indices {
      for index in lanes[lane].waiting.indices { change(&lanes[lane].waiting[index]) }
    }
  }

  static func isHeld(_ id: DeliveryID) -> Bool { id.rawValue < 0 }

  /// Forgets the deliveries that a contact caused.
  mutating func removeAll(of contact: ContactKey) {
    for lane in lanes.indices { lanes[lane].waiting.removeAll { $0.contact == contact } }
    lanes.removeAll(where: \.waiting.isEmpty)
  }

  /// The deliveries to a webhook that are due and not in progress: the oldest one of each contact.
  func due(
    to webhook: String, now: UnixMilliseconds, limit: Int, excluding underWay: [DeliveryID]
  ) -> [Delivery] {
    let ready = firsts(of: webhook).filter { $0.due <= now && !underWay.contains($0.id) }
    return Array(ready.prefix(limit))
  }

  func nextDue(to webhook: String, excluding underWay: [DeliveryID]) -> UnixMilliseconds? {
    firsts(of: webhook).filter { !underWay.contains($0.id) }.map(\.due).min()
  }

  /// The deliveries to a resumed webhook are tried at once, with a fresh schedule.
  mutating func hasten(to webhook: String, now: UnixMilliseconds) {
    changeAll { delivery in
      guard delivery.webhook == webhook else { return }
      if delivery.attempts > 0 { delivery.due = min(delivery.due, now) }
      delivery.attempts = 0
    }
  }

  func webhook(of id: DeliveryID) -> String? { place(of: id).map { lanes[$0.lane].webhook } }

  func count(to webhook: String) -> Int { index(of: webhook).map { lanes[$0].waiting.count } ?? 0 }

  private func place(of id: DeliveryID) -> (lane: Int, index: Int)? {
    for lane in lanes.indices {
      if let index = lanes[lane].waiting.firstIndex(where: { $0.id == id }) { return (lane, index) }
    }
    return nil
  }

  /// By webhook, those that wait.
  var counts: [(webhook: String, count: Int)] { lanes.map { ($0.webhook, $0.waiting.count) } }

  /// Gives up those to a webhook of events before a time.
  ///
  /// - Returns: how many.
  mutating func expire(to webhook: String, before time: UnixMilliseconds, limit: Int) -> Int {
    let old = waiting(for: webhook).lazy.filter { $0.createdAt < time }.prefix(limit).map(\.id)
    let ids = Array(old)
    for id in ids { remove(id) }
    return ids.count
  }

  /// Drops a delivery that is not sent any more.
  mutating func remove(_ id: DeliveryID) {
    guard let place = place(of: id) else { return }
    lanes[place.lane].waiting.remove(at: place.index)
    if lanes[place.lane].waiting.isEmpty { lanes.remove(at: place.lane) }
  }

  /// Applies the result of an attempt.
  ///
  /// - Returns: the delivery with its attempts, and its next step; nil where it was erased.
  mutating func record(
    _ result: DeliveryResult, of id: DeliveryID, jitter: Double, now: UnixMilliseconds
  ) -> (delivery: Delivery, fate: DeliveryFate)? {
    guard let place = place(of: id) else { return nil }
    var delivery = lanes[place.lane].waiting[place.index]
    delivery.attempts += 1
    let fate = RetrySchedule.standard.fate(
      of: result, after: delivery.attempts, jitter: jitter, now: now)
    switch fate {
    case .delivered, .failed, .expired:
      remove(id)
      return (delivery, fate)
    case .waits(let next): delivery.due = next
    case .paused: delivery.due = now
    }
    lanes[place.lane].waiting[place.index] = delivery
    return (delivery, fate)
  }

  private func firsts(of webhook: String) -> [Delivery] {
    var contacts: Set<ContactKey> = []
    return waiting(for: webhook).filter { delivery in
      delivery.contact.map { contacts.insert($0).inserted } ?? true
    }
  }
}
