import DequeModule
import ToxCrypto
import ToxWire

/// All sessions of the node: finds the one that an input is for, and ends those that are over.
///
/// - Spec: "Crypto"
struct Sessions {
  var table = SessionTable()
  var cookies: CookieMaker
  var contactKeys: SharedKeyCache<LongTermPublicKey>
  var contactKeyExchanges: FairBudget
  let firstNumber: UInt32
  var notices: Deque<SessionNotice> = []
  /// Slots of sessions that an input changed and that `settle` has not seen since.
  private var unsettled: [Int] = []
  /// Data from unknown addresses that is looked at.
  var strays: TokenBucket

  /// - Parameter firstNumber: the number of the first packet of each session. The protocol says 0;
  ///   tests begin shortly before the wrap.
  init(_ context: inout NodeContext, firstNumber: UInt32 = 0) {
    strays = TokenBucket(context.limits.strayData)
    cookies = CookieMaker(&context)
    contactKeys = SharedKeyCache(capacity: context.limits.contactKeys)
    contactKeyExchanges = FairBudget(context.limits.contactKeyExchanges, &context.entropy)
    self.firstNumber = firstNumber
  }

  /// The next thing that the rest of the node should know.
  mutating func nextNotice() -> SessionNotice? { notices.popFirst() }

  /// Completes the work for each session that inputs changed: sends what may leave, tells its peer
  /// the news, sets its timer. Once for a burst: many packets, one answer.
  ///
  /// - Parameter bulk: what may leave when nothing else is to be sent.
  /// - Returns: whether there was any.
  mutating func settle(bulk: inout some BulkSource, _ context: inout NodeContext) -> Bool {
    guard !unsettled.isEmpty else { return false }
    for slot in unsettled {
      table[slot]?.settle(bulk: &bulk, notices: &notices, &context)
      account(for: slot, &context)
    }
    unsettled.removeAll(keepingCapacity: true)
    return true
  }

  /// Notes that a session is to be settled.
  mutating func touch(_ slot: Int) {
    if table[slot]?.touch() ?? false { unsettled.append(slot) }
  }

  /// The hot path: session data, kind 0x1b.
  mutating func receiveData(
    _ datagram: Span<UInt8>, from route: Route, _ context: inout NodeContext
  ) {
    guard
      let slot = table.slot(of: route) ?? follow(datagram, from: route, &context)
    else { return }
    let outcome = table[slot]?.receiveData(datagram, from: route, notices: &notices, &context)
    account(for: slot, &context)
    switch outcome {
    case .killed: end(slot, as: .kill, &context)
    case .goesOn(isFirstChange: true): unsettled.append(slot)
    case .goesOn(isFirstChange: false), nil: break
    }
  }

  /// How many sessions there are, open or being opened.
  var count: Int { table.count }

  /// The session of that id, unless it is over.
  subscript(_ id: SessionID) -> Session? {
    table.slot(of: id).flatMap { table[$0] }
  }

  /// The session with that contact, if there is one.
  func session(with peer: LongTermPublicKey) -> Session? {
    table.slot(of: peer).flatMap { table[$0] }
  }

  // MARK: What the owner asks

  /// Opens a session with a contact, or returns the one that there is. One under another DHT key is
  /// replaced. Without an address it waits for `setEndpoint` or `setRelayed`.
  ///
  /// - Returns: nil where there are too many already, or the key is no valid point.
  mutating func open(
    to peer: LongTermPublicKey, _ dhtKey: DHTPublicKey, at endpoint: Endpoint?,
    _ context: inout NodeContext
  ) -> SessionID? {
    if let slot = table.slot(of: peer), let session = table[slot] {
      if session.dhtKey == dhtKey {
        if let endpoint { setEndpoint(endpoint, of: session.id, &context) }
        return session.id
      }
      end(slot, as: .replaced, &context)
    }
    guard count < context.limits.sessions,
      let box = contactKeys.key(with: peer, context.longTerm.secretKey)
    else { return nil }
    let id = table.insert(peer, dhtKey: dhtKey, box: box, &context)
    if let endpoint { setEndpoint(endpoint, of: id, &context) }
    return id
  }

