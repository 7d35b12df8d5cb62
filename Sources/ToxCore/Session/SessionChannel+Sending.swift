import DequeModule
import ToxCrypto
import ToxWire

extension SessionChannel {
  /// Queues a lossless payload.
  mutating func send(_ payload: [UInt8], _ limits: Limits) throws(SessionSendError) -> UInt32 {
    guard sending.count < limits.sessionSendQueue else { throw .queueFull }
    return sending.enqueue(payload)
  }

  /// Sends a payload that is not repeated.
  mutating func sendUnnumbered(
    _ payload: [UInt8], through path: Path, _ context: inout NodeContext
  ) {
    transmit(payload, number: sending.next, through: path, &context)
  }

  /// Sends the goodbye, after which nothing follows: over every route, unless the peer is known to
  /// be at the address in use.
  mutating func sendKill(through path: Path, _ context: inout NodeContext) {
    guard !path.isTrusted(now: context.now) else {
      return sendUnnumbered([PayloadID.kill], through: path, &context)
    }
    let bytes = seal([PayloadID.kill], number: sending.next)
    for endpoint in path.endpoints { path.transmit(bytes, to: endpoint, &context) }
    if path.isRelayed { context.notify(.session(bytes, to: dhtKey)) }
  }

  /// Sends a request packet: what is missing, and how far everything is consumed.
  mutating func sendRequest(through path: Path, _ context: inout NodeContext) {
    let list = receiving.requestList(showsAll: feedback.showsDelivered).encoded()
    feedback.requested(now: context.now)
    sendUnnumbered([PayloadID.request] + list, through: path, &context)
  }

  /// Requests what is missing: before a goodbye, this is the peer's last chance to learn what we
  /// have.
  mutating func sendMissing(through path: Path, _ context: inout NodeContext) {
    if receiving.missingCount > 0 { sendRequest(through: path, &context) }
  }

  /// The owner is done with the messages up to `number`.
  mutating func consume(
    through number: UInt32, notices: inout Deque<SessionNotice>, _ limits: Limits
  ) {
    if let message = receiving.consume(through: number) { proof.consumed(through: message) }
    deliverWaiting(notices: &notices, limits)
  }

  /// Data of a file that need not wait for the owner: acknowledged as soon as what came before it
  /// is. Unlike with a message, no proof is wanted that the peer has that acknowledgement.
  mutating func release(
    _ number: UInt32, notices: inout Deque<SessionNotice>, _ limits: Limits
  ) {
    if !receiving.drop(number) { feedback.releasedBehindHeld() }
    deliverWaiting(notices: &notices, limits)
  }

  /// A message does not reach the owner: it is acknowledged as soon as those before it are.
  mutating func drop(
    _ number: UInt32, notices: inout Deque<SessionNotice>, _ limits: Limits
  ) {
    if receiving.drop(number) { proof.consumed(through: number) }
    deliverWaiting(notices: &notices, limits)
  }

  private mutating func deliverWaiting(
    notices: inout Deque<SessionNotice>, _ limits: Limits
  ) {
    let session = session
    receiving.deliverWaiting(heldMax: limits.unconsumedMessages) {
      notices.append(.received(session, payload: $0, number: $1))
    }
  }

  /// The peer may not have got our last packet: it repeats its handshake.
  mutating func peerIsUnsure() { feedback.duplicateArrived() }

  /// The first answer to our handshake came after this time.
  mutating func sampleRoundTrip(_ sample: Interval) { roundTrip.sample(sample) }

  /// Sends what the congestion window lets out: what is queued, and then bulk.
  mutating func pump(
    bulk: inout some BulkSource, through path: Path, _ context: inout NodeContext
  ) {
    bulkLane.leftBehind(bulk.hasBulk(for: session))
    let counted = bytes
    while sending.queued > 0 {
      guard hasRoom else { return congestion.limited() }
      guard sendIfDue(through: path, &context) else { return }
    }
    while bulkLane.waits {
      guard hasRoomForBulk else { return congestion.limited() }
      guard isDue(context.now) else { return }
      // Where sessions hold too much, acknowledgements make room, and this one is settled again.
      guard
        !context.sessionMemory.isFullForBulk(
          for: bytes, more: bytes - counted, limits: context.limits),
        let payload = bulk.nextBulk(for: session, number: sending.end)
      else { return bulkLane.leftBehind(false) }
      _ = sending.enqueue(payload)
      guard sendIfDue(through: path, &context) else { return }
      bulkLane.leftBehind(bulk.hasBulk(for: session))
    }
  }

  /// Whether the congestion window lets one more packet out.
  var hasRoom: Bool { sending.inFlight < congestion.window }

  /// The same for bulk, which leaves room for a message at any time.
  var hasRoomForBulk: Bool {
    sending.inFlight < min(congestion.bulkWindow, congestion.window - BulkLane.windowKept)
  }

  private mutating func isDue(_ now: Now) -> Bool {
    congestion.sendTime(roundTrip, now: now) <= now.monotonic
  }

  /// Sends the next queued payload, unless a burst has just left.
  private mutating func sendIfDue(through path: Path, _ context: inout NodeContext) -> Bool {
    guard isDue(context.now) else { return false }
    congestion.sent()
    probe.sent(now: context.now)
    sendNextQueued(through: path, &context)
    return true
  }

  mutating func transmit(
    _ payload: [UInt8], number: UInt32, through path: Path, _ context: inout NodeContext
  ) {
    sendTimes.sent(context.now)
    feedback.told(receiving.bufferStart)
    guard path.endpoint != nil || path.isRelayed else { return }
    let bytes = seal(payload, number: number)
    if path.isRelayed, !path.isTrusted(now: context.now) {
      context.notify(.session(bytes, to: dhtKey))
      return tryAddresses(path, &context)
    }
    guard let endpoint = path.endpoint else { return }
    path.transmit(bytes, to: endpoint, &context)
    // The peer may have moved: it accepts the packet once, at whichever address.
    if let other = path.alternative, path.isInDoubt(now: context.now) {
      path.transmit(bytes, to: other, &context)
    }
  }

  /// Data over relays seems not to arrive: another relay may carry it.
  func changeRelay(_ path: Path, _ context: inout NodeContext) {
    guard path.isRelayed, !path.isTrusted(now: context.now) else { return }
    context.notify(.changeRelay(of: dhtKey))
  }

  /// While relays carry the session, a request packet a second goes to the addresses: where one of
  /// them works, the peer gets it there and the relays are no longer needed. It is a packet of its
  /// own, since one that came over a relay before would prove nothing.
  private mutating func tryAddresses(_ path: Path, _ context: inout NodeContext) {
    guard path.endpoint != nil, sendTimes.takeTrial(context.now) else { return }
    let request = [PayloadID.request] + receiving.requestList().encoded()
    let bytes = seal(request, number: sending.next)
    for endpoint in path.endpoints { path.transmit(bytes, to: endpoint, &context) }
  }

  private mutating func seal(_ payload: [UInt8], number: UInt32) -> [UInt8] {
    cipher.seal(payload, number: number, bufferStart: receiving.bufferStart)
  }
}
