import ToxWire

/// Relays by index, key and connection. A relay keeps its index until it is forgotten.
struct RelayTable {
  private var relays: [KnownRelay?] = []
  private var free: [Int] = []
  private var indexByKey: [DHTPublicKey: Int] = [:]
  private var indexByLink: [RelayLink: Int] = [:]

  /// How many relays are known.
  var count: Int { indexByKey.count }
  /// All places; some are empty.
  var indices: Range<Int> { relays.indices }

  subscript(_ index: Int) -> KnownRelay? {
    _read { yield relays[index] }
    _modify { yield &relays[index] }
  }

  func index(of key: DHTPublicKey) -> Int? { indexByKey[key] }

  func index(of link: RelayLink) -> Int? { indexByLink[link] }

  /// The place of a relay that is not there yet.
  mutating func insert(_ relay: KnownRelay) -> Int {
    let index: Int
    if let last = free.popLast() {
      index = last
      relays[index] = relay
    } else {
      index = relays.count
      relays.append(relay)
    }
    indexByKey[relay.key] = index
    return index
  }

  /// Forgets a relay that has no connection.
  mutating func remove(_ index: Int) {
    guard let relay = relays[index] else { return }
    precondition(relay.connection == nil, "its link would be lost")
    indexByKey[relay.key] = nil
    relays[index] = nil
    free.append(index)
  }

  mutating func link(_ link: RelayLink, to index: Int) { indexByLink[link] = index }

  mutating func unlink(_ link: RelayLink) { indexByLink[link] = nil }
}