  /// The contact's DHT key was seen at this address.
  mutating func setEndpoint(_ endpoint: Endpoint, of id: SessionID, _ context: inout NodeContext) {
    guard let slot = table.slot(of: id), table.isFree(endpoint, for: slot, now: context.now) else {
      return
    }
    let before = table[slot]?.path
    table[slot]?.addEndpoint(endpoint, &context)
    table.index(slot, before: before)
  }

  /// The peer answered from there: packets that are sent to it there arrive.
  mutating func proved(_ dhtKey: DHTPublicKey, at endpoint: Endpoint) {
    if let slot = table.slot(of: .relayed(dhtKey)) {
      table[slot]?.proved(endpoint, notices: &notices)
    }
  }

  /// Whether relays reach the contact's DHT key.
  mutating func setRelayed(_ isRelayed: Bool, of id: SessionID, _ context: inout NodeContext) {
    guard let slot = table.slot(of: id) else { return }
    table[slot]?.setRelayed(isRelayed, &context)
  }

  /// Sends a lossless payload: its first byte is an id of 16 to 191, its size 1 to 1373. A session
  /// that is held back takes no messages; other payloads are small and rare, and without our ALIVE
  /// its peer would end it.
  ///
  /// - Returns: the number that the peer acknowledges it with.
  mutating func send(
    _ payload: [UInt8], on id: SessionID, _ context: inout NodeContext
  ) throws(SessionSendError) -> UInt32 {
    try Self.check(payload)
    guard let slot = table.slot(of: id) else { throw .noSession }
    if payload.first.map(PayloadID.messages.contains) ?? false, isHeldBack(id, context) {
      throw .queueFull
    }
    guard let number = try table[slot]?.send(payload, context.limits) else { throw .noSession }
    account(for: slot, &context)
    touch(slot)
    return number
  }

  func heardAt(_ id: SessionID) -> Instant? {
    table.slot(of: id).flatMap { table[$0]?.path.heardAt }
  }

  /// Messages up to `number` are safe: they may be acknowledged.
  mutating func consume(through number: UInt32, of id: SessionID, _ context: inout NodeContext) {
    guard let slot = table.slot(of: id) else { return }
    table[slot]?.channel?.consume(through: number, notices: &notices, context.limits)
    account(for: slot, &context)
    touch(slot)
  }

  /// There is bulk for the session.
  mutating func bulkCame(for id: SessionID) {
    if let slot = table.slot(of: id) { touch(slot) }
  }

  /// Data of a file need not wait for the owner.
  mutating func release(_ number: UInt32, of id: SessionID, _ context: inout NodeContext) {
    guard let slot = table.slot(of: id) else { return }
    table[slot]?.channel?.release(number, notices: &notices, context.limits)
    account(for: slot, &context)
    touch(slot)
  }

  /// A message does not reach the owner.
  mutating func drop(_ number: UInt32, of id: SessionID, _ context: inout NodeContext) {
    guard let slot = table.slot(of: id) else { return }
    table[slot]?.channel?.drop(number, notices: &notices, context.limits)
    account(for: slot, &context)
    touch(slot)
  }

  /// Ends a session and tells its peer.
  mutating func close(_ id: SessionID, _ context: inout NodeContext) {
    guard let slot = table.slot(of: id) else { return }
    // What was sent before goes first.
    var noBulk = NoBulk()
    table[slot]?.settle(bulk: &noBulk, notices: &notices, &context)
    table[slot]?.sendKill(&context)
    end(slot, as: .local, &context)
  }

  mutating func timerFired(
    _ id: SessionID, bulk: inout some BulkSource, _ context: inout NodeContext
  ) {
    guard let slot = table.slot(of: id) else { return }
    let end = table[slot]?.timerFired(bulk: &bulk, notices: &notices, &context)
    account(for: slot, &context)
    if let end { self.end(slot, as: end, &context) }
  }

  private static func check(_ payload: [UInt8]) throws(SessionSendError) {
    guard let id = payload.first, PayloadID.lossless.contains(id),
      payload.count <= SessionData.Plaintext.payloadSizeMax
    else { throw .invalidPayload }
  }

  /// Forgets a session and tells the node.
  mutating func end(_ slot: Int, as end: SessionEnd, _ context: inout NodeContext) {
    context.sessionMemory.changed(from: table[slot]?.countedBytes ?? 0, to: 0)
    guard let id = table.remove(slot) else { return }
    context.timers.cancel(.session(id))
    notices.append(.closed(id, end))
  }
}
