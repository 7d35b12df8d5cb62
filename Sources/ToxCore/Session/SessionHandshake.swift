import ToxCrypto
import ToxWire

/// How a session gets its keys: cookie request, cookie, handshake both ways, first data.
///
/// Session key and base nonce are made once and stay the same in each repetition; that is why two
/// sides that open at the same time agree.
///
/// - Spec: "Crypto Handshake", "Cookie Request"
struct SessionHandshake {
  /// Where the opening stands.
  enum State {
    /// No address is known. Exits: cookieRequested, notConfirmed.
    case waiting
    /// Exits: handshakeSent (a cookie came), notConfirmed (the peer's handshake came), failure.
    case cookieRequested(echo: UInt64, Attempt)
    /// Exits: notConfirmed (the peer's handshake came), failure.
    case handshakeSent(Attempt)
    /// We hold the session key. Exits: established (the peer's data came), failure.
    case notConfirmed(Attempt)
    /// No exit.
    case established
  }

  /// A packet that is sent each second, byte for byte the same, until it is answered.
  struct Attempt {
    let packet: [UInt8]
    let firstSentAt: Instant
    private(set) var sentAt: Instant
    private(set) var count = 1

    init(_ packet: [UInt8], now: Now) {
      self.packet = packet
      (firstSentAt, sentAt) = (now.monotonic, now.monotonic)
    }

    /// How long the answer took; nil where it could be the answer to a repetition.
    func answerTime(now: Now) -> Interval? { count == 1 ? now.monotonic - firstSentAt : nil }

    var due: Instant { sentAt + SessionHandshake.repeatInterval }
    var isExhausted: Bool { count >= SessionHandshake.attemptsMax }

    mutating func repeated(now: Now) {
      sentAt = now.monotonic
      count += 1
    }
  }

  private(set) var state = State.waiting
  /// Between the long-term keys.
  private let longTermBox: BoxKey
  private let keyPair: KeyPair<SessionPublicKey>
  /// The nonce that we encrypt with first.
  let baseNonce: Nonce

  static let repeatInterval = Interval.seconds(1)
  static let attemptsMax = 8

  init(longTermBox: BoxKey, _ context: inout NodeContext) {
    self.longTermBox = longTermBox
    keyPair = context.entropy.keyPair()
    baseNonce = context.entropy.nonce()
  }

  /// The packet that is being repeated.
  var attempt: Attempt? {
    switch state {
    case .waiting, .established: nil
    case .cookieRequested(_, let attempt), .handshakeSent(let attempt), .notConfirmed(let attempt):
      attempt
    }
  }

  var isEstablished: Bool {
    if case .established = state { true } else { false }
  }

  var isConfirmable: Bool {
    if case .notConfirmed = state { true } else { false }
  }

  /// Begins with a cookie request to a DHT key; nil where the key is no valid point.
  mutating func begin(_ dhtKey: DHTPublicKey, _ context: inout NodeContext) -> [UInt8]? {
    guard let box = context.sharedKey(with: dhtKey) else { return nil }
    let echo = context.entropy.uint64()
    let nonce = context.entropy.nonce()
    let payload = CookieRequest.Payload(sender: context.longTerm.publicKey, echo: echo)
    let packet = CookieRequest(
      sender: context.dht.publicKey, nonce: nonce, sealed: box.seal(payload, nonce: nonce))
    let bytes = packet.encoded()
    state = .cookieRequested(echo: echo, Attempt(bytes, now: context.now))
    return bytes
  }

  /// The cookie that we asked for came, which `makeHandshake` turned into `packet`.
  mutating func sent(handshake packet: [UInt8], now: Now) {
    state = .handshakeSent(Attempt(packet, now: now))
  }

  /// The peer's keys are known. `packet` answers its handshake; nil: ours is under way already.
  mutating func keysKnown(answer packet: [UInt8]?, now: Now) {
    switch (packet, attempt) {
    case (let packet?, _): state = .notConfirmed(Attempt(packet, now: now))
    case (nil, let attempt?): state = .notConfirmed(attempt)
    case (nil, nil): break
    }
  }

  /// The peer showed that it holds the keys as well.
  mutating func confirmed() { state = .established }

  /// - Returns: the packet to send once more; nil where it was sent often enough.
  mutating func repeatAttempt(now: Now) -> [UInt8]? {
    guard var attempt, !attempt.isExhausted else { return nil }
    attempt.repeated(now: now)
    switch state {
    case .waiting, .established: break
    case .cookieRequested(let echo, _): state = .cookieRequested(echo: echo, attempt)
    case .handshakeSent: state = .handshakeSent(attempt)
    case .notConfirmed: state = .notConfirmed(attempt)
    }
    return attempt.packet
  }

  /// Our handshake for a peer that gave us `cookie`.
  ///
  /// - Parameter inner: the cookie for the peer to answer with.
  func makeHandshake(
    for cookie: Cookie, inner: Cookie, _ context: inout NodeContext
  ) -> [UInt8] {
    let payload = Handshake.Payload(
      baseNonce: baseNonce, sessionKey: keyPair.publicKey,
      cookieHash: Hash.sha512(cookie.encoded()), cookie: inner)
    let nonce = context.entropy.nonce()
    let sealed = longTermBox.seal(payload, nonce: nonce)
    return Handshake(cookie: cookie, nonce: nonce, sealed: sealed).encoded()
  }

  /// Opens the peer's handshake; nil where it is not its own, or not for its cookie.
  static func open(_ packet: Handshake, with longTermBox: BoxKey) -> Handshake.Payload? {
    guard
      let payload = longTermBox.open(
        packet.sealed, nonce: packet.nonce, as: Handshake.Payload.self),
      isEqualInConstantTime(payload.cookieHash, Hash.sha512(packet.cookie.encoded()))
    else { return nil }
    return payload
  }

  /// Opens the peer's handshake with the key of this session.
  func open(_ packet: Handshake) -> Handshake.Payload? { Self.open(packet, with: longTermBox) }

  /// The key that both sides derive; nil where the peer's is no valid point.
  func sessionBox(with peer: SessionPublicKey) -> BoxKey? { BoxKey(peer, keyPair.secretKey) }
}
