import DequeModule
import ToxCrypto
import ToxWire

/// The encrypted stream between two sides that hold the session key.
///
/// - Spec: "Data packet"
struct Channel {
  private let session: SessionID
  private let key: BoxKey
  /// The peer's key, by which a repeated handshake is known from a new one.
  let peerKey: SessionPublicKey
  private var sendNonce: Nonce
  private var receiveNonces: NonceWindow
  private(set) var sending: SendWindow
  private(set) var receiving: ReceiveWindow
  private var feedback: Feedback
  private var congestion: Congestion
  private(set) var roundTrip = RoundTrip()
  private var probe = Probe()
  /// When anything was last sent.
  private var lastSentAt: Instant

  /// - Parameters:
  ///   - sendNonce: our base nonce: each side encrypts from its own on.
  ///   - firstNumber: the number of the first packet in each direction.
  init(
    _ session: SessionID, key: BoxKey, peerKey: SessionPublicKey, sendNonce: Nonce,
    receiveNonce: Nonce, firstNumber: UInt32, now: Now
  ) {
    self.session = session
    self.key = key
    self.peerKey = peerKey
    self.sendNonce = sendNonce
    receiveNonces = NonceWindow(base: receiveNonce)
    sending = SendWindow(start: firstNumber)
    receiving = ReceiveWindow(start: firstNumber)
    feedback = Feedback(told: firstNumber, now: now)
    congestion = Congestion(firstNumber: firstNumber, now: now)
    lastSentAt = now.monotonic
  }
}

// MARK: Receiving

extension Channel {
  /// Decrypts a datagram and takes the acknowledgement out of it.
  ///
  /// - Returns: nil where it was dropped, which is counted.
  mutating func open(
    _ datagram: Span<UInt8>, _ notices: inout Deque<SessionNotice>, _ context: inout NodeContext,
    now: Now
  ) -> SessionData.Plaintext? {
    guard SessionData.sizes.contains(datagram.count) else {
      context.drops.count(.malformed)
      return nil
    }
    let place = receiveNonces.place(of: UInt16(datagram[1]) << 8 | UInt16(datagram[2]))
    let freshness = receiveNonces.freshness(of: place)
    guard freshness != .seen else {
      context.drops.count(.duplicate)
      return nil
    }
    let sealed = datagram.extracting(SessionData.headerSize..<datagram.count)
    guard let plaintext = key.open(sealed, nonce: place.nonce) else {
      context.drops.count(.undecryptable)
      return nil
    }
    guard let packet = try? SessionData.Plaintext(taking: plaintext) else {
      context.drops.count(.malformed)
      return nil
    }
    guard sending.isPlausible(bufferStart: packet.bufferStart) else {
      context.drops.count(.badSequence)
      return nil
    }
    receiveNonces.accept(place)
    acknowledge(below: packet.bufferStart, &notices, context.limits, now: now)
    // Whether a lossless packet that is far too late came before, its own number tells.
    let isLossless = packet.payload.first.map(PayloadID.lossless.contains) ?? false
    guard freshness == .new || isLossless else {
      context.drops.count(.duplicate)
      return nil
    }
    return packet
  }

  /// Handles a packet that `open` gave, is no padding and no kill.
  mutating func handle(
    _ packet: SessionData.Plaintext, through path: Path, _ notices: inout Deque<SessionNotice>,
    _ context: inout NodeContext, now: Now
  ) {
    switch packet.payload.first {
    case PayloadID.request?:
      learn(packet.number, now: now)
      feedback.requestArrived(lastSentAt: lastSentAt, roundTrip, now: now)
      resend(packet, through: path, &context, now: now)
    case let id? where PayloadID.lossless.contains(id):
      take(packet, &notices, &context, now: now)
    case let id? where PayloadID.lossy.contains(id):
      learn(packet.number, now: now)
      notices.append(.receivedLossy(session, packet.payload))
    default:
      context.drops.count(.unsupported)
    }
    pump(through: path, &context, now: now)
  }

