import DequeModule
import ToxCrypto
import ToxWire

/// One encrypted session with one contact under one of its DHT keys: its handshake, its path, and
/// once the keys are known its channel.
struct Session {
  let id: SessionID
  let peer: LongTermPublicKey
  let dhtKey: DHTPublicKey
  var path = Path()
  var handshake: SessionHandshake
  var channel: SessionChannel?
  var keyAudience = KeyAudience()
  /// What it held when it was last counted; see `SessionMemory`.
  var countedBytes = 0
  /// When `.session(id)` fires, as far as it was set.
  private var wakeAt: Instant?
  /// An input changed the session since it was settled.
  private var isTouched = false
  /// What the relays were last told: whether they are needed.
  private var wasDirect = false

  init(
    _ id: SessionID, with peer: LongTermPublicKey, dhtKey: DHTPublicKey, longTermBox: BoxKey,
    _ context: inout NodeContext
  ) {
    self.id = id
    self.peer = peer
    self.dhtKey = dhtKey
    handshake = SessionHandshake(longTermBox: longTermBox, &context)
  }

  /// The peer has shown that both keys are its own.
  var isOpen: Bool { channel != nil }

  // MARK: Opening

  /// A cookie came on a way to the session's peer: answers with our handshake.
  ///
  /// - Returns: false where it is no answer to our request.
  mutating func receive(
    _ packet: CookieResponse, from route: Route, cookies: CookieMaker,
    _ context: inout NodeContext
  ) -> Bool {
    guard case .cookieRequested(let echo, _) = handshake.state,
      let box = context.sharedKey(with: dhtKey),
      let payload = box.open(packet.sealed, nonce: packet.nonce, as: CookieResponse.Payload.self),
      payload.echo == echo
    else { return false }
    _ = path.heard(on: route, now: context.now)
    let inner = cookies.make(for: peer, dhtKey, &context)
    let bytes = handshake.makeHandshake(for: payload.cookie, inner: inner, &context)
    handshake.sent(handshake: bytes, now: context.now)
    transmit(opening: bytes, on: route, &context)
    arm(&context)
    return true
  }

  /// The peer's handshake came and opened; `payload` is for a cookie of ours that names this
  /// session's keys.
  ///
  /// - Parameter leaves: the peer has begun anew; see `isLeft(by:_:)`.
  /// - Returns: false where it is not accepted in this state.
  mutating func receive(
    _ payload: Handshake.Payload, leaves: Bool, from route: Route, isKnownSource: Bool,
    cookies: CookieMaker, _ context: inout NodeContext, firstNumber: UInt32
  ) -> Bool {
    // A repeated handshake was sent from there as well, by a peer that may not have got our answer.
    if let endpoint = route.endpoint { path.allowance(at: endpoint)?.received(Handshake.size) }
    switch handshake.state {
    case .established:
      if isKnownSource { peerIsUnsure(payload, &context) }
      return false
    case .notConfirmed where !leaves: return false
    case .waiting, .cookieRequested, .handshakeSent, .notConfirmed: break
    }
    guard let key = handshake.sessionBox(with: payload.sessionKey) else { return false }
    channel = SessionChannel(
      id, dhtKey, key: key, peerKey: payload.sessionKey, sendNonce: handshake.baseNonce,
      receiveNonce: payload.baseNonce, firstNumber: firstNumber, now: context.now)
    switch route {
    case .direct(let endpoint) where !path.contains(endpoint):
      path.add(endpoint, isProved: false, now: context.now)
      path.allowance(at: endpoint)?.received(Handshake.size)
    case .direct: break
    case .relayed: path.isRelayed = true
    }
    _ = path.heard(on: route, now: context.now)
    answer(payload.cookie, on: route, isKnownSource: isKnownSource, cookies: cookies, &context)
    channel?.sendRequest(through: path, &context)
    arm(&context)
    return true
  }

  /// Sends our handshake for the peer's cookie, unless it already has one of ours on the way.
  private mutating func answer(
    _ cookie: Cookie, on route: Route, isKnownSource: Bool, cookies: CookieMaker,
    _ context: inout NodeContext
  ) {
    if case .handshakeSent = handshake.state, isKnownSource {
      return handshake.keysKnown(answer: nil, now: context.now)
    }
    let inner = cookies.make(for: peer, dhtKey, &context)
    let bytes = handshake.makeHandshake(for: cookie, inner: inner, &context)
    handshake.keysKnown(answer: bytes, now: context.now)
    transmit(opening: bytes, on: route, &context)
  }

  /// An established peer that repeats its handshake did not hear our data yet.
  private mutating func peerIsUnsure(_ payload: Handshake.Payload, _ context: inout NodeContext) {
    guard channel?.peerKey == payload.sessionKey else { return }
    channel?.peerIsUnsure()
    arm(&context)
  }

  // MARK: Data

