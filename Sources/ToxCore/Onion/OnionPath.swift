import ToxCrypto
import ToxWire

/// One of the paths of this node. Never used again.
struct OnionPathID: Hashable {
  let rawValue: UInt32
}

/// Three hops that carry our requests, and whether they seem to work.
///
/// The first one is a DHT node that we send datagrams to, or a TCP relay that we are connected to.
/// Each hop sees a key made for this path alone, the first one too, so that no node can tell that
/// two of our paths have one owner.
///
/// - Spec: "Onion"
/// - Differs: the reference shows its DHT key to the first hop.
struct OnionPath {
  let id: OnionPathID
  let hops: OnionHops
  private let layers: [Layer]
  private let madeAt: Instant
  /// Requests since the last answer. A new path starts with two, to be given up sooner.
  private var unansweredUses = 2
  private var usedAt: Instant
  private var hasAnswered = false

  private struct Layer {
    var key: EphemeralPublicKey
    var shared: BoxKey
  }

  /// - Returns: nil where the key of a hop is no valid point.
  init?(id: OnionPathID, hops: OnionHops, _ entropy: inout Entropy, now: Now) {
    var layers: [Layer] = []
    for key in hops.keys {
      let pair: KeyPair<EphemeralPublicKey> = entropy.keyPair()
      guard let shared = BoxKey(key, pair.secretKey) else { return nil }
      layers.append(Layer(key: pair.publicKey, shared: shared))
    }
    self.id = id
    self.hops = hops
    self.layers = layers
    madeAt = now.monotonic
    usedAt = now.monotonic
  }

  /// The relay where our requests enter; nil where they enter as datagrams.
  var relay: DHTPublicKey? {
    if case .relay(let key) = hops.entry { key } else { nil }
  }

  /// Where they leave: a ping id holds for this address alone.
  var exit: Endpoint { hops.exit.address.endpoint }

  /// How long it has existed.
  func age(_ now: Now) -> Interval { now.monotonic - madeAt }

  /// Whether requests go unanswered at present.
  var isInDoubt: Bool { unansweredUses >= OnionTiming.pathUsesMax }

  /// Whether its last request was answered, as far as is known.
  var isProven: Bool { unansweredUses == 0 }

  /// Whether it is worn out, or does not answer any more.
  func isDead(_ now: Now) -> Bool {
    if age(now) >= OnionTiming.pathLifetime { return true }
    let timeout = hasAnswered ? OnionTiming.pathTimeout : OnionTiming.pathFirstTimeout
    return isInDoubt && now.monotonic - usedAt >= timeout
  }

  /// A request left over this path. Requests after the one that made it doubtful don't give it more
  /// time.
  mutating func noteUse(_ now: Now) {
    guard !isInDoubt else { return }
    unansweredUses += 1
    usedAt = now.monotonic
  }

  /// An answer came over this path.
  mutating func noteAnswer() {
    unansweredUses = 0
    hasAnswered = true
  }

  /// Sends a request to the first hop: sealed for a DHT node; a relay's connection is sealed
  /// anyway.
  func send(
    _ payload: OnionRequestPayload, to destination: Endpoint, _ context: inout NodeContext
  ) {
    let nonce = context.entropy.nonce()
    let layer = wrap(payload, to: destination, nonce)
    switch hops.entry {
    case .relay(let relay):
      let request = RelayOnionRequest(nonce: nonce, layer: layer)
      context.notify(.onion(request, over: relay))
    case .node(let node):
      let packet = OnionRequest0(
        nonce: nonce, key: layers[0].key, sealed: layers[0].shared.seal(layer, nonce: nonce),
        returnPath: .none)
      context.outputs.transmit(packet, to: node.address.endpoint)
    }
  }

  /// What the first hop is to find.
  private func wrap(
    _ payload: OnionRequestPayload, to destination: Endpoint, _ nonce: Nonce
  ) -> OnionRelayLayer {
    let exit = OnionExitLayer(destination: destination, payload: payload)
    let last = OnionRelayLayer(
      next: hops.exit.address.endpoint, key: layers[2].key,
      sealed: layers[2].shared.seal(exit, nonce: nonce))
    return OnionRelayLayer(
      next: hops.middle.address.endpoint, key: layers[1].key,
      sealed: layers[1].shared.seal(last, nonce: nonce))
  }
}
