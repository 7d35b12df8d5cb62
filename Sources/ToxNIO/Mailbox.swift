import Synchronization

/// Work from other threads that waits for the loop: bounded, and emptied once a loop turn.
final class Mailbox<Item: Sendable>: Sendable {
  enum Admission {
    /// The box was empty: somebody must be sent to empty it.
    case first
    /// Whoever was sent for the first one takes this one along.
    case joined
    /// Full: not taken.
    case refused
  }

  private let items = Mutex<[Item]>([])
  private let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  func put(_ item: Item) -> Admission {
    items.withLock { items in
      guard items.count < capacity else { return .refused }
      items.append(item)
      return items.count == 1 ? .first : .joined
    }
  }

  /// Everything that waits, in order.
  func takeAll() -> [Item] {
    items.withLock { items in
      let all = items
      items = []
      return all
    }
  }
}
