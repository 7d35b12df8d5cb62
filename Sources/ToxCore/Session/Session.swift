import DequeModule
import ToxCrypto
import ToxWire

/// One encrypted session with one contact under one of its DHT keys: its handshake, its path, and
/// once the keys are known its channel.
struct Session {
  let id: SessionID
  let peer: LongTermPublicKey
  let dhtKey: DHTPublicKey
  private(set) var path = Path()
  private(set) var handshake: SessionHandshake
  private(set) var channel: Channel?
  /// What it held when it was last counted; see `SessionMemory`.
  var countedBytes = 0
  /// When `.session(id)` fires, as far as it was set.
  private var wakeAt: Instant?
  /// An input changed the session since it was settled.
  private var isTouched = false
  /// Whether relays brought the peer's last lossless packet.
  private var cameOverRelay: Bool?
  /// What the relays were last told: that they are not needed.
  private var wasDirect = false

  init(
    _ id: SessionID, with peer: LongTermPublicKey, _ dhtKey: DHTPublicKey, longTermBox: BoxKey,
    _ context: inout NodeContext
  ) {
    self.id = id
    self.peer = peer
    self.dhtKey = dhtKey
    handshake = SessionHandshake(longTermBox: longTermBox, &context)
  }

  /// The peer has shown that both keys are its own.
  var isOpen: Bool { channel != nil }

  /// Learns an address of the peer and, while the session is being opened, tries it at once.
  mutating func addEndpoint(
    _ endpoint: Endpoint, _ context: inout NodeContext, now: Now
  ) {
    let isNew = !path.contains(endpoint)
    path.add(endpoint, isProved: true, now: now)
    guard isNew else { return }
    tryOut(.direct(endpoint), &context, now: now)
  }

  /// Learns whether relays reach the peer and, where that is new, tries them at once.
  mutating func setRelayed(_ isRelayed: Bool, _ context: inout NodeContext, now: Now) {
    guard isRelayed != path.isRelayed else { return }
    path.isRelayed = isRelayed
    guard isRelayed else { return }
    tryOut(.relayed(dhtKey), &context, now: now)
  }

  private mutating func tryOut(_ route: Route, _ context: inout NodeContext, now: Now) {
    switch handshake.state {
    case .waiting:
      if let packet = handshake.begin(dhtKey, &context, now: now) {
        context.outputs.transmit(packet, on: route)
      }
    case .established:
      channel?.sendRequest(through: path, &context, now: now)
    case .cookieRequested, .handshakeSent, .notConfirmed:
      if let attempt = handshake.attempt { context.outputs.transmit(attempt.packet, on: route) }
    }
    arm(&context, now: now)
  }

  /// The peer was recognized at an address where it was not known.
  mutating func appeared(at endpoint: Endpoint, now: Now) {
    path.add(endpoint, isProved: false, now: now)
  }

  /// The peer's DHT key answered from there.
  mutating func proved(_ endpoint: Endpoint) { path.proved(endpoint) }

  // MARK: Opening

  /// A cookie came on a way to the session's peer: answers with our handshake.
  ///
  /// - Returns: false where it is no answer to our request.
  mutating func receive(
    _ packet: CookieResponse, from route: Route, _ cookies: CookieMaker,
    _ context: inout NodeContext, now: Now
  ) -> Bool {
    guard case .cookieRequested(let echo, _) = handshake.state,
      let box = context.sharedKey(with: dhtKey),
      let payload = box.open(packet.sealed, nonce: packet.nonce, as: CookieResponse.Payload.self),
      payload.echo == echo
    else { return false }
    _ = path.heard(on: route, now: now)
    let inner = cookies.make(for: peer, dhtKey, &context, now: now)
    let bytes = handshake.makeHandshake(for: payload.cookie, inner: inner, &context)
    handshake.sent(handshake: bytes, now: now)
    context.outputs.transmit(bytes, on: route)
    arm(&context, now: now)
    return true
  }

