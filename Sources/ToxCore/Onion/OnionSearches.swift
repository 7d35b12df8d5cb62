import HeapModule
import ToxWire

/// The searches for absent contacts that are under way, and the rate of requests that they share.
///
/// A search that may not ask yet takes its turn among those that wait: only the first of them wakes
/// when the rate allows a request, however many there are. Contacts beyond the places wait without
/// a search: a hundred thousand contacts cost what their keys cost.
struct OnionSearches {
  private struct Turn: Comparable {
    /// The awaited come first, then those that have asked least.
    var rank: Int
    var order: UInt64
    var friend: FriendID

    init(_ search: OnionSearch, order: UInt64) {
      rank = search.isAwaited ? search.rounds - OnionTiming.searchFastRounds - 1 : search.rounds
      self.order = order
      friend = search.friend
    }

    static func < (left: Turn, right: Turn) -> Bool {
      (left.rank, left.order) < (right.rank, right.order)
    }
  }

  private var searches: [FriendID: OnionSearch] = [:]
  /// The contacts whose searches are under way, in the order in which those began.
  private(set) var friends: [FriendID] = []
  private var resting = RestingContacts()
  private let places: Int
  private var budget: TokenBucket
  /// Those that wait for the rate. A search that ended or started again leaves its old turn behind,
  /// which is skipped.
  private var waiting = Heap<Turn>()
  private var orderNext: UInt64 = 0

  init(_ limits: Limits) {
    places = limits.onionSearches
    budget = TokenBucket(limits.onionSearchRequests)
  }

  subscript(friend: FriendID) -> OnionSearch? { searches[friend] }

  // MARK: Places

  /// Whether a search may begin. The awaited have as many places again.
  func hasPlace(isAwaited: Bool) -> Bool {
    friends.count < (isAwaited ? 2 * places : places)
  }

  /// Whether the contact waits for a place.
  func isResting(_ friend: FriendID) -> Bool { resting.contains(friend) }

  var isAnyResting: Bool { !resting.isEmpty }

  /// Has a contact wait for a place.
  ///
  /// - Parameter isAwaited: before all that wait already.
  mutating func rest(_ friend: FriendID, _ key: LongTermPublicKey, isAwaited: Bool) {
    resting.insert(friend, key, isFirst: isAwaited)
  }

  /// Takes out the first of the contacts that wait, or this one.
  mutating func takeResting(_ friend: FriendID? = nil) -> (FriendID, LongTermPublicKey)? {
    guard let friend else { return resting.popFirst() }
    return resting.remove(friend).map { (friend, $0) }
  }

  mutating func add(_ search: OnionSearch) {
    friends.append(search.friend)
    searches[search.friend] = search
  }

  mutating func remove(_ friend: FriendID) {
    _ = resting.remove(friend)
    guard searches.removeValue(forKey: friend) != nil else { return }
    friends.removeAll { $0 == friend }
  }

  /// Takes a search out to change it; `putBack` returns it.
  mutating func take(_ friend: FriendID) -> OnionSearch? { searches.removeValue(forKey: friend) }

  mutating func putBack(_ search: OnionSearch) { searches[search.friend] = search }

  // MARK: The rate

  /// When a request may be sent.
  func requestAllowedAt(_ now: Now) -> Instant { budget.availableAt(now.monotonic) }

  /// Takes the right to send one request; false where too many were sent.
  mutating func takeRequest(_ now: Now) -> Bool { budget.take(now.monotonic) }

  /// Whether some search waits for its turn. May be true for a while after the last one ended.
  var isAnyWaiting: Bool { !waiting.isEmpty }

  /// Has a search wait for its turn: a contact that was online a moment ago does not wait for
  /// thousands that have been absent for days.
  mutating func wait(_ search: inout OnionSearch) {
    if waiting.count > 64, waiting.count > searches.count * 4 {
      waiting = Heap(waiting.unordered.filter { searches[$0.friend]?.turn == $0.order })
    }
    search.turn = orderNext
    waiting.insert(Turn(search, order: orderNext))
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
