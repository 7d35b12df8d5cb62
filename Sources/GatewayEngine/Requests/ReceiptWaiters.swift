import GatewayCore

/// Clients that wait for the receipt of an outgoing message. A contact may never return, and a
/// waiting client may be gone without notice, so their number is limited.
struct ReceiptWaiters {
  typealias Handler = ReplyHandler

  private struct Waiter {
    let contact: ContactKey
    let reply: Handler
  }

  private var waiters: [OutboxID: Waiter] = [:]

  static let countMax = 16_384
  /// How many of the oldest are answered at once where there are too many.
  private static let countDropped = 1_024

  var isEmpty: Bool { waiters.isEmpty }

  /// - Returns: the handlers of clients that stop waiting because there are too many.
  mutating func add(_ id: OutboxID, of contact: ContactKey, _ reply: @escaping Handler) -> [Handler]
  {
    waiters[id] = Waiter(contact: contact, reply: reply)
    guard waiters.count > Self.countMax else { return [] }
    return waiters.keys.sorted().prefix(Self.countDropped).compactMap { take($0) }
  }

  mutating func take(_ id: OutboxID) -> Handler? { waiters.removeValue(forKey: id)?.reply }

  mutating func takeAll(of contact: ContactKey) -> [Handler] {
    let ids = waiters.filter { $0.value.contact == contact }.keys.sorted()
    return ids.compactMap { take($0) }
  }
}
