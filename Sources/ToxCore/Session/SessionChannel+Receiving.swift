import DequeModule
import ToxCrypto
import ToxWire

extension SessionChannel {
  /// Decrypts a datagram and takes the acknowledgement out of it.
  ///
  /// - Returns: nil where it was dropped, which is counted.
  mutating func open(
    _ datagram: Span<UInt8>, notices: inout Deque<SessionNotice>, _ context: inout NodeContext
  ) -> SessionData.Plaintext? {
    guard SessionData.sizes.contains(datagram.count) else {
      context.drops.count(.malformed)
      return nil
    }
    let (nonce, freshness) = cipher.nonce(of: datagram)
    guard freshness != .seen else {
      context.drops.count(.duplicate)
      return nil
    }
    guard let size = cipher.open(datagram, with: nonce, into: &context.plaintext) else {
      context.drops.count(.undecryptable)
      return nil
    }
    let decoded = try? SessionData.Plaintext(
      decoding: context.plaintext.span.extracting(..<size))
    context.clearPlaintext(size)
    guard let packet = decoded else {
      context.drops.count(.malformed)
      return nil
    }
    // Most packets acknowledge nothing new.
    guard
      packet.bufferStart == sending.start
        || acknowledge(
          below: packet.bufferStart, notices: &notices, context.limits, now: context.now)
    else {
      context.drops.count(.badSequence)
      return nil
    }
    cipher.accept(nonce)
    // A lossless packet that comes far too late is recognized as old by its own number.
    let isLossless = packet.payload.first.map(PayloadID.lossless.contains) ?? false
    guard freshness == .new || isLossless else {
      context.drops.count(.duplicate)
      return nil
    }
    return packet
  }

  /// Handles a packet from `open` that has no number of its own, and is neither padding nor a kill.
  mutating func handleUnnumbered(
    _ packet: SessionData.Plaintext, through path: Path, notices: inout Deque<SessionNotice>,
    _ context: inout NodeContext
  ) {
    switch packet.payload.first {
    case PayloadID.request?:
      learn(packet.number, context)
      feedback.requestArrived(lastSentAt: sendTimes.last, roundTrip, now: context.now)
      resend(packet, through: path, notices: &notices, &context)
    case let id? where PayloadID.lossy.contains(id):
      learn(packet.number, context)
      context.drops.count(.unsupported)
    default:
      context.drops.count(.unsupported)
    }
  }

  /// - Returns: false where the peer can't know of so many packets.
  private mutating func acknowledge(
    below bufferStart: UInt32, notices: inout Deque<SessionNotice>, _ limits: Limits, now: Now
  ) -> Bool {
    guard sending.isPlausible(bufferStart: bufferStart) else { return false }
    let news = sending.acknowledge(below: bufferStart)
    notices.append(.acknowledged(session, through: bufferStart &- 1))
    account(news, notices: &notices, limits: limits, now: now)
    return true
  }

  private mutating func account(
    _ news: SendWindow.Acknowledgement, notices: inout Deque<SessionNotice>, limits: Limits,
    now: Now
  ) {
    guard news.count > 0 else { return }
    if let number = proof.acknowledged(in: sending) {
      notices.append(.acknowledgementKnown(session, through: number))
    }
    if let sentAt = news.sentAt { roundTrip.sample(now.monotonic - sentAt) }
    congestion.acknowledged(
      news.count, through: sending.start, next: sending.next, roundTrip,
      windowMax: limits.sessionPacketsInFlight)
    probe.progressed(now: now)
  }

  /// Puts the lossless payload of a packet from `open` into its place, and delivers what is in
  /// order.
  mutating func take(
    _ packet: SessionData.Plaintext, from route: Route, notices: inout Deque<SessionNotice>,
    _ context: inout NodeContext
  ) {
    // A peer that talks over another route than before may send messages again, since it may lack
    // our acknowledgement.
    if proof.packetCame(isRelayed: route.endpoint == nil, holds: receiving.heldCount > 0) {
      notices.append(.routeChanged(session))
    }
    guard !isHeldBack(packet.number, context) else { return context.drops.count(.overLimit) }
    let session = session
    let acceptance = receiving.accept(
      packet.payload, number: packet.number,
      bytesMax: context.limits.sessionReceiveBufferBytes,
      heldMax: context.limits.unconsumedMessages
    ) { notices.append(.received(session, payload: $0, number: $1)) }
    switch acceptance {
    case .taken(let revealsHoles):
      silence.broken(now: context.now)
      if revealsHoles { feedback.holesRevealed(now: context.now) }
    case .duplicate:
      feedback.duplicateArrived()
      context.drops.count(.duplicate)
    case .outside: context.drops.count(.badSequence)
    case .overLimit: context.drops.count(.overLimit)
    }
  }

  private mutating func learn(_ number: UInt32, _ context: borrowing NodeContext) {
    guard !isHeldBack(number, context) else { return }
    if receiving.extend(to: number) { feedback.holesRevealed(now: context.now) }
  }

  /// Answers a request packet with what it misses.
  private mutating func resend(
    _ packet: SessionData.Plaintext, through path: Path, notices: inout Deque<SessionNotice>,
    _ context: inout NodeContext
  ) {
    guard packet.payload.count > 1,
      let list = try? RequestList(decoding: packet.payload.span.extracting(1...))
    else { return }
    var lost: [(payload: [UInt8], number: UInt32)] = []
    let news = sending.acknowledge(
      list, from: packet.bufferStart, resendAfter: roundTrip.resendAfter, now: context.now
    ) { payload, number, isFirst in
      lost.append((payload, number))
      if isFirst { congestion.lost() }
    }
    account(news, notices: &notices, limits: context.limits, now: context.now)
    for (payload, number) in lost {
      transmit(payload, number: number, through: path, &context)
    }
    if !lost.isEmpty { probe.sent(now: context.now) }
  }
}
