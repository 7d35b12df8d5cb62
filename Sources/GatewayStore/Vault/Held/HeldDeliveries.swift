import GatewayCore

/// Deliveries that are only in memory. They are tried as often as those on the disk.
///
/// Their numbers are negative, so that they differ from those in the store.
struct HeldDeliveries {
  /// How many may wait. Further ones are dropped and reported: a receiver that is down for long
  /// loses deliveries that a bot that keeps its messages would still send.
  static let countMax = 4_096

  private var waiting: [Delivery] = []
  private var lastID: Int64 = 0

  var count: Int { waiting.count }
  var isEmpty: Bool { waiting.isEmpty }

  /// A notice is dropped where another one still waits: that one counts for both.
  ///
  /// - Returns: false where there is no room.
  mutating func add(_ delivery: NewDelivery, now: UnixMilliseconds) -> Bool {
    if delivery.due != nil, hasWaitingNotice(to: delivery.webhook, now: now) { return true }
    guard waiting.count < Self.countMax else { return false }
    lastID -= 1
    waiting.append(
      Delivery(delivery, id: DeliveryID(lastID), due: delivery.due ?? now))
    return true
  }

  private func hasWaitingNotice(to webhook: String, now: UnixMilliseconds) -> Bool {
    waiting.contains { $0.webhook == webhook && $0.contact == nil && $0.due > now }
  }

  /// The wall clock was set by so many milliseconds: the remaining waits stay the same.
  mutating func clockWasSet(by step: Int64) {
    for index in waiting.indices {
      waiting[index].due = waiting[index].due.advanced(byMilliseconds: step)
    }
  }

  static func isHeld(_ id: DeliveryID) -> Bool { id.rawValue < 0 }

  /// Forgets the deliveries that a contact caused.
  mutating func removeAll(of contact: ContactKey) {
    waiting.removeAll { $0.contact == contact }
  }

  /// The deliveries that are due and not in progress: the oldest one of each contact to one
  /// webhook.
  func due(
    now: UnixMilliseconds, limit: Int, excluding underWay: Set<DeliveryID>, paused: Set<String>
  ) -> [Delivery] {
    let ready = firsts.filter {
      $0.due <= now && !underWay.contains($0.id) && !paused.contains($0.webhook)
    }
    return Array(ready.prefix(limit))
  }

  func nextDue(excluding underWay: Set<DeliveryID>, paused: Set<String>) -> UnixMilliseconds? {
    guard !isEmpty else { return nil }
    return firsts.filter { !underWay.contains($0.id) && !paused.contains($0.webhook) }
      .map(\.due).min()
  }

  /// The deliveries to a resumed webhook are tried at once, with a fresh schedule.
  mutating func hasten(to webhook: String, now: UnixMilliseconds) {
    for index in waiting.indices where waiting[index].webhook == webhook {
      if waiting[index].attempts > 0 { waiting[index].due = min(waiting[index].due, now) }
      waiting[index].attempts = 0
    }
  }

  func webhook(of id: DeliveryID) -> String? { waiting.first { $0.id == id }?.webhook }

  func count(to webhook: String) -> Int { waiting.count { $0.webhook == webhook } }

  /// Applies the result of an attempt.
  ///
  /// - Returns: the delivery with its attempts, and its next step; nil where it was erased.
  mutating func record(
    _ result: DeliveryResult, of id: DeliveryID, jitter: Double, now: UnixMilliseconds
  ) -> (delivery: Delivery, fate: DeliveryFate)? {
    guard let index = waiting.firstIndex(where: { $0.id == id }) else { return nil }
    waiting[index].attempts += 1
    let fate = RetrySchedule.standard.fate(
      of: result, after: waiting[index].attempts, jitter: jitter, now: now)
    let delivery = waiting[index]
    switch fate {
    case .delivered, .failed: waiting.remove(at: index)
    case .waits(let next): waiting[index].due = next
    case .paused: waiting[index].due = now
    }
    return (delivery, fate)
  }

  private var firsts: [Delivery] {
    var lanes: Set<Lane> = []
    return waiting.filter { delivery in
      guard let contact = delivery.contact else { return true }
      return lanes.insert(Lane(webhook: delivery.webhook, contact: contact)).inserted
    }
  }

  private struct Lane: Hashable {
    var webhook: String
    var contact: ContactKey
  }
}
