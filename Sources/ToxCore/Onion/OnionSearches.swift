import HeapModule
import ToxWire

/// The searches for absent contacts, and the rate of requests that they share.
///
/// A search that may not ask yet takes its turn among those that wait: only the first of them wakes
/// when the rate allows a request, however many there are.
struct OnionSearches {
  private struct Turn: Comparable {
    var rounds: Int
    var order: UInt64
    var friend: FriendID

    static func < (left: Turn, right: Turn) -> Bool {
      (left.rounds, left.order) < (right.rounds, right.order)
    }
  }

  private var searches: [FriendID: OnionSearch] = [:]
  /// The searched contacts in the order in which their searches began.
  private(set) var friends: [FriendID] = []
  private var budget: TokenBucket
  /// Those that wait for the rate. A search that ended or started again leaves its old turn behind,
  /// which is skipped.
  private var waiting = Heap<Turn>()
  private var orderNext: UInt64 = 0

  init(_ limit: RateLimit) { budget = TokenBucket(limit) }

  subscript(friend: FriendID) -> OnionSearch? { searches[friend] }

  mutating func add(_ search: OnionSearch) {
    friends.append(search.friend)
    searches[search.friend] = search
  }

  /// - Returns: whether there was such a search.
  mutating func remove(_ friend: FriendID) -> Bool {
    guard searches.removeValue(forKey: friend) != nil else { return false }
    friends.removeAll { $0 == friend }
    return true
  }

  /// - Returns: whether there is such a search.
  mutating func restart(_ friend: FriendID, now: Now) -> Bool {
    searches[friend]?.restart(now)
    return searches[friend] != nil
  }

  /// Takes a search out to change it; `putBack` returns it.
  mutating func take(_ friend: FriendID) -> OnionSearch? { searches.removeValue(forKey: friend) }

  mutating func putBack(_ search: OnionSearch) { searches[search.friend] = search }

  /// When a request may be sent.
  func requestAllowedAt(_ now: Now) -> Instant { budget.availableAt(now.monotonic) }

  /// Takes the right to send one request; false where too many were sent.
  mutating func takeRequest(_ now: Now) -> Bool { budget.take(now.monotonic) }

  /// Whether some search waits for its turn. May be true for a while after the last one ended.
  var isAnyWaiting: Bool { !waiting.isEmpty }

  /// Has a search wait for its turn. Those that have asked least go first: a contact that was
  /// online a moment ago does not wait for thousands that have been absent for days.
  mutating func wait(_ search: inout OnionSearch) {
    if waiting.count > 64, waiting.count > searches.count * 4 {
      waiting = Heap(waiting.unordered.filter { searches[$0.friend]?.turn == $0.order })
    }
    search.turn = orderNext
    waiting.insert(Turn(rounds: search.rounds, order: orderNext, friend: search.friend))
    orderNext += 1
  }

  /// Ends the wait of the first, and takes it out as `take` does.
  mutating func takeFirstWaiting() -> OnionSearch? {
    while let turn = waiting.popMin() {
      guard searches[turn.friend]?.turn == turn.order else { continue }
      var search = take(turn.friend)
      search?.turn = nil
      return search
    }
    return nil
  }
}
