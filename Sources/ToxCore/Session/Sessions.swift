import DequeModule
import ToxCrypto
import ToxWire

/// All sessions of the node: finds the one that an input is for, and ends those that are over.
///
/// - Spec: "Crypto"
struct Sessions {
  /// A session's slot is the low part of its id, so that finding it takes no hashing.
  private var slots: [Session?] = []
  private var freeSlots: [Int] = []
  private var generation: UInt64 = 0
  private var slotByEndpoint: [Endpoint: Int] = [:]
  private var slotByPeer: [LongTermPublicKey: Int] = [:]
  private var cookies: CookieMaker
  private let firstNumber: UInt32
  private var notices: Deque<SessionNotice> = []

  private static let slotBits: UInt64 = 20

  /// - Parameter firstNumber: the number of the first packet of each session. The protocol says 0;
  ///   tests begin close before the wrap.
  init(_ context: inout NodeContext, firstNumber: UInt32 = 0) {
    cookies = CookieMaker(&context)
    self.firstNumber = firstNumber
  }

  /// The next thing that the rest of the node should know.
  mutating func nextNotice() -> SessionNotice? { notices.popFirst() }

  /// How many sessions there are, open or being opened.
  var count: Int { slotByPeer.count }

  /// The session of that id, unless it is over.
  subscript(_ id: SessionID) -> Session? {
    guard let slot = slot(of: id) else { return nil }
    return slots[slot]
  }

  /// The session with that contact, if there is one.
  func session(with peer: LongTermPublicKey) -> Session? { slotByPeer[peer].flatMap { slots[$0] } }

  // MARK: What the owner asks

  /// Opens a session with a contact, or returns the one that there is. One under another DHT key is
  /// replaced. Without an address it waits for `setEndpoint`.
  mutating func open(
    to peer: LongTermPublicKey, _ dhtKey: DHTPublicKey, at endpoint: Endpoint?,
    _ context: inout NodeContext, now: Now
  ) -> SessionID? {
    if let slot = slotByPeer[peer], let session = slots[slot] {
      if session.dhtKey == dhtKey {
        if let endpoint { setEndpoint(endpoint, of: session.id, &context, now: now) }
        return session.id
      }
      end(slot, .replaced, &context)
    }
    guard let box = BoxKey(peer, context.longTerm.secretKey) else { return nil }
    let id = insert(peer, dhtKey, box, &context)
    if let endpoint { setEndpoint(endpoint, of: id, &context, now: now) }
    return id
  }

  /// The contact's DHT key was seen at this address.
  mutating func setEndpoint(
    _ endpoint: Endpoint, of id: SessionID, _ context: inout NodeContext, now: Now
  ) {
    guard let slot = slot(of: id), isFree(endpoint, for: slot, now: now) else { return }
    let before = slots[slot]?.path
    slots[slot]?.addEndpoint(endpoint, &context, now: now)
    index(slot, before: before)
  }

  /// Sends a lossless payload: its first byte is an id of 16 to 191, its size 1 to 1373.
  ///
  /// - Returns: the number that the peer acknowledges it with.
  mutating func send(
    _ payload: [UInt8], on id: SessionID, _ context: inout NodeContext, now: Now
  ) throws(SessionSendError) -> UInt32 {
    try Self.check(payload, PayloadID.lossless)
    guard let slot = slot(of: id), let number = try slots[slot]?.send(payload, &context, now: now)
    else { throw .noSession }
    return number
  }

  /// Sends a payload that may get lost: its first byte is an id of 192 to 254.
  mutating func sendLossy(
    _ payload: [UInt8], on id: SessionID, _ context: inout NodeContext, now: Now
  ) throws(SessionSendError) {
    try Self.check(payload, PayloadID.lossy)
    guard let slot = slot(of: id) else { throw .noSession }
    try slots[slot]?.sendLossy(payload, &context, now: now)
  }

  /// Messages up to `number` are safe: they may be acknowledged.
  mutating func consume(
    through number: UInt32, of id: SessionID, _ context: inout NodeContext, now: Now
  ) {
    guard let slot = slot(of: id) else { return }
    slots[slot]?.consume(through: number, &notices, &context, now: now)
  }

  /// Ends a session and tells its peer.
  mutating func close(_ id: SessionID, _ context: inout NodeContext, now: Now) {
    guard let slot = slot(of: id) else { return }
    slots[slot]?.sendKill(&context, now: now)
    end(slot, .local, &context)
  }

  mutating func timerFired(_ id: SessionID, _ context: inout NodeContext, now: Now) {
    guard let slot = slot(of: id) else { return }
    let end = slots[slot]?.timerFired(&context, now: now)
    if let end { self.end(slot, end, &context) }
  }

  private static func check(
    _ payload: [UInt8], _ ids: ClosedRange<UInt8>
  ) throws(SessionSendError) {
    guard let id = payload.first, ids.contains(id),
      payload.count <= SessionData.Plaintext.payloadSizeMax
    else { throw .invalidPayload }
  }
}

// MARK: What the network brings

extension Sessions {
  /// Answers with a cookie. Anyone gets one: nothing is remembered.
  mutating func receive(
    _ packet: CookieRequest, from endpoint: Endpoint, _ context: inout NodeContext, now: Now
  ) {
    guard packet.sender != context.dht.publicKey else {
      return context.drops.count(.fromOurselves)
    }
    guard cookies.mayAnswer(now: now) else {
      return context.drops.count(.overLimit)
    }
    guard let box = context.sharedKey(with: packet.sender),
      let request = box.open(packet.sealed, nonce: packet.nonce, as: CookieRequest.Payload.self)
    else { return context.drops.count(.undecryptable) }
    let cookie = cookies.make(for: request.sender, packet.sender, &context, now: now)
    let nonce = context.entropy.nonce()
    let sealed = box.seal(
      CookieResponse.Payload(cookie: cookie, echo: request.echo), nonce: nonce)
    context.outputs.transmit(CookieResponse(nonce: nonce, sealed: sealed), to: endpoint)
  }

