import DequeModule
import ToxCrypto
import ToxWire

/// One TCP connection to one relay, as its client: handshake, pings, and the slots of the peers
/// that are reached over it.
///
/// - Spec: "TCP client"
struct RelayConnection {
  let link: RelayLink
  let relay: DHTPublicKey
  private(set) var state: State
  var routes = RelayRoutes()
  /// Its frames, from the welcome on.
  var stream: RelayStream?
  var heartbeat: RelayHeartbeat
  /// The shell's buffer is full: data is dropped, and what must not be lost waits in `held`.
  private(set) var isBlocked = false
  private var held: Deque<[UInt8]> = []
  /// Frames that leave with the next `flush`.
  private var outgoing: [UInt8] = []
  /// What came since the last `takeCost`.
  var cost = RelayReadBudget.Cost()
  /// Nothing is read before this.
  private var pausedUntil: Instant?
  /// When `.relay(link)` fires, as far as it was set.
  private var wakeAt: Instant?

  /// The life of a connection.
  enum State {
    /// The shell opens it.
    /// Exits: unconfirmed (it is open), closed (not within 10 s; refused).
    case connecting(until: Instant)
    /// Our hello left. Exits: confirmed (the welcome), closed (not within 10 s; a welcome that is
    /// not the relay's; the relay closed the connection).
    case unconfirmed(RelayOpening, until: Instant)
    /// Frames go both ways. Exits: closed (a ping was not answered within 10 s; a frame that no
    /// relay sends; too much waits for the relay to read; too many useless frames; the relay closed
    /// the connection; it is not needed).
    case confirmed
    /// Over.
    case closed
  }

  /// TCP and proxy, then the handshake, may take this long each.
  private static let openingTimeout = Interval.seconds(10)

  init(
    _ link: RelayLink, to relay: DHTPublicKey, at address: RelayAddress,
    _ context: inout NodeContext
  ) {
    self.link = link
    self.relay = relay
    heartbeat = RelayHeartbeat(now: context.now)
    state = .connecting(until: context.now.monotonic + Self.openingTimeout)
    context.outputs.relay(.connect(link, address))
    arm(&context)
  }

  var isConfirmed: Bool {
    if case .confirmed = state { true } else { false }
  }

  var isClosed: Bool {
    if case .closed = state { true } else { false }
  }

  /// Whether data can go over it now, and is likely to arrive.
  func isPassable(now: Now) -> Bool { !isBlocked && !heartbeat.isInDoubt(now: now) }

  // MARK: From the shell

  /// The TCP connection stands.
  mutating func opened(_ context: inout NodeContext) {
    guard case .connecting = state else { return }
    guard let opening = RelayOpening(to: relay, &context) else { return close(&context) }
    context.outputs.relay(.send(link, opening.hello.encoded()))
    state = .unconfirmed(opening, until: context.now.monotonic + Self.openingTimeout)
    arm(&context)
  }

  /// The shell's buffer is over its watermark, or under it again.
  mutating func setBlocked(_ isBlocked: Bool, _ context: inout NodeContext) {
    self.isBlocked = isBlocked
    guard !isBlocked else { return }
    while let plaintext = held.popFirst() { stream?.seal(plaintext.span, into: &outgoing) }
    flush(&context)
  }

  /// Takes what came up to something that matters to others.
  ///
  /// - Parameters:
  ///   - position: how much of `bytes` was taken; 0 at first.
  ///   - bytes: what came, the same until this returns nil.
  ///   - buffer: from `RelayStream.makeBuffer`.
  mutating func receive(
    _ position: inout Int, of bytes: Span<UInt8>, into buffer: inout [UInt8],
    _ context: inout NodeContext
  ) -> RelayReceipt? {
    if case .unconfirmed(var opening, let deadline) = state {
      switch opening.receive(&position, of: bytes) {
      case .incomplete: state = .unconfirmed(opening, until: deadline)
      case .forged:
        context.drops.count(.undecryptable)
        close(&context)
        return nil
      case .confirmed(let stream):
        self.stream = stream
        state = .confirmed
        heartbeat = RelayHeartbeat(now: context.now)
        timePassed(&context)
        return .confirmed
      }
    }
    while let size = open(&position, of: bytes, into: &buffer, &context) {
      heartbeat.heard(now: context.now)
      cost.addFrame()
      let plaintext = buffer.span.extracting(first: size)
      if let receipt = receive(plaintext, &context) { return receipt }
    }
    return nil
  }

  /// What the frames since the last call cost, without their bytes.
  mutating func takeCost() -> RelayReadBudget.Cost {
    defer { cost = RelayReadBudget.Cost() }
    return cost
  }

  // MARK: From the node