  /// A data packet came on a way to the session's peer.
  ///
  /// - Returns: `.killed` where the peer ended the session.
  mutating func receiveData(
    _ datagram: Span<UInt8>, from route: Route, notices: inout Deque<SessionNotice>,
    _ context: inout NodeContext
  ) -> DataOutcome {
    let isFirstChange = !isTouched
    isTouched = true
    guard let packet = channel?.open(datagram, notices: &notices, &context) else {
      if channel == nil { context.drops.count(.badSequence) }
      return .goesOn(isFirstChange: isFirstChange)
    }
    if let endpoint = route.endpoint {
      credit(datagram.count, at: endpoint, notices: &notices, now: context.now)
    }
    if path.heard(on: route, now: context.now) { tellMove(notices: &notices) }
    guard let payloadID = packet.payload.first else {
      return .goesOn(isFirstChange: isFirstChange)
    }
    if payloadID == PayloadID.kill { return .killed }
    if handshake.isConfirmable { confirm(notices: &notices, &context) }
    if PayloadID.lossless.contains(payloadID) {
      channel?.take(packet, from: route, notices: &notices, &context)
    } else {
      channel?.handleUnnumbered(packet, through: path, notices: &notices, &context)
    }
    return .goesOn(isFirstChange: isFirstChange)
  }

  /// What becomes of a session with a data packet.
  enum DataOutcome: Hashable {
    /// Its peer ended it.
    case killed
    /// It is to be settled. `isFirstChange`: the first one since it was settled.
    case goesOn(isFirstChange: Bool)
  }

  /// The peer's first data came: it holds the session key.
  private mutating func confirm(
    notices: inout Deque<SessionNotice>, _ context: inout NodeContext
  ) {
    if let sample = handshake.attempt?.answerTime(now: context.now) {
      channel?.sampleRoundTrip(sample)
    }
    handshake.confirmed()
    notices.append(.established(id))
    // The peer may have got our first request packet before it could read it.
    channel?.sendRequest(through: path, &context)
  }

  /// Queues a lossless payload; `settle` sends it.
  mutating func send(_ payload: [UInt8], _ limits: Limits) throws(SessionSendError) -> UInt32 {
    guard handshake.isEstablished, let number = try channel?.send(payload, limits) else {
      throw .notEstablished
    }
    return number
  }

  /// Tells the peer that the session is over.
  mutating func sendKill(_ context: inout NodeContext) {
    channel?.sendMissing(through: path, &context)
    channel?.sendKill(through: path, &context)
  }

  // MARK: Time

  /// - Returns: whether this is the first change since the session was settled.
  mutating func touch() -> Bool {
    defer { isTouched = true }
    return !isTouched
  }

  /// Does what the inputs since the last time brought about.
  mutating func settle(
    bulk: inout some BulkSource, notices: inout Deque<SessionNotice>, _ context: inout NodeContext
  ) {
    isTouched = false
    if handshake.isEstablished { timePassed(bulk: &bulk, notices: &notices, &context) }
    arm(&context)
  }

  private mutating func timePassed(
    bulk: inout some BulkSource, notices: inout Deque<SessionNotice>, _ context: inout NodeContext
  ) {
    if let concern = channel?.timePassed(bulk: &bulk, through: path, &context) {
      if concern == .unanswered { path.doubt() }
      if let endpoint = path.endpoint, path.mayPing(endpoint, now: context.now) {
        notices.append(.unheard(dhtKey, endpoint))
      }
    }
    tellDirectness(notices: &notices, now: context.now)
  }

  /// The relays are not used while the peer is at an address, and used again when it may not be.
  private mutating func tellDirectness(notices: inout Deque<SessionNotice>, now: Now) {
    let isDirect = path.isTrusted(now: now)
    guard isDirect != wasDirect else { return }
    wasDirect = isDirect
    notices.append(.directness(dhtKey, isDirect))
  }

  /// Does what is due.
  ///
  /// - Returns: `.timedOut` where the peer did not answer the opening.
  mutating func timerFired(
    bulk: inout some BulkSource, notices: inout Deque<SessionNotice>, _ context: inout NodeContext
  ) -> SessionEnd? {
    wakeAt = nil
    if let attempt = handshake.attempt {
      if attempt.due <= context.now.monotonic {
        guard let packet = handshake.repeatAttempt(now: context.now) else { return .timedOut }
        transmitEverywhere(opening: packet, &context)
        if handshake.isConfirmable {
          channel?.changeRelay(path, &context)
          channel?.sendRequest(through: path, &context)
        }
      }
    } else {
      timePassed(bulk: &bulk, notices: &notices, &context)
    }
    arm(&context)
    return nil
  }

  /// Sets the timer for the next thing to do. A timer that fires too early does no harm, so it is
  /// moved forward only: most packets leave it alone.
  mutating func arm(_ context: inout NodeContext) {
    let due: Instant
    if let attempt = handshake.attempt {
      due = attempt.due
    } else if handshake.isEstablished, let next = channel?.due(context.limits, now: context.now) {
      due = next
    } else {
      return
    }
    if let wakeAt, wakeAt <= due { return }
    wakeAt = due
    context.timers.set(.session(id), at: due)
  }
}
