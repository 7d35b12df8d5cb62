import ToxCore
import ToxCrypto
import ToxWire

/// The other end of a session with the node under test, able to do all that an honest one does.
struct SessionPeer {
  let peer: FuzzPeer
  /// What it encrypts with first.
  private let baseNonce: Nonce
  private(set) var sentCount: UInt64 = 0
  private(set) var box: BoxKey?
  private var nodeNonce: Nonce?
  /// The node's latest cookie for this peer.
  private(set) var cookie: Cookie?
  /// Where the node stands: its latest buffer start, and the number of its latest payload.
  private(set) var nodeStart: UInt32
  private(set) var nodeNumber: UInt32
  /// The number of our next lossless payload.
  var number: UInt32
  private(set) var lastDatagram: [UInt8] = []

  init(_ peer: FuzzPeer, firstNumber: UInt32) {
    self.peer = peer
    baseNonce = Nonce(high: 9, middle: 9, low: 0xfff0)
    nodeStart = firstNumber
    nodeNumber = firstNumber
    number = firstNumber
  }

  /// Our own cookies are never looked into by the node: any bytes do.
  private var ownCookie: Cookie {
    Cookie(
      nonce: Nonce(high: 3, middle: 3, low: 3), sealed: Sealed([UInt8](repeating: 5, count: 88)))
  }

  // MARK: Opening

  /// Answers the node's cookie request with a cookie, whose echo may be wrong by some bits.
  mutating func answerCookieRequest(_ bench: inout FuzzBench, echoError: UInt64 = 0) {
    guard let bytes = bench.latest(CookieRequest.kind, to: peer.endpoint),
      let packet = try? CookieRequest(decoding: bytes),
      let request = peer.dhtBox.open(
        packet.sealed, nonce: packet.nonce, as: CookieRequest.Payload.self)
    else { return }
    let payload = CookieResponse.Payload(cookie: ownCookie, echo: request.echo ^ echoError)
    let nonce = bench.nonce()
    let response = CookieResponse(nonce: nonce, sealed: peer.dhtBox.seal(payload, nonce: nonce))
    bench.receive(response.encoded(), from: peer.endpoint)
  }

  /// Asks the node for a cookie.
  mutating func requestCookie(_ bench: inout FuzzBench, from endpoint: Endpoint, echo: UInt64) {
    let nonce = bench.nonce()
    let payload = CookieRequest.Payload(sender: peer.longTerm.publicKey, echo: echo)
    let request = CookieRequest(
      sender: peer.dht.publicKey, nonce: nonce, sealed: peer.dhtBox.seal(payload, nonce: nonce))
    bench.receive(request.encoded(), from: endpoint)
    guard let bytes = bench.latest(CookieResponse.kind, to: endpoint),
      let packet = try? CookieResponse(decoding: bytes),
      let answer = peer.dhtBox.open(
        packet.sealed, nonce: packet.nonce, as: CookieResponse.Payload.self)
    else { return }
    precondition(answer.echo == echo, "the echo comes back")
    cookie = answer.cookie
  }

  /// Reads the node's handshake, if one came, for its cookie and keys.
  mutating func readHandshake(_ bench: borrowing FuzzBench) {
    guard let bytes = bench.latest(Handshake.kind, to: peer.endpoint),
      let packet = try? Handshake(decoding: bytes),
      let payload = peer.longTermBox.open(
        packet.sealed, nonce: packet.nonce, as: Handshake.Payload.self)
    else { return }
    cookie = payload.cookie
    nodeNonce = payload.baseNonce
    box = BoxKey(payload.sessionKey, peer.session.secretKey)
  }

  /// Our handshake for the node's latest cookie.
  func handshake(
    _ bench: inout FuzzBench, sessionKey: SessionPublicKey? = nil, _ change: (inout [UInt8]) -> Void
  ) -> [UInt8]? {
    guard let cookie else { return nil }
    let payload = Handshake.Payload(
      baseNonce: baseNonce, sessionKey: sessionKey ?? peer.session.publicKey,
      cookieHash: Hash.sha512(cookie.encoded()), cookie: ownCookie)
    var plaintext = payload.encoded()
    change(&plaintext)
    let nonce = bench.nonce()
    return Handshake(
      cookie: cookie, nonce: nonce, sealed: peer.longTermBox.seal(plaintext, nonce: nonce)
    ).encoded()
  }

  /// Opens a session as an honest peer would, from the node's cookie request on.
  mutating func open(_ bench: inout FuzzBench) {
    answerCookieRequest(&bench)
    readHandshake(bench)
    guard let bytes = handshake(&bench, { _ in }) else { return }
    bench.receive(bytes, from: peer.endpoint)
    sendLossless(Alive().encoded(), &bench)
  }

  // MARK: Data

  /// Reads how far the node has come.
  mutating func readData(_ bench: borrowing FuzzBench) {
    guard let box, let nodeNonce else { return }
    for datagram in bench.sent.suffix(4) where datagram.bytes.first == SessionData.kind {
      guard datagram.endpoint == peer.endpoint,
        let packet = try? SessionData(decoding: datagram.bytes)
      else { continue }
      let nonce = nodeNonce.advanced(by: UInt64(packet.nonceLow16 &- nodeNonce.low16))
      guard
        let plaintext = box.open(packet.sealed, nonce: nonce, as: SessionData.Plaintext.self)
      else { continue }
      nodeStart = plaintext.bufferStart
      nodeNumber = plaintext.number
    }
  }

  /// Seals and sends any plaintext; `skip` leaves out so many nonces first.
  mutating func send(
    plaintext: [UInt8], _ bench: inout FuzzBench, skip: UInt64 = 0, from endpoint: Endpoint? = nil
  ) {
    guard let box else { return }
    sentCount += skip
    let nonce = baseNonce.advanced(by: sentCount)
    sentCount += 1
    let packet = SessionData(
      nonceLow16: nonce.low16, sealed: box.seal(plaintext, nonce: nonce))
    lastDatagram = packet.encoded()
    bench.receive(lastDatagram, from: endpoint ?? peer.endpoint)
  }

  /// Says ONLINE, and waits until the owner is told.
  mutating func comeOnline(_ bench: inout FuzzBench) {
    sendLossless(Online().encoded(), &bench)
    bench.wait(.seconds(1))
  }

  /// Sends a payload in order, as an honest peer does.
  mutating func sendLossless(_ payload: [UInt8], _ bench: inout FuzzBench) {
    let plaintext = SessionData.Plaintext(
      bufferStart: nodeNumber, number: number, payload: payload)
    send(plaintext: plaintext.encoded(), &bench)
    number &+= 1
  }
}