  /// Asks for a slot for a peer, unless that was done; the relay may have none left.
  mutating func request(_ peer: DHTPublicKey, _ context: inout NodeContext) {
    guard isConfirmed, routes.request(peer) else { return }
    send(control: RoutingRequest(peer: peer).encoded(), &context)
  }

  /// Gives a peer's slot back.
  mutating func withdraw(_ peer: DHTPublicKey, _ context: inout NodeContext) {
    guard let slot = routes.withdraw(peer) else { return }
    send(control: DisconnectNotification(slot: slot).encoded(), &context)
  }

  /// Sends data to a peer that is online here; dropped while the relay does not read.
  mutating func send(_ bytes: [UInt8], on slot: RelaySlot, _ context: inout NodeContext) {
    guard RelayData.payloadSizes.contains(bytes.count), !isBlocked else { return }
    stream?.seal(slot, bytes.span, into: &outgoing)
    dataSent(&context)
  }

  /// Sends a packet that needs no slot, if it is small enough.
  mutating func sendOutOfBand(
    _ bytes: [UInt8], to peer: DHTPublicKey, _ context: inout NodeContext
  ) {
    guard OutOfBandSend.dataSizes.contains(bytes.count), !isBlocked else { return }
    stream?.seal(OutOfBandSend(to: peer, bytes).encoded().span, into: &outgoing)
    dataSent(&context)
  }

  /// Sends an onion packet with the relay as its first hop.
  ///
  /// - Returns: whether it left.
  mutating func send(_ request: RelayOnionRequest, _ context: inout NodeContext) -> Bool {
    guard isConfirmed, !isBlocked else { return false }
    stream?.seal(request.encoded().span, into: &outgoing)
    dataSent(&context)
    return true
  }

  mutating func timePassed(_ context: inout NodeContext) {
    wakeAt = nil
    if let pausedUntil, pausedUntil <= context.now.monotonic { readOn(&context) }
    switch state {
    case .connecting(let deadline), .unconfirmed(_, let deadline):
      if deadline <= context.now.monotonic { return close(&context) }
    case .confirmed:
      switch heartbeat.timePassed(&context.entropy, now: context.now) {
      case .nothing: break
      case .dead: return close(&context)
      case .ask(let ping): send(control: ping.encoded(), &context)
      }
    case .closed: return
    }
    arm(&context)
  }

  /// Hands the frames that wait to the shell.
  mutating func flush(_ context: inout NodeContext) {
    guard !outgoing.isEmpty else { return }
    for piece in RelayStream.pieces(of: outgoing) { context.outputs.relay(.send(link, piece)) }
    outgoing = []
  }

  /// Stops reading until this instant.
  mutating func pause(until instant: Instant, _ context: inout NodeContext) {
    guard !isClosed else { return }
    if pausedUntil == nil { context.outputs.relay(.setReading(link, false)) }
    pausedUntil = instant
    arm(&context)
  }

  private mutating func readOn(_ context: inout NodeContext) {
    pausedUntil = nil
    context.outputs.relay(.setReading(link, true))
  }

  /// Ends it from our side.
  mutating func close(_ context: inout NodeContext) {
    guard !isClosed else { return }
    flush(&context)
    context.outputs.relay(.close(link))
    ended(&context)
  }

  /// The shell says that it is over.
  mutating func ended(_ context: inout NodeContext) {
    context.timers.cancel(.relay(link))
    state = .closed
    stream = nil
    outgoing = []
    held = []
  }
}

// MARK: Sending

extension RelayConnection {
  /// Sends a frame that must not be lost. While the relay does not read, the frame waits, before
  /// all data.
  mutating func send(control plaintext: [UInt8], _ context: inout NodeContext) {
    guard isBlocked else {
      stream?.seal(plaintext.span, into: &outgoing)
      return
    }
    guard held.count < context.limits.relayHeldFrames else { return close(&context) }
    held.append(plaintext)
  }

  private mutating func dataSent(_ context: inout NodeContext) {
    if heartbeat.dataSent(now: context.now) { arm(&context) }
    if outgoing.count >= RelayStream.pieceSize { flush(&context) }
  }

  /// Sets the timer for the next thing to do. One that fires too early does no harm, so it is moved
  /// forward only: most frames leave it alone.
  mutating func arm(_ context: inout NodeContext) {
    var due: Instant
    switch state {
    case .connecting(let deadline), .unconfirmed(_, let deadline): due = deadline
    case .confirmed: due = heartbeat.due
    case .closed: return
    }
    if let pausedUntil { due = min(due, pausedUntil) }
    if let wakeAt, wakeAt <= due { return }
    wakeAt = due
    context.timers.set(.relay(link), at: due)
  }
}
