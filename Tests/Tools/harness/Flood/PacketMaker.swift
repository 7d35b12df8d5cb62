import ToxCrypto
import ToxWire

/// Makes packets that a bot must read before it can turn them away.
struct PacketMaker {
  private let target: FloodTarget
  private var entropy = SystemRandomNumberGenerator()

  init(_ target: FloodTarget) { self.target = target }

  mutating func noise(size: Int) -> [UInt8] {
    (0..<size).map { _ in UInt8.random(in: 0...255, using: &entropy) }
  }

  mutating func ping() -> [UInt8] {
    dhtPacket(PingRequest.Payload(id: id()), as: PingRequest.self)
  }

  mutating func nodesRequest() -> [UInt8] {
    dhtPacket(
      NodesRequest.Payload(target: target.dhtKey, id: id()), as: NodesRequest.self)
  }

  mutating func cookieRequest() -> [UInt8] {
    let pair = KeyPair<DHTPublicKey>(from: &entropy)
    let sender = KeyPair<LongTermPublicKey>(from: &entropy).publicKey
    return cookieRequest(of: sender, pair, shared(target.dhtKey, pair)).encoded()
  }

  mutating func announce() -> [UInt8] {
    let pair = KeyPair<LongTermPublicKey>(from: &entropy)
    return searchRequest(
      for: pair.publicKey, by: pair, at: shared(target.dhtKey, pair))
  }

  /// A request that only the bot can tell from a person's.
  mutating func friendRequest(_ dataKey: OnionDataPublicKey) -> [UInt8] {
    let sender = KeyPair<LongTermPublicKey>(from: &entropy)
    let temporary = KeyPair<EphemeralPublicKey>(from: &entropy)
    let nonce = nonce()
    let request = OnionFriendRequest(target.toxID.noSpam, message: Array("Let me in.".utf8))
    let inner = shared(target.toxID.publicKey, sender).seal(request, nonce: nonce)
    let outer = shared(dataKey, temporary)
      .seal(OnionData(sender: sender.publicKey, sealed: inner), nonce: nonce)
    return OnionDataResponse(nonce: nonce, temporaryKey: temporary.publicKey, sealed: outer)
      .encoded()
  }

  /// `count` handshakes: without a cookie of the bot's, with one for a stranger, with one for its
  /// contact.
  mutating func handshakes(_ count: Int) -> [[UInt8]] {
    let stranger = KeyPair<LongTermPublicKey>(from: &entropy).publicKey
    let cookies = [nil, cookie(for: stranger), target.contact.flatMap { cookie(for: $0) }]
    return (0..<count).map { number in
      let cookie =
        cookies[number % cookies.count]
        ?? Cookie(nonce: nonce(), sealed: Sealed(noise(size: Cookie.Payload.size + 16)))
      let sealed = Sealed(noise(size: Handshake.Payload.size + Sealed.overhead))
      return Handshake(cookie: cookie, nonce: nonce(), sealed: sealed).encoded()
    }
  }

  /// The key under which data for the bot is encrypted, as one of these nodes tells any requester.
  mutating func dataKey(from nodes: [NodeName]) -> OnionDataPublicKey? {
    let pair = KeyPair<LongTermPublicKey>(from: &entropy)
    for node in nodes {
      let key = shared(node.key, pair)
      let question = searchRequest(for: target.toxID.publicKey, by: pair, at: key)
      guard let answer = ask(question, port: node.port),
        let wrapped = try? OnionResponse3(decoding: answer),
        let response = try? AnnounceResponse(decoding: wrapped.payload.bytes),
        let payload = key.open(
          response.sealed, nonce: response.nonce, as: AnnounceResponse.Payload.self),
        case .found(let dataKey) = payload.outcome
      else { continue }
      return dataKey
    }
    return nil
  }

  /// A real cookie, got by asking in whosever name.
  private mutating func cookie(for sender: LongTermPublicKey) -> Cookie? {
    let pair = KeyPair<DHTPublicKey>(from: &entropy)
    let key = shared(target.dhtKey, pair)
    let request = cookieRequest(of: sender, pair, key)
    guard let answer = ask(request.encoded(), port: target.port),
      let response = try? CookieResponse(decoding: answer)
    else { return nil }
    return key.open(response.sealed, nonce: response.nonce, as: CookieResponse.Payload.self)?
      .cookie
  }

  private mutating func cookieRequest(
    of sender: LongTermPublicKey, _ pair: KeyPair<DHTPublicKey>, _ key: BoxKey
  ) -> CookieRequest {
    let nonce = nonce()
    let payload = CookieRequest.Payload(sender: sender, echo: entropy.next())
    return CookieRequest(
      sender: pair.publicKey, nonce: nonce, sealed: key.seal(payload, nonce: nonce))
  }

  /// As hop C would deliver it; the way back leads nowhere.
  private mutating func searchRequest(
    for searched: LongTermPublicKey, by pair: KeyPair<LongTermPublicKey>, at key: BoxKey
  ) -> [UInt8] {
    let nonce = nonce()
    let payload = AnnounceRequest.Payload(
      pingID: .none, searchedKey: searched, dataKey: .none, sendback: id())
    let request = AnnounceRequest(
      nonce: nonce, requester: pair.publicKey, sealed: key.seal(payload, nonce: nonce))
    return request.encoded() + noise(size: OnionReturn.size(hops: OnionReturn.hopsMax))
  }

  private mutating func dhtPacket<Sent: DHTPacket>(
    _ payload: Sent.Payload, as _: Sent.Type
  ) -> [UInt8] {
    let pair = KeyPair<DHTPublicKey>(from: &entropy)
    let nonce = nonce()
    let sealed = shared(target.dhtKey, pair).seal(payload, nonce: nonce)
    return Sent(sender: pair.publicKey, nonce: nonce, payload: sealed).encoded()
  }

  /// Waits a second for the answer to one question.
  private func ask(_ question: [UInt8], port: UInt16) -> [UInt8]? {
    guard let socket = try? AskingSocket(seconds: 1) else { return nil }
    socket.send(question, to: port)
    return socket.receive()
  }

  private func shared(_ key: some PublicKey, _ pair: KeyPair<some PublicKey>) -> BoxKey {
    guard let box = BoxKey(key, pair.secretKey) else { preconditionFailure("a valid point") }
    return box
  }

  private mutating func nonce() -> Nonce {
    Nonce(high: entropy.next(), middle: entropy.next(), low: entropy.next())
  }
  private mutating func id() -> RequestID { RequestID(entropy.next()) }
}
