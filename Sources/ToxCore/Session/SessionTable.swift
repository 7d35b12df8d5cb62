import ToxCrypto
import ToxWire

/// The sessions of a node, found by id, by address, by DHT key and by contact.
///
/// A session's slot is the low part of its id, so that a timer or a call finds it without hashing;
/// a datagram costs one hash of its source.
struct SessionTable {
  private(set) var slots: [Session?] = []
  private var freeSlots: [Int] = []
  private var generation: UInt64 = 0
  private var slotByEndpoint: [Endpoint: Int] = [:]
  private var slotByPeer: [LongTermPublicKey: Int] = [:]
  private var slotByDHTKey: [DHTPublicKey: Int] = [:]

  private static let slotBits: UInt64 = 20

  var count: Int { slotByPeer.count }

  subscript(slot: Int) -> Session? {
    get { slots[slot] }
    _modify { yield &slots[slot] }
  }

  /// The session that what comes this way is for.
  func slot(of route: Route) -> Int? {
    switch route {
    case .direct(let endpoint): slotByEndpoint[endpoint]
    case .relayed(let key): slotByDHTKey[key]
    }
  }

  func slot(of peer: LongTermPublicKey) -> Int? { slotByPeer[peer] }

  /// Nil for a session that is over: ids are not used again.
  func slot(of id: SessionID) -> Int? {
    let slot = Int(id.rawValue & (1 << Self.slotBits - 1))
    return slot < slots.count && slots[slot]?.id == id ? slot : nil
  }

  /// Makes a session with a contact that has none.
  mutating func insert(
    _ peer: LongTermPublicKey, dhtKey: DHTPublicKey, box: BoxKey, _ context: inout NodeContext
  ) -> SessionID {
    let slot = freeSlots.popLast() ?? slots.count
    generation += 1
    let id = SessionID(generation << Self.slotBits | UInt64(slot))
    let session = Session(id, with: peer, dhtKey: dhtKey, longTermBox: box, &context)
    if slot == slots.count { slots.append(session) } else { slots[slot] = session }
    slotByPeer[peer] = slot
    claimDHTKey(of: slot)
    return id
  }

  /// - Returns: the id of the session that was there.
  mutating func remove(_ slot: Int) -> SessionID? {
    guard let session = slots[slot] else { return nil }
    for endpoint in session.path.endpoints { release(endpoint, of: slot) }
    slotByPeer[session.peer] = nil
    if slotByDHTKey[session.dhtKey] == slot { slotByDHTKey[session.dhtKey] = nil }
    slots[slot] = nil
    freeSlots.append(slot)
    return session.id
  }

  /// Whether data from `endpoint` may go to this session. An address that another session is heard
  /// at stays that one's: a contact must not take over another's by naming its address.
  func isFree(_ endpoint: Endpoint, for slot: Int, now: Now) -> Bool {
    guard let holder = slotByEndpoint[endpoint], holder != slot,
      let path = slots[holder]?.path, path.endpoint == endpoint
    else { return true }
    return !path.isDirect(now: now)
  }

  /// Makes what relays bring from the session's DHT key go to it. A contact may claim another's DHT
  /// key, so that a session which has proven it keeps it.
  mutating func claimDHTKey(of slot: Int) {
    guard let session = slots[slot] else { return }
    if let holder = slotByDHTKey[session.dhtKey], slots[holder]?.isOpen == true { return }
    slotByDHTKey[session.dhtKey] = slot
  }

  /// Makes data from the session's addresses go to it, and from those that it left no longer.
  mutating func index(_ slot: Int, before: Path?) {
    guard let path = slots[slot]?.path else { return }
    for endpoint in before?.endpoints ?? [] where !path.contains(endpoint) {
      release(endpoint, of: slot)
    }
    for endpoint in path.endpoints { slotByEndpoint[endpoint] = slot }
  }

  private mutating func release(_ endpoint: Endpoint, of slot: Int) {
    if slotByEndpoint[endpoint] == slot { slotByEndpoint[endpoint] = nil }
  }
}
