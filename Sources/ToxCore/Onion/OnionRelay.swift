import ToxCrypto
import ToxWire

/// Our service as hop A, B or C of others' onion paths.
///
/// It keeps no state for the packets: each carries its own way back, sealed by the hops.
///
/// - Spec: "Onion"
struct OnionRelay {
  private var returnKeys: OnionReturnKeys
  private var sharedKeys: SharedKeyCache<EphemeralPublicKey>
  private var requests: FairBudget
  private var responses: FairBudget

  init(_ context: inout NodeContext) {
    returnKeys = OnionReturnKeys(&context.entropy, now: context.now)
    sharedKeys = SharedKeyCache(capacity: context.limits.onionSharedKeys)
    requests = FairBudget(context.limits.onionRequests, &context.entropy)
    responses = FairBudget(context.limits.onionResponses, &context.entropy)
  }

  /// As hop A.
  mutating func receive(
    _ packet: OnionRequest0, from source: Endpoint, _ context: inout NodeContext
  ) {
    relay(packet, as: OnionRequest1.self, from: source, &context)
  }

  /// As hop A of a client of our TCP relay, whose connection replaces the layer.
  mutating func receive(
    _ request: RelayOnionRequest, from client: RelayClientID, at source: Endpoint,
    _ context: inout NodeContext
  ) {
    guard requests.take(for: source, now: context.now) else {
      context.drops.count(.overLimit)
      return
    }
    guard isReachable(request.layer.next, from: source, &context) else { return }
    let step = OnionReturnStep(.client(client.rawValue), rest: .none)
    let next = OnionRequest1(
      nonce: request.nonce, key: request.layer.key, sealed: request.layer.sealed,
      returnPath: returnKeys.seal(step, &context.entropy, now: context.now))
    context.outputs.transmit(next, to: request.layer.next)
  }

  /// As hop B.
  mutating func receive(
    _ packet: OnionRequest1, from source: Endpoint, _ context: inout NodeContext
  ) {
    relay(packet, as: OnionRequest2.self, from: source, &context)
  }

  /// As hop C: what leaves here has our address, so that only valid payload types are passed.
  mutating func receive(
    _ packet: OnionRequest2, from source: Endpoint, _ context: inout NodeContext
  ) {
    guard let layer: OnionExitLayer = open(packet, from: source, &context),
      isReachable(layer.destination, from: source, &context)
    else { return }
    let returnPath = wrap(source, around: packet.returnPath, &context)
    context.outputs.transmit(layer.payload.bytes + returnPath.bytes, to: layer.destination)
  }

  /// As hop C.
  mutating func receive(
    _ packet: OnionResponse3, from source: Endpoint, _ context: inout NodeContext
  ) {
    guard let step = unwrap(packet, from: source, &context),
      case .endpoint(let hop) = step.origin
    else { return }
    let next = OnionResponse2(returnPath: step.rest, payload: packet.payload)
    context.outputs.transmit(next, to: hop)
  }

  /// As hop B.
  mutating func receive(
    _ packet: OnionResponse2, from source: Endpoint, _ context: inout NodeContext
  ) {
    guard let step = unwrap(packet, from: source, &context),
      case .endpoint(let hop) = step.origin
    else { return }
    let next = OnionResponse1(returnPath: step.rest, payload: packet.payload)
    context.outputs.transmit(next, to: hop)
  }

  /// As hop A: the payload alone goes to the sender.
  ///
  /// - Returns: the client of our relay, where the payload is for one.
  @discardableResult
  mutating func receive(
    _ packet: OnionResponse1, from source: Endpoint, _ context: inout NodeContext
  ) -> RelayClientID? {
    guard let step = unwrap(packet, from: source, &context) else { return nil }
    switch step.origin {
    case .client(let number): return RelayClientID(number)
    case .endpoint(let sender):
      context.outputs.transmit(packet.payload.bytes, to: sender)
      return nil
    }
  }

  private mutating func relay<Next: OnionRequest>(
    _ packet: some OnionRequest, as _: Next.Type, from source: Endpoint,
    _ context: inout NodeContext
  ) {
    guard let layer: OnionRelayLayer = open(packet, from: source, &context),
      isReachable(layer.next, from: source, &context)
    else { return }
    let next = Next(
      nonce: packet.nonce, key: layer.key, sealed: layer.sealed,
      returnPath: wrap(source, around: packet.returnPath, &context))
    context.outputs.transmit(next, to: layer.next)
  }

  private mutating func open<Layer: WireValue>(
    _ packet: some OnionRequest, from source: Endpoint, _ context: inout NodeContext
  ) -> Layer? {
    guard requests.take(for: source, now: context.now) else {
      context.drops.count(.overLimit)
      return nil
    }
    guard let key = sharedKeys.key(with: packet.key, context.dht.secretKey),
      let plaintext = key.open(packet.sealed, nonce: packet.nonce)
    else {
      context.drops.count(.undecryptable)
      return nil
    }
    guard let layer = try? Layer(decoding: plaintext) else {
      context.drops.count(.malformed)
      return nil
    }
    return layer
  }

  /// Whether a packet from `source` is passed on to `next`: packets from the Internet must not
  /// reach our network, nor the services of this machine.
  private func isReachable(
    _ next: Endpoint, from source: Endpoint, _ context: inout NodeContext
  ) -> Bool {
    guard next.isHost, source.address.isLAN || !next.address.isLAN else {
      context.drops.count(.unroutable)
      return false
    }
    return true
  }

  private mutating func wrap(
    _ source: Endpoint, around rest: OnionReturn, _ context: inout NodeContext
  ) -> OnionReturn {
    let step = OnionReturnStep(.endpoint(source), rest: rest)
    return returnKeys.seal(step, &context.entropy, now: context.now)
  }

  private mutating func unwrap(
    _ packet: some OnionResponse, from source: Endpoint, _ context: inout NodeContext
  ) -> OnionReturnStep? {
    guard responses.take(for: source, now: context.now) else {
      context.drops.count(.overLimit)
      return nil
    }
    guard let step = returnKeys.open(packet.returnPath, &context.entropy, now: context.now),
      step.rest.hops == packet.returnPath.hops - 1
    else {
      context.drops.count(.undecryptable)
      return nil
    }
    // A client of our relay has no hop before it.
    if case .client = step.origin, step.rest.hops > 0 {
      context.drops.count(.unsupported)
      return nil
    }
    return step
  }
}
