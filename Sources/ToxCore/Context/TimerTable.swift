import HeapModule

/// All timers of a node: set, moved and cancelled by name, popped in order of time.
///
/// A heap with lazy deletion: moving a timer leaves its old entry behind, which is skipped when it
/// comes up. Where stale entries outnumber the others, the heap is rebuilt. Equal times pop in the
/// order in which they were set, so that a seed replays.
struct TimerTable {
  private struct Entry: Comparable {
    var instant: Instant
    var order: UInt64
    var timer: NodeTimer

    static func == (left: Entry, right: Entry) -> Bool { left.order == right.order }

    static func < (left: Entry, right: Entry) -> Bool {
      left.instant != right.instant ? left.instant < right.instant : left.order < right.order
    }
  }

  private struct Setting {
    var instant: Instant
    var order: UInt64
  }

  private var heap = Heap<Entry>()
  private var settings: [NodeTimer: Setting] = [:]
  private var orderNext: UInt64 = 0

  init() {}

  /// How many are set.
  var count: Int { settings.count }

  /// When `timer` fires, if it is set.
  func instant(of timer: NodeTimer) -> Instant? { settings[timer]?.instant }

  /// Sets `timer`, or moves it.
  mutating func set(_ timer: NodeTimer, at instant: Instant) {
    guard settings[timer]?.instant != instant else { return }
    settings[timer] = Setting(instant: instant, order: orderNext)
    heap.insert(Entry(instant: instant, order: orderNext, timer: timer))
    orderNext += 1
    if heap.count > 64, heap.count > settings.count * 4 { compact() }
  }

  /// Sets `timer` unless it already fires sooner.
  mutating func setIfSooner(_ timer: NodeTimer, at instant: Instant) {
    if let current = settings[timer]?.instant, current <= instant { return }
    set(timer, at: instant)
  }

  mutating func cancel(_ timer: NodeTimer) {
    settings[timer] = nil
  }

  /// The next timer to fire; stays set.
  mutating func next() -> (timer: NodeTimer, instant: Instant)? {
    while let entry = heap.min {
      if settings[entry.timer]?.order == entry.order { return (entry.timer, entry.instant) }
      heap.removeMin()
    }
    return nil
  }

  /// Takes the next timer that is due at `now`.
  mutating func popDue(_ now: Instant) -> NodeTimer? {
    guard let (timer, instant) = next(), instant <= now else { return nil }
    heap.removeMin()
    settings[timer] = nil
    return timer
  }

  private mutating func compact() {
    let live = heap.unordered.filter { settings[$0.timer]?.order == $0.order }
    heap = Heap(live)
  }
}
