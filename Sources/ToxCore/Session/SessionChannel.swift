import ToxCrypto
import ToxWire

/// The encrypted stream between two sides that hold the session key.
///
/// - Spec: "Data packet"
struct SessionChannel {
  let session: SessionID
  /// What relays know the peer by.
  let dhtKey: DHTPublicKey
  var cipher: ChannelCipher
  /// The peer's key, by which a repeated handshake is known from a new one.
  let peerKey: SessionPublicKey
  var sending: SendWindow
  var receiving: ReceiveWindow
  var feedback: Feedback
  var congestion: Congestion
  var roundTrip = RoundTrip()
  var probe = Probe()
  var silence: Silence
  var proof: AcknowledgementProof
  /// When the keys became known.
  let openedAt: Instant
  var sendTimes: SendTimes
  var bulkLane = BulkLane()

  /// - Parameters:
  ///   - sendNonce: our base nonce: each side encrypts from its own on.
  ///   - firstNumber: the number of the first packet in each direction.
  init(
    _ session: SessionID, _ dhtKey: DHTPublicKey, key: BoxKey, peerKey: SessionPublicKey,
    sendNonce: Nonce, receiveNonce: Nonce, firstNumber: UInt32, now: Now
  ) {
    self.session = session
    self.dhtKey = dhtKey
    cipher = ChannelCipher(key, sendNonce: sendNonce, receiveNonce: receiveNonce)
    self.peerKey = peerKey
    sending = SendWindow(start: firstNumber)
    receiving = ReceiveWindow(start: firstNumber)
    feedback = Feedback(told: firstNumber, now: now)
    congestion = Congestion(firstNumber: firstNumber, now: now)
    silence = Silence(now: now)
    proof = AcknowledgementProof(start: firstNumber)
    openedAt = now.monotonic
    sendTimes = SendTimes(now: now)
  }
}

extension SessionChannel {
  /// When `timePassed` has something to do.
  mutating func due(_ limits: Limits, now: Now) -> Instant {
    var due = min(
      keepAliveDue, silence.due,
      feedback.due(
        receiving, roundTrip, lastSentAt: sendTimes.last, heldMax: limits.unconsumedMessages))
    if sending.inFlight > 0 { due = min(due, probe.due(roundTrip)) }
    if wantsCarrier { due = min(due, sendTimes.last + Feedback.gap) }
    if sending.queued > 0 ? hasRoom : bulkLane.waits && hasRoomForBulk {
      due = min(due, congestion.sendTime(roundTrip, now: now))
    }
    return due
  }

  /// Does what is due: queued data, bulk, a probe, a request packet, a keep-alive.
  ///
  /// - Returns: what seems wrong with the connection.
  mutating func timePassed(
    bulk: inout some BulkSource, through path: Path, _ context: inout NodeContext
  ) -> Concern? {
    pump(bulk: &bulk, through: path, &context)
    sendCarrierIfDue(through: path, &context)
    var concern: Concern?
    if sending.inFlight > 0, probe.due(roundTrip) <= context.now.monotonic {
      if probe.isRepeated {
        concern = .unanswered
        changeRelay(path, &context)
      }
      sendProbe(through: path, &context)
    }
    if silence.due <= context.now.monotonic {
      silence.asked()
      concern = concern ?? .fellSilent
      sendRequest(through: path, &context)
    }
    let heldMax = context.limits.unconsumedMessages
    let requestDue = feedback.due(
      receiving, roundTrip, lastSentAt: sendTimes.last, heldMax: heldMax)
    if min(requestDue, keepAliveDue) <= context.now.monotonic {
      if feedback.isRepeated { changeRelay(path, &context) }
      sendRequest(through: path, &context)
    }
    return concern
  }

  private var wantsCarrier: Bool {
    sending.queued == 0 && sending.inFlight < Self.carriersMax
      && proof.wantsCarrier(bufferStart: receiving.bufferStart)
  }

  /// Sends a packet that carries only our acknowledgement, in place of a request packet, which the
  /// peer does not acknowledge. As small and as rare as one, it does not wait for the congestion
  /// window either.
  private mutating func sendCarrierIfDue(through path: Path, _ context: inout NodeContext) {
    guard wantsCarrier, sendTimes.last + Feedback.gap <= context.now.monotonic else { return }
    _ = sending.enqueue([PayloadID.alive])
    sendNextQueued(through: path, &context)
    probe.sent(now: context.now)
  }

  mutating func sendNextQueued(through path: Path, _ context: inout NodeContext) {
    guard let (payload, number) = sending.takeQueued(now: context.now) else { return }
    proof.sent(number, bufferStart: receiving.bufferStart)
    transmit(payload, number: number, through: path, &context)
  }

  enum Concern: Hashable {
    /// The peer stopped in the middle of a stream. Most often it had nothing more to say.
    case fellSilent
    /// It does not answer what must be answered.
    case unanswered
  }

  /// The reference takes a path for dead after 8 seconds of silence. All sessions of all nodes
  /// share instants that are multiples of 4 seconds, so that one wake-up serves them all.
  private var keepAliveDue: Instant {
    (sendTimes.last + .milliseconds(500)).nextMultiple(of: .seconds(4))
  }

  /// The peer does not acknowledge what we sent. If the last packets were lost, the peer can't
  /// know: the last packet once more, and later just its number, make it ask.
  private mutating func sendProbe(through path: Path, _ context: inout NodeContext) {
    if probe.mayRepeatData, let (payload, number) = sending.takeLast(now: context.now) {
      transmit(payload, number: number, through: path, &context)
    } else if sending.queued > 0 {
      sendBeyondWindow(through: path, &context)
    } else {
      sendRequest(through: path, &context)
    }
    probe.probed(now: context.now)
  }

  /// The peer holds messages back, perhaps for hours, and the window is full of them: a few of the
  /// waiting packets are sent nevertheless, since our keep-alives wait among them.
  private mutating func sendBeyondWindow(through path: Path, _ context: inout NodeContext) {
    for _ in 0..<Self.packetsPerProbe {
      sendNextQueued(through: path, &context)
    }
  }

  private static let packetsPerProbe = 16
  /// With so many packets in flight, one of them carries the acknowledgement already.
  private static let carriersMax = 64
}
