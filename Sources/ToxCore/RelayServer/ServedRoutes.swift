import ToxWire

/// The slots of one client: the peers that it asked for, and which of them asked for it too.
///
/// The table is as long as the client's highest slot, for most have few.
struct ServedRoutes {
  struct Route {
    let peer: DHTPublicKey
    /// The other end, while both are connected and have asked for each other.
    var partner: Partner?
  }

  /// The other end of a route.
  struct Partner: Hashable {
    /// The other client's index in the table of clients. The route ends before the index is used
    /// again.
    let index: Int
    /// By which the other end knows this route.
    let slot: RelaySlot
  }

  private var routes: [Route?] = []
  private(set) var count = 0

  subscript(slot: RelaySlot) -> Route? {
    slot.index < routes.count ? routes[slot.index] : nil
  }

  /// The slot that was granted for a peer.
  func slot(of peer: DHTPublicKey) -> RelaySlot? {
    routes.firstIndex { $0?.peer == peer }.map(RelaySlot.init(index:))
  }

  /// Grants the lowest free slot; nil where there is none.
  ///
  /// - Precondition: the peer has none yet.
  mutating func grant(_ peer: DHTPublicKey) -> RelaySlot? {
    let index = routes.firstIndex { $0 == nil } ?? routes.count
    guard index < RelaySlot.count else { return nil }
    let route = Route(peer: peer)
    if index == routes.count { routes.append(route) } else { routes[index] = route }
    count += 1
    return RelaySlot(index: index)
  }

  mutating func setPartner(_ partner: Partner?, of slot: RelaySlot) {
    routes[slot.index]?.partner = partner
  }

  /// Takes a route away.
  mutating func free(_ slot: RelaySlot) -> Route? {
    guard let route = self[slot] else { return nil }
    routes[slot.index] = nil
    count -= 1
    while let last = routes.last, last == nil { routes.removeLast() }
    return route
  }

  /// The other ends of all routes, in the order of the slots.
  var partners: [Partner] { routes.compactMap { $0?.partner } }
}
