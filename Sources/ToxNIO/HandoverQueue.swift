import Synchronization

/// Work from other threads that waits for the loop: bounded, and emptied once in each turn of the
/// loop.
final class HandoverQueue<Item: Sendable>: Sendable {
  enum Admission {
    /// The box was empty: the receiver must be woken.
    case first
    /// The receiver was woken for an earlier element, and takes this one as well.
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
