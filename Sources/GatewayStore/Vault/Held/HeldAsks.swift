import GatewayCore

/// Asks whose deliveries are only in memory.
struct HeldAsks {
  private var open: [OpenAsk] = []

  subscript(_ id: DeliveryID) -> OpenAsk? { open.first { $0.delivery == id } }

  func isOpen(for contact: ContactKey) -> Bool { open.contains { $0.contact == contact } }

  var nextDue: UnixMilliseconds? { open.map(\.due).min() }

  func due(now: UnixMilliseconds) -> [OpenAsk] { open.filter { $0.due <= now } }

  mutating func add(_ ask: OpenAsk) { open.append(ask) }

  mutating func remove(_ id: DeliveryID) { open.removeAll { $0.delivery == id } }

  mutating func removeAll(of contact: ContactKey) { open.removeAll { $0.contact == contact } }

  /// The wall clock was set by so many milliseconds: the remaining waits stay the same.
  mutating func clockWasSet(by step: Int64) {
    for index in open.indices { open[index].due = open[index].due.advanced(byMilliseconds: step) }
  }
}