  mutating func receive(
    _ packet: CookieResponse, from endpoint: Endpoint, _ context: inout NodeContext, now: Now
  ) {
    let isExpected =
      slotByEndpoint[endpoint].flatMap {
        slots[$0]?.receive(packet, from: endpoint, cookies, &context, now: now)
      } ?? false
    if !isExpected { context.drops.count(.unsolicited) }
  }

  /// A handshake proves who its sender is, and under which DHT key: it may come from anywhere.
  mutating func receive(
    _ packet: Handshake, from endpoint: Endpoint, contacts: some ContactDirectory,
    _ context: inout NodeContext, now: Now
  ) {
    guard let cookie = cookies.open(packet.cookie, now: now) else {
      return context.drops.count(.badCookie)
    }
    guard cookie.dhtKey != context.dht.publicKey else {
      return context.drops.count(.fromOurselves)
    }
    guard let slot = slotByPeer[cookie.longTermKey], let session = slots[slot] else {
      return accept(packet, cookie, from: endpoint, contacts, &context, now: now)
    }
    guard let payload = session.handshake.open(packet) else {
      return context.drops.count(.badHandshake)
    }
    if session.dhtKey == cookie.dhtKey {
      return receive(payload, for: slot, from: endpoint, &context, now: now)
    }
    end(slot, .replaced, &context)
    notices.append(.dhtKeyChanged(cookie.longTermKey, cookie.dhtKey, endpoint))
    accept(packet, cookie, from: endpoint, contacts, &context, now: now)
  }

  /// The hot path: session data, kind 0x1b.
  mutating func receiveData(
    _ datagram: Span<UInt8>, from endpoint: Endpoint, _ context: inout NodeContext, now: Now
  ) {
    guard let slot = slotByEndpoint[endpoint] else { return context.drops.count(.badSequence) }
    let end = slots[slot]?.receiveData(datagram, from: endpoint, &notices, &context, now: now)
    if let end { self.end(slot, end, &context) }
  }

  private mutating func receive(
    _ payload: Handshake.Payload, for slot: Int, from endpoint: Endpoint,
    _ context: inout NodeContext, now: Now
  ) {
    let isKnownSource = slotByEndpoint[endpoint] == slot
    let before = slots[slot]?.path
    let isAccepted =
      isFree(endpoint, for: slot, now: now)
      && slots[slot]?.receive(
        payload, from: endpoint, isKnownSource: isKnownSource, cookies, &context,
        firstNumber: firstNumber, now: now) ?? false
    index(slot, before: before)
    if !isAccepted { context.drops.count(.badHandshake) }
  }

  /// A contact opens a session that we know nothing of.
  private mutating func accept(
    _ packet: Handshake, _ cookie: Cookie.Payload, from endpoint: Endpoint,
    _ contacts: some ContactDirectory, _ context: inout NodeContext, now: Now
  ) {
    // Strangers are turned away before they cost us a shared key.
    guard contacts.isContact(cookie.longTermKey) else {
      return context.drops.count(.notAContact)
    }
    guard count < context.limits.sessions else { return context.drops.count(.overLimit) }
    guard let box = BoxKey(cookie.longTermKey, context.longTerm.secretKey),
      let payload = SessionHandshake.open(packet, with: box)
    else { return context.drops.count(.badHandshake) }
    let id = insert(cookie.longTermKey, cookie.dhtKey, box, &context)
    notices.append(.incoming(id, cookie.longTermKey, cookie.dhtKey, endpoint))
    if let slot = slot(of: id) {
      receive(payload, for: slot, from: endpoint, &context, now: now)
    }
  }
}

// MARK: The table

extension Sessions {
  private func slot(of id: SessionID) -> Int? {
    let slot = Int(id.rawValue & (1 << Self.slotBits - 1))
    return slot < slots.count && slots[slot]?.id == id ? slot : nil
  }

  private mutating func insert(
    _ peer: LongTermPublicKey, _ dhtKey: DHTPublicKey, _ box: BoxKey,
    _ context: inout NodeContext
  ) -> SessionID {
    let slot = freeSlots.popLast() ?? slots.count
    generation += 1
    let id = SessionID(generation << Self.slotBits | UInt64(slot))
    let session = Session(id, with: peer, dhtKey, longTermBox: box, &context)
    if slot == slots.count { slots.append(session) } else { slots[slot] = session }
    slotByPeer[peer] = slot
    return id
  }

  private mutating func end(_ slot: Int, _ end: SessionEnd, _ context: inout NodeContext) {
    guard let session = slots[slot] else { return }
    for endpoint in session.path.endpoints { release(endpoint, of: slot) }
    slotByPeer[session.peer] = nil
    slots[slot] = nil
    freeSlots.append(slot)
    context.timers.cancel(.session(session.id))
    notices.append(.closed(session.id, end))
  }

  /// Whether data from `endpoint` may go to this session. An address that another session is heard
  /// at stays that one's: a contact must not take over another's by naming its address.
  private func isFree(_ endpoint: Endpoint, for slot: Int, now: Now) -> Bool {
    guard let holder = slotByEndpoint[endpoint], holder != slot,
      let path = slots[holder]?.path, path.endpoint == endpoint
    else { return true }
    return !path.isDirect(now: now)
  }

  /// Makes data from the session's addresses go to it, and from those that it left no longer.
  private mutating func index(_ slot: Int, before: Path?) {
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
