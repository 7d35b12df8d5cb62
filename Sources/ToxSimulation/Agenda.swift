import HeapModule
import ToxCore

/// Future events, in order of time; equal times in the order in which they were planned.
struct Agenda {
  enum Item {
    /// A datagram arrives at the far end.
    case arrival(Flight)
    /// Something may happen to a TCP connection.
    case stream(StreamEvent)
    /// A node wants to be woken; void once the node has asked for another wake.
    case wake(node: Int, wish: UInt64)
  }

  private struct Entry: Comparable {
    var instant: Instant
    var sequence: UInt64
    var item: Item

    static func == (left: Entry, right: Entry) -> Bool { left.sequence == right.sequence }

    static func < (left: Entry, right: Entry) -> Bool {
      left.instant != right.instant
        ? left.instant < right.instant : left.sequence < right.sequence
    }
  }

  private var heap = Heap<Entry>()
  private var sequenceNext: UInt64 = 0

  mutating func plan(_ item: Item, at instant: Instant) {
    heap.insert(Entry(instant: instant, sequence: sequenceNext, item: item))
    sequenceNext += 1
  }

  /// Takes the next item if it is due by `limit`.
  mutating func next(by limit: Instant) -> (instant: Instant, item: Item)? {
    guard let entry = heap.min, entry.instant <= limit else { return nil }
    heap.removeMin()
    return (entry.instant, entry.item)
  }
}