  /// The peer's handshake came and opened; `payload` is for a cookie of ours that names this
  /// session's keys.
  ///
  /// - Parameter leaves: the peer has begun anew; see `isLeft(by:_:)`.
  /// - Returns: false where it is not accepted in this state.
  mutating func receive(
    _ payload: Handshake.Payload, leaves: Bool, from route: Route, isKnownSource: Bool,
    _ cookies: CookieMaker, _ context: inout NodeContext, firstNumber: UInt32, now: Now
  ) -> Bool {
    // A repetition too was sent from there, by a peer that may not have got our answer.
    if let endpoint = route.endpoint { path.allowance(at: endpoint)?.received(Handshake.size) }
    switch handshake.state {
    case .established:
      if isKnownSource { peerIsUnsure(payload, &context, now: now) }
      return false
    case .notConfirmed where !leaves: return false
    case .waiting, .cookieRequested, .handshakeSent, .notConfirmed: break
    }
    guard let key = handshake.sessionBox(with: payload.sessionKey) else { return false }
    channel = Channel(
      id, dhtKey, key: key, peerKey: payload.sessionKey, sendNonce: handshake.baseNonce,
      receiveNonce: payload.baseNonce, firstNumber: firstNumber, now: now)
    switch route {
    case .direct(let endpoint) where !path.contains(endpoint):
      path.add(endpoint, isProved: false, now: now)
      path.allowance(at: endpoint)?.received(Handshake.size)
    case .direct: break
    case .relayed: path.isRelayed = true
    }
    _ = path.heard(on: route, now: now)
    answer(payload.cookie, on: route, isKnownSource: isKnownSource, cookies, &context, now: now)
    channel?.sendRequest(through: path, &context, now: now)
    arm(&context, now: now)
    return true
  }

  /// Sends our handshake for the peer's cookie, unless it already has one of ours on the way.
  private mutating func answer(
    _ cookie: Cookie, on route: Route, isKnownSource: Bool, _ cookies: CookieMaker,
    _ context: inout NodeContext, now: Now
  ) {
    if case .handshakeSent = handshake.state, isKnownSource {
      return handshake.keysKnown(answer: nil, now: now)
    }
    let inner = cookies.make(for: peer, dhtKey, &context, now: now)
    let bytes = handshake.makeHandshake(for: cookie, inner: inner, &context)
    handshake.keysKnown(answer: bytes, now: now)
    guard let endpoint = route.endpoint else { return context.outputs.transmit(bytes, on: route) }
    path.transmit(bytes, to: endpoint, &context)
  }

  /// An established peer that repeats its handshake did not hear our data yet.
  private mutating func peerIsUnsure(
    _ payload: Handshake.Payload, _ context: inout NodeContext, now: Now
  ) {
    guard channel?.peerKey == payload.sessionKey else { return }
    channel?.peerIsUnsure()
    arm(&context, now: now)
  }

  // MARK: Data

  /// A data packet came on a way to the session's peer.
  ///
  /// - Returns: `.kill` where the peer ended the session.
  mutating func receiveData(
    _ datagram: Span<UInt8>, from route: Route, _ notices: inout Deque<SessionNotice>,
    _ context: inout NodeContext, now: Now
  ) -> SessionEnd? {
    guard let packet = channel?.open(datagram, &notices, &context, now: now) else {
      if channel == nil { context.drops.count(.badSequence) }
      return nil
    }
    let moves = path.heard(on: route, now: now)
    if let endpoint = route.endpoint { credit(datagram.count, at: endpoint, &notices, now: now) }
    guard let payloadID = packet.payload.first else { return nil }
    if payloadID == PayloadID.kill { return .kill }
    if handshake.isConfirmable { confirm(&notices, &context, now: now) }
    if moves, let endpoint = path.endpoint { notices.append(.moved(id, endpoint)) }
    if PayloadID.lossless.contains(payloadID) { noteRoute(route, &notices) }
    channel?.handle(packet, through: path, &notices, &context, now: now)
    return nil
  }

  private mutating func noteRoute(_ route: Route, _ notices: inout Deque<SessionNotice>) {
    let isRelayed = route.endpoint == nil
    defer { cameOverRelay = isRelayed }
    guard let cameOverRelay, cameOverRelay != isRelayed, channel?.routeChanged() == true else {
      return
    }
    notices.append(.routeChanged(id))
  }

  /// Authentic bytes came from an address: so much more may be sent there, and it is asked whether
  /// the peer is there.
  private mutating func credit(
    _ count: Int, at endpoint: Endpoint, _ notices: inout Deque<SessionNotice>, now: Now
  ) {
    guard let allowance = path.allowance(at: endpoint) else { return }
    // Its data shows that it read our handshake, which went to no other place.
    if handshake.isConfirmable, path.endpoints == [endpoint], !path.isRelayed {
      return path.proved(endpoint)
    }
    allowance.received(count)
    if allowance.takeChallenge(PingRequest.size, now: now) {
      notices.append(.unproved(dhtKey, endpoint))
    }
  }

