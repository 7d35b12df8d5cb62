import ToxWire

/// Relays by place, key and connection. A place is a number that stays the relay's own until it is
/// forgotten.
struct RelayTable {
  private var relays: [KnownRelay?] = []
  private var free: [Int] = []
  private var placeByKey: [DHTPublicKey: Int] = [:]
  private var placeByLink: [RelayLink: Int] = [:]

  /// How many relays are known.
  var count: Int { placeByKey.count }
  /// All places; some are empty.
  var places: Range<Int> { relays.indices }

  subscript(_ place: Int) -> KnownRelay? {
    _read { yield relays[place] }
    _modify { yield &relays[place] }
  }

  func place(of key: DHTPublicKey) -> Int? { placeByKey[key] }

  func place(of link: RelayLink) -> Int? { placeByLink[link] }

  /// The place of a relay that is not there yet.
  mutating func insert(_ relay: KnownRelay) -> Int {
    let place: Int
    if let last = free.popLast() {
      place = last
      relays[place] = relay
    } else {
      place = relays.count
      relays.append(relay)
    }
    placeByKey[relay.key] = place
    return place
  }

  /// Forgets a relay that has no connection.
  mutating func remove(_ place: Int) {
    guard let relay = relays[place] else { return }
    precondition(relay.connection == nil, "its link would be lost")
    placeByKey[relay.key] = nil
    relays[place] = nil
    free.append(place)
  }

  mutating func link(_ link: RelayLink, to place: Int) { placeByLink[link] = place }

  mutating func unlink(_ link: RelayLink) { placeByLink[link] = nil }
}