  private mutating func acknowledge(
    below bufferStart: UInt32, _ notices: inout Deque<SessionNotice>, _ limits: Limits, now: Now
  ) {
    guard bufferStart != sending.start else { return }
    let news = sending.acknowledge(below: bufferStart)
    notices.append(.acknowledged(session, through: bufferStart &- 1))
    account(news, limits, now: now)
  }

  private mutating func account(
    _ news: SendWindow.Acknowledgement, _ limits: Limits, now: Now
  ) {
    guard news.count > 0 else { return }
    if let sentAt = news.sentAt { roundTrip.sample(now.monotonic - sentAt) }
    congestion.acknowledged(
      news.count, through: sending.start, next: sending.next, roundTrip,
      windowMax: limits.sessionPacketsInFlight)
    probe.progressed(now: now)
  }

  /// Puts a lossless payload into its place and delivers what is in order.
  private mutating func take(
    _ packet: SessionData.Plaintext, _ notices: inout Deque<SessionNotice>,
    _ context: inout NodeContext, now: Now
  ) {
    let bytesMax = context.limits.sessionReceiveBufferBytes
    switch receiving.accept(packet.payload, number: packet.number, bytesMax: bytesMax) {
    case .stored(let revealsHoles):
      if revealsHoles { feedback.holesRevealed(now: now) }
      deliver(&notices, context.limits)
    case .duplicate:
      feedback.duplicateArrived()
      context.drops.count(.duplicate)
    case .outside: context.drops.count(.badSequence)
    case .overLimit: context.drops.count(.overLimit)
    }
  }

  private mutating func deliver(_ notices: inout Deque<SessionNotice>, _ limits: Limits) {
    while let (payload, number) = receiving.nextDelivery(heldMax: limits.unconsumedMessages) {
      notices.append(.received(session, payload: payload, number: number))
    }
  }

  private mutating func learn(_ number: UInt32, now: Now) {
    if receiving.extend(to: number) { feedback.holesRevealed(now: now) }
  }

  /// Answers a request packet with what it misses.
  private mutating func resend(
    _ packet: SessionData.Plaintext, through path: Path, _ context: inout NodeContext, now: Now
  ) {
    guard packet.payload.count > 1,
      let list = try? RequestList(decoding: packet.payload.span.extracting(1...))
    else { return }
    var lost: [(payload: [UInt8], number: UInt32)] = []
    let news = sending.acknowledge(
      list, from: packet.bufferStart, resendAfter: roundTrip.resendAfter, now: now
    ) { lost.append(($0, $1)) }
    account(news, context.limits, now: now)
    congestion.lost(lost.count)
    for (payload, number) in lost {
      transmit(payload, number: number, through: path, &context, now: now)
    }
    if !lost.isEmpty { probe.sent(now: now) }
  }
}

// MARK: Sending

extension Channel {
  /// Sends a lossless payload, or queues it where the congestion window is full.
  mutating func send(
    _ payload: [UInt8], through path: Path, _ context: inout NodeContext, now: Now
  ) throws(SessionSendError) -> UInt32 {
    guard sending.count < context.limits.sessionSendQueue else { throw .queueFull }
    let number = sending.enqueue(payload)
    pump(through: path, &context, now: now)
    return number
  }

  /// Sends a payload that is not repeated.
  mutating func sendUnnumbered(
    _ payload: [UInt8], through path: Path, _ context: inout NodeContext, now: Now
  ) {
    transmit(payload, number: sending.next, through: path, &context, now: now)
  }

  /// Sends a request packet: what is missing, and how far everything is consumed.
  mutating func sendRequest(through path: Path, _ context: inout NodeContext, now: Now) {
    let list = receiving.requestList().encoded()
    feedback.requested(now: now)
    sendUnnumbered([PayloadID.request] + list, through: path, &context, now: now)
  }

  /// The owner is done with the messages up to `number`.
  mutating func consume(
    through number: UInt32, _ notices: inout Deque<SessionNotice>, _ limits: Limits
  ) {
    receiving.consume(through: number)
    deliver(&notices, limits)
  }

  /// The peer may not have heard our last word: it repeats its handshake.
  mutating func peerIsUnsure() { feedback.duplicateArrived() }

  /// The first answer to our handshake came after this time.
  mutating func sampleRoundTrip(_ sample: Interval) { roundTrip.sample(sample) }

