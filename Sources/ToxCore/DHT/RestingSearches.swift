import ToxWire

/// Searches for contacts that are connected. The session knows where its contact is, so that no
/// node is asked: a thousand connected contacts cost the DHT nothing.
///
/// It is checked only when the contact's DHT key turns up at another address, since its session may
/// be about to lose it.
struct RestingSearches {
  private var lookups: [DHTPublicKey: Lookup] = [:]
  private var keyByOwner: [DHTSearchID: DHTPublicKey] = [:]

  /// Lays a search to rest that one owner has.
  mutating func insert(_ lookup: Lookup, of owner: DHTSearchID) {
    lookups[lookup.key] = lookup
    keyByOwner[owner] = lookup.key
  }

  /// Takes the search for a key out.
  mutating func remove(_ key: DHTPublicKey) -> Lookup? {
    guard let lookup = lookups.removeValue(forKey: key) else { return nil }
    for owner in lookup.owners { keyByOwner[owner] = nil }
    return lookup
  }

  /// Takes an owner's search out.
  mutating func remove(of owner: DHTSearchID) -> Lookup? {
    keyByOwner[owner].flatMap { remove($0) }
  }

  /// Whether this is a contact at an address at which it has not answered of late.
  func wants(_ peer: DHTPublicKey, at endpoint: Endpoint, now: Now) -> Bool {
    lookups[peer]?.wants(peer, at: endpoint, now: now) ?? false
  }

  /// A node proved that it lives at `endpoint`.
  ///
  /// - Returns: whose contact it is, where that is news.
  mutating func answered(
    _ peer: DHTPublicKey, from endpoint: Endpoint, now: Now
  ) -> [DHTSearchID] {
    switch lookups[peer]?.answered(peer, from: endpoint, now: now) {
    case .added, .moved: lookups[peer]?.owners ?? []
    case .refreshed, .refused, nil: []
    }
  }
}
