import ToxCore
import ToxCrypto
import ToxSimulation
import ToxWire

/// The other side of a node's connections to one relay: it holds the keys that it should, and does
/// with them what it likes.
struct FuzzRelay {
  let keys: KeyPair<DHTPublicKey>
  let endpoint: Endpoint
  private let box: BoxKey
  private let session: KeyPair<SessionPublicKey>
  /// The connection that the node wants, or has.
  private var link: RelayLink?
  private var state = State.waiting
  private var sendNonce = Nonce(high: 9, middle: 9, low: .max - 3)
  private var receiveNonce = Nonce(high: 0, middle: 0, low: 0)
  /// The node's last ping.
  private(set) var pingID: RequestID?

  private enum State {
    /// For the node's hello, which holds its offer. Exits: greeted.
    case waiting
    /// Exits: welcomed, lost (under a key without a secret).
    case greeted(RelayKeyOffer)
    case welcomed(BoxKey)
    /// What the node says can't be read.
    case lost
  }

  init(number: UInt32) {
    var generator = SeededGenerator(seed: 0x2e1a + UInt64(number))
    keys = KeyPair(from: &generator)
    session = KeyPair(from: &generator)
    endpoint = Endpoint(.v4(0x0606_0600 + number), port: 443)
    guard let box = BoxKey(FuzzBench.dhtKey, keys.secretKey) else {
      preconditionFailure("valid keys")
    }
    self.box = box
  }

  // MARK: What the node does

  mutating func learn(_ actions: [RelayAction]) {
    for action in actions {
      switch action {
      case .connect(let link, let address):
        if address == .endpoint(endpoint) { begin(link) }
      case .send(let link, let bytes): if link == self.link { read(bytes) }
      case .setReading: break
      case .close(let link): if link == self.link { self.link = nil }
      }
    }
  }

  private mutating func begin(_ link: RelayLink) {
    self.link = link
    state = .waiting
    pingID = nil
  }

  private mutating func read(_ bytes: [UInt8]) {
    if case .waiting = state {
      guard let hello = try? RelayHello(decoding: bytes),
        let offer: RelayKeyOffer = box.open(hello.sealed, nonce: hello.nonce)
      else { preconditionFailure("the node says hello first") }
      receiveNonce = offer.baseNonce
      state = .greeted(offer)
      return
    }
    guard case .welcomed(let key) = state else { return }
    var rest = bytes[...]
    while rest.count >= 2 {
      let size = Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])
      precondition((17...2_048).contains(size), "a frame of the node has a size that relays take")
      precondition(rest.count >= 2 + size, "the node sends whole frames")
      let sealed = Sealed(Array(rest.dropFirst(2).prefix(size)))
      guard let plaintext = key.open(sealed, nonce: receiveNonce) else {
        preconditionFailure("the node seals with the next nonce")
      }
      receiveNonce = receiveNonce.advanced(by: 1)
      rest = rest.dropFirst(2 + size)
      check(plaintext)
    }
  }

  private mutating func check(_ plaintext: [UInt8]) {
    guard let packet = try? RelayPacket.FromClient(decoding: plaintext.span) else {
      preconditionFailure("the node says what a client may say")
    }
    switch packet {
    case .ping(let ping):
      precondition(ping.id.rawValue != 0, "nobody pings with id 0")
      pingID = ping.id
    case .pong(let pong): precondition(pong.id.rawValue != 0, "a pong with id 0 ends it")
    default: break
    }
  }

  // MARK: What it does to the node

  func accept(_ bench: inout FuzzBench) {
    guard let link else { return }
    bench.act { $0.relayConnected(link, now: $1) }
  }

  mutating func hangUp(_ bench: inout FuzzBench) {
    guard let link else { return }
    self.link = nil
    bench.act { $0.relayClosed(link, now: $1) }
  }

  func block(_ isBlocked: Bool, _ bench: inout FuzzBench) {
    guard let link else { return }
    bench.act { $0.relayBlocked(link, isBlocked, now: $1) }
  }

  mutating func welcome(_ bench: inout FuzzBench, _ choices: inout Choices) {
    guard case .greeted(let offer) = state else { return }
    let isForged = choices.below(8) == 0
    let mine = RelayKeyOffer(
      sessionKey: isForged ? SessionPublicKey(choices.key32()) : session.publicKey,
      baseNonce: sendNonce)
    let nonce = bench.nonce()
    let welcome = RelayWelcome(nonce: nonce, sealed: box.seal(mine, nonce: nonce)).encoded()
    let key = isForged ? nil : BoxKey(offer.sessionKey, session.secretKey)
    state = key.map(State.welcomed) ?? .lost
    write(choices.below(8) == 0 ? choices.spoilt(welcome) : welcome, on: &bench, &choices)
  }

  mutating func say(_ plaintext: [UInt8], on bench: inout FuzzBench, _ choices: inout Choices) {
    guard case .welcomed(let key) = state, (1...2_032).contains(plaintext.count) else { return }
    let sealed = key.seal(plaintext, nonce: sendNonce).bytes
    sendNonce = sendNonce.advanced(by: 1)
    write([UInt8(sealed.count >> 8), UInt8(sealed.count & 0xff)] + sealed, on: &bench, &choices)
  }

  /// Bytes of the stream: at once, or cut.
  func write(_ bytes: [UInt8], on bench: inout FuzzBench, _ choices: inout Choices) {
    guard let link else { return }
    let size = choices.flag() ? bytes.count : 1 + choices.below(64)
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(size))
      rest = rest.dropFirst(size)
      bench.act { $0.receive(piece.span, on: link, now: $1) }
    }
  }
}
