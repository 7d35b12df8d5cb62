import ToxWire

/// The searches for absent contacts, and the rate of requests that they share.
struct OnionSearches {
  private var searches: [FriendID: OnionSearch] = [:]
  /// The searched contacts in the order in which their searches began.
  private(set) var friends: [FriendID] = []
  private var budget: TokenBucket

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
}