  /// Sends what the congestion window lets out.
  private mutating func pump(
    through path: Path, _ context: inout NodeContext, now: Now
  ) {
    while sending.queued > 0 {
      guard sending.inFlight < congestion.window else { return congestion.limited() }
      guard congestion.sendTime(roundTrip, now: now) <= now.monotonic,
        let (payload, number) = sending.takeQueued(now: now)
      else { return }
      congestion.sent()
      probe.sent(now: now)
      transmit(payload, number: number, through: path, &context, now: now)
    }
  }

  private mutating func transmit(
    _ payload: [UInt8], number: UInt32, through path: Path, _ context: inout NodeContext, now: Now
  ) {
    lastSentAt = now.monotonic
    feedback.told(receiving.bufferStart)
    guard let endpoint = path.endpoint else { return }
    let bytes = seal(payload, number: number)
    context.outputs.transmit(bytes, to: endpoint)
    // A peer that is silent may have moved: it takes the packet once, wherever it gets it.
    if let other = path.alternative, !path.isDirect(now: now) {
      context.outputs.transmit(bytes, to: other)
    }
  }

  /// One buffer from payload to socket: header, room for the authenticator, plaintext.
  private mutating func seal(_ payload: [UInt8], number: UInt32) -> [UInt8] {
    let padding = SessionData.Plaintext.paddingSize(forPayload: payload.count)
    let plaintextStart = SessionData.headerSize + Sealed.overhead
    var writer = Writer(
      capacity: plaintextStart + SessionData.Plaintext.headerSize + padding + payload.count)
    writer.write(SessionData.kind)
    writer.write(sendNonce.low16)
    writer.write(zeros: Sealed.overhead)
    writer.write(
      SessionData.Plaintext(bufferStart: receiving.bufferStart, number: number, payload: payload))
    var bytes = writer.finish()
    key.sealInPlace(&bytes, from: plaintextStart, nonce: sendNonce)
    sendNonce = sendNonce.advanced(by: 1)
    return bytes
  }
}

// MARK: Time

extension Channel {
  /// When `timePassed` has something to do.
  mutating func due(_ limits: Limits, now: Now) -> Instant {
    var due = min(
      keepAliveDue,
      feedback.due(
        receiving, roundTrip, lastSentAt: lastSentAt, heldMax: limits.unconsumedMessages))
    if sending.inFlight > 0 { due = min(due, probe.due(roundTrip)) }
    if sending.queued > 0, sending.inFlight < congestion.window {
      due = min(due, congestion.sendTime(roundTrip, now: now))
    }
    return due
  }

  /// Does what is due: queued data, a probe, a request packet, a sign of life.
  mutating func timePassed(through path: Path, _ context: inout NodeContext, now: Now) {
    pump(through: path, &context, now: now)
    if sending.inFlight > 0, probe.due(roundTrip) <= now.monotonic {
      sendProbe(through: path, &context, now: now)
    }
    let heldMax = context.limits.unconsumedMessages
    let requestDue = feedback.due(
      receiving, roundTrip, lastSentAt: lastSentAt, heldMax: heldMax)
    if min(requestDue, keepAliveDue) <= now.monotonic {
      sendRequest(through: path, &context, now: now)
    }
  }

  /// The reference takes a path for dead after 8 seconds of silence. All sessions of all nodes'
  /// owners share instants that are multiples of 4 seconds, so that one wake-up serves them all.
  private var keepAliveDue: Instant {
    let grid = Interval.seconds(4).nanoseconds
    let earliest = (lastSentAt + .milliseconds(500)).nanoseconds
    return Instant(nanoseconds: (earliest / grid + 1) * grid)
  }

  /// The peer is silent about what we sent. If the end of it was lost, the peer can't know: the last
  /// packet once more, and later just its number, make it ask.
  private mutating func sendProbe(
    through path: Path, _ context: inout NodeContext, now: Now
  ) {
    if probe.mayRepeatData, let (payload, number) = sending.takeLast(now: now) {
      transmit(payload, number: number, through: path, &context, now: now)
    } else {
      sendRequest(through: path, &context, now: now)
    }
    probe.probed(now: now)
  }
}
