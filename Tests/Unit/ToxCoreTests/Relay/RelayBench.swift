import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// The relays of one node, and scripted ones at the other ends of their connections.
final class RelayBench {
  var relays: Relays
  var context: NodeContext
  private(set) var now: Now {
    get { context.now }
    set { context.now = newValue }
  }
  private(set) var servers: [ScriptedRelay] = []
  private(set) var notices: [RelayNotice] = []
  private(set) var attempts: [(endpoint: Endpoint, at: Instant)] = []
  /// What was said of reading, a link.
  private(set) var reading: [RelayLink: [Bool]] = [:]
  /// Links that are being opened to an address without a relay.
  private(set) var hanging: [RelayLink] = []
  /// Cuts what relays say into pieces of so many bytes.
  var segmentSize = Int.max
  /// Whether an address where no relay is refuses at once, or does not answer.
  var refuses = true
  private var keys: Entropy

  init(seed: UInt64 = 1, limits: Limits = Limits()) {
    var entropy = SeededGenerator(seed: seed)
    keys = Entropy(SeededGenerator(seed: seed &+ 1_000_003))
    context = NodeContext(
      longTerm: KeyPair(from: &entropy), limits: limits, entropy: entropy, now: .seconds(1_000))
    relays = Relays(limits)
  }

  // MARK: The other side

  /// A relay that was not named yet.
  func makeRelay(at endpoint: Endpoint? = nil) -> ScriptedRelay {
    let endpoint =
      endpoint ?? Endpoint(.v4(0xc633_0001 + UInt32(servers.count) << 8), port: 3_389)
    let server = ScriptedRelay(at: endpoint, seed: keys.uint64())
    servers.append(server)
    return server
  }

  /// A relay that the owner names.
  func makeOwnRelay() -> ScriptedRelay {
    let server = makeRelay()
    act { $0.add(RelayNode(server.node), &$1) }
    return server
  }

  /// One of the owner's, where a peer is online and has slot 0. What was said until then is
  /// forgotten.
  func makeOnlineRelay() -> (relay: ScriptedRelay, peer: DHTPublicKey) {
    let peer = makePeer()
    want(peer)
    let relay = makeOwnRelay()
    relay.setOnline(peer)
    settle()
    _ = takeNotices()
    relay.forgetHeard()
    return (relay, peer)
  }

  func makePeer() -> DHTPublicKey { keys.keyPair(DHTPublicKey.self).publicKey }

  /// The relay's machine is gone, or its process.
  func kill(_ server: ScriptedRelay) {
    server.isUp = false
    if let link = server.link {
      server.hangUp()
      act { $0.closed(link, &$1) }
    }
  }

  // MARK: Acting

  func act(_ body: (inout Relays, inout NodeContext) -> Void) {
    body(&relays, &context)
    settle()
  }

  func want(_ peer: DHTPublicKey, at servers: [ScriptedRelay] = []) {
    act { $0.want(peer, at: servers.map(\.node), &$1) }
  }

  func setDirect(_ peer: DHTPublicKey, _ isDirect: Bool = true) {
    act { $0.setDirect(peer, isDirect: isDirect, &$1) }
  }

  func send(_ bytes: [UInt8], to peer: DHTPublicKey) {
    act { $0.send(bytes, to: peer, &$1) }
  }

  /// Lets what waits on either side arrive.
  func settle() {
    repeat {
      relays.flush(&context)
      while let output = context.outputs.next() {
        if case .relay(let action) = output { carryOut(action) }
      }
      while let notice = relays.nextNotice() { notices.append(notice) }
    } while deliver()
  }

  func run(for interval: Interval) {
    let end = now.monotonic + interval
    while let next = context.timers.next()?.instant, next <= end {
      now.monotonic = max(next, now.monotonic)
      while let timer = context.timers.popDue(now.monotonic) {
        relays.timerFired(timer, &context)
        settle()
      }
    }
    now.monotonic = end
  }

  func takeNotices() -> [RelayNotice] {
    defer { notices = [] }
    return notices
  }

  /// What peers sent, with their keys.
  func takeReceived() -> [RelayNotice] {
    takeNotices().filter { if case .received = $0 { true } else { false } }
  }

  // MARK: The wires

  private func carryOut(_ action: RelayAction) {
    switch action {
    case .connect(let link, let address):
      guard case .endpoint(let endpoint) = address else { return }
      attempts.append((endpoint, now.monotonic))
      if let server = servers.first(where: { $0.endpoint == endpoint && $0.isUp }) {
        server.accept(link)
        relays.opened(link, &context)
      } else if refuses {
        relays.closed(link, &context)
      } else {
        hanging.append(link)
      }
    case .send(let link, let bytes):
      try? servers.first { $0.link == link }?.receive(bytes)
    case .setReading(let link, let isOn): reading[link, default: []].append(isOn)
    case .close(let link):
      servers.first { $0.link == link }?.hangUp()
      hanging.removeAll { $0 == link }
    }
  }

  private func deliver() -> Bool {
    var isBusy = false
    for server in servers {
      let bytes = server.takeOutgoing()
      guard let link = server.link, !bytes.isEmpty else { continue }
      isBusy = true
      var start = 0
      while start < bytes.count {
        let end = start + min(segmentSize, bytes.count - start)
        relays.receive(bytes.span.extracting(start..<end), on: link, &context)
        start = end
      }
    }
    return isBusy
  }
}
