import ToxWire

/// The peers for which one relay gave us a slot, or was asked for one.
///
/// - Spec: "TCP client", "Routing request"
struct RelayRoutes {
  /// What one peer's route is good for.
  enum Standing: Hashable {
    /// The relay was asked. Exits: registered, gone (refused), withdrawn.
    case requested
    /// Asked, and given up before the relay answered: the slot is given back as soon as the answer
    /// names it. Exits: gone, requested.
    case withdrawn
    /// There is a slot; the peer is not there, or did not ask for us. Exits: online, gone.
    case registered(RelaySlot)
    /// The peer is there and asked for us. Exits: registered, gone.
    case online(RelaySlot)
  }

  private var standings: [DHTPublicKey: Standing] = [:]
  /// The peer of each slot; empty until there is one.
  private var slots: [DHTPublicKey?] = []

  /// How many slots we have, or asked for.
  var count: Int { standings.count }

  /// The peers with a slot, in the order of the slots.
  var slotHolders: [DHTPublicKey] { slots.compactMap(\.self) }

  subscript(_ peer: DHTPublicKey) -> Standing? { standings[peer] }

  /// Where data for a peer goes; nil where it is not there.
  func onlineSlot(of peer: DHTPublicKey) -> RelaySlot? {
    if case .online(let slot)? = standings[peer] { slot } else { nil }
  }

  /// Whether the relay knows that we want this peer.
  func isRegistered(_ peer: DHTPublicKey) -> Bool {
    switch standings[peer] {
    case .registered, .online: true
    case .requested, .withdrawn, nil: false
    }
  }

  /// Whose slot it is.
  func peer(at slot: RelaySlot) -> DHTPublicKey? {
    slot.index < slots.count ? slots[slot.index] : nil
  }

  /// - Returns: whether the relay is to be asked now.
  mutating func request(_ peer: DHTPublicKey) -> Bool {
    switch standings[peer] {
    case .requested, .registered, .online: return false
    case .withdrawn:
      standings[peer] = .requested
      return false
    case nil:
      standings[peer] = .requested
      return true
    }
  }

  /// Gives a peer up.
  ///
  /// - Returns: the slot that the relay is to be told of.
  mutating func withdraw(_ peer: DHTPublicKey) -> RelaySlot? {
    switch standings[peer] {
    case .registered(let slot), .online(let slot):
      standings[peer] = nil
      slots[slot.index] = nil
      return slot
    case .requested: standings[peer] = .withdrawn
    case .withdrawn, nil: break
    }
    return nil
  }

  /// What a relay's answer means.
  enum Granting: Hashable {
    case registered
    case refused
    /// The peer is not wanted any more: the slot goes back.
    case returned(RelaySlot)
    /// An unsolicited answer, or a slot that belongs to another peer.
    case unsolicited
  }

  mutating func receive(_ response: RoutingResponse) -> Granting {
    let standing = standings[response.peer]
    guard standing == .requested || standing == .withdrawn else { return .unsolicited }
    guard let slot = response.slot else {
      standings[response.peer] = nil
      return .refused
    }
    guard peer(at: slot) == nil else { return .unsolicited }
    guard standing == .requested else {
      standings[response.peer] = nil
      return .returned(slot)
    }
    if slots.isEmpty { slots = Array(repeating: nil, count: RelaySlot.count) }
    slots[slot.index] = response.peer
    standings[response.peer] = .registered(slot)
    return .registered
  }

  /// A notification about a slot.
  ///
  /// - Returns: the peer that came or went; nil where nothing changed.
  mutating func setOnline(_ isOnline: Bool, at slot: RelaySlot) -> DHTPublicKey? {
    guard let peer = peer(at: slot) else { return nil }
    let new: Standing = isOnline ? .online(slot) : .registered(slot)
    guard standings[peer] != new else { return nil }
    standings[peer] = new
    return peer
  }
}