  /// The peer's first data came: it holds the session key.
  private mutating func confirm(
    _ notices: inout Deque<SessionNotice>, _ context: inout NodeContext, now: Now
  ) {
    if let sample = handshake.attempt?.answerTime(now: now) { channel?.sampleRoundTrip(sample) }
    handshake.confirmed()
    notices.append(.established(id))
    // The peer may have got our first request packet before it could read it.
    channel?.sendRequest(through: path, &context, now: now)
  }

  /// Queues a lossless payload; `settle` sends it.
  mutating func send(_ payload: [UInt8], _ limits: Limits) throws(SessionSendError) -> UInt32 {
    guard handshake.isEstablished, let number = try channel?.send(payload, limits) else {
      throw .notEstablished
    }
    return number
  }

  mutating func sendLossy(
    _ payload: [UInt8], _ context: inout NodeContext, now: Now
  ) throws(SessionSendError) {
    guard handshake.isEstablished else { throw .notEstablished }
    channel?.sendUnnumbered(payload, through: path, &context, now: now)
  }

  mutating func consume(
    through number: UInt32, _ notices: inout Deque<SessionNotice>, _ limits: Limits
  ) {
    channel?.consume(through: number, &notices, limits)
  }

  /// Tells the peer that the session is over.
  mutating func sendKill(_ context: inout NodeContext, now: Now) {
    channel?.sendMissing(through: path, &context, now: now)
    channel?.sendKill(through: path, &context, now: now)
  }

  // MARK: Time

  /// - Returns: whether this is the first change since the session was settled.
  mutating func touch() -> Bool {
    defer { isTouched = true }
    return !isTouched
  }

  /// Does what the inputs since the last time brought about.
  mutating func settle(
    _ notices: inout Deque<SessionNotice>, _ context: inout NodeContext, now: Now
  ) {
    isTouched = false
    if handshake.isEstablished { timePassed(&notices, &context, now: now) }
    arm(&context, now: now)
  }

  private mutating func timePassed(
    _ notices: inout Deque<SessionNotice>, _ context: inout NodeContext, now: Now
  ) {
    if let concern = channel?.timePassed(through: path, &context, now: now) {
      if concern == .unanswered { path.doubt() }
      if let endpoint = path.endpoint { notices.append(.unheard(dhtKey, endpoint)) }
    }
    tellDirectness(&notices, now: now)
  }

  /// The relays rest while the peer is at an address, and are woken when it may not be.
  private mutating func tellDirectness(_ notices: inout Deque<SessionNotice>, now: Now) {
    let isDirect = path.isTrusted(now: now)
    guard isDirect != wasDirect else { return }
    wasDirect = isDirect
    notices.append(.directness(dhtKey, isDirect))
  }

  /// Does what is due.
  ///
  /// - Returns: `.timedOut` where the peer did not answer the opening.
  mutating func timerFired(
    _ notices: inout Deque<SessionNotice>, _ context: inout NodeContext, now: Now
  ) -> SessionEnd? {
    wakeAt = nil
    if let attempt = handshake.attempt {
      if attempt.due <= now.monotonic {
        guard let packet = handshake.repeatAttempt(now: now) else { return .timedOut }
        transmitEverywhere(packet, &context)
        if handshake.isConfirmable {
          channel?.turnRelay(path, &context, now: now)
          channel?.sendRequest(through: path, &context, now: now)
        }
      }
    } else {
      timePassed(&notices, &context, now: now)
    }
    arm(&context, now: now)
    return nil
  }

  /// What opens a session goes to each address: which of them works is not known yet.
  private func transmitEverywhere(_ packet: [UInt8], _ context: inout NodeContext) {
    for endpoint in path.endpoints { path.transmit(packet, to: endpoint, &context) }
    if path.isRelayed { context.outputs.charge(.session(packet, to: dhtKey)) }
  }

  /// Sets the timer for the next thing to do. A timer that fires too early does no harm, so it is
  /// moved forward only: most packets leave it alone.
  private mutating func arm(_ context: inout NodeContext, now: Now) {
    let due: Instant
    if let attempt = handshake.attempt {
      due = attempt.due
    } else if handshake.isEstablished, let next = channel?.due(context.limits, now: now) {
      due = next
    } else {
      return
    }
    if let wakeAt, wakeAt <= due { return }
    wakeAt = due
    context.timers.set(.session(id), at: due)
  }
}
