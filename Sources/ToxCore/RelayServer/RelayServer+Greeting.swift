import ToxCrypto
import ToxWire

/// The handshake: a hello, a welcome, and the first frame.
extension RelayServer {
  mutating func connected(
    _ id: RelayClientID, from source: Endpoint, _ context: inout NodeContext
  ) {
    guard hasRoom(for: source, context.limits) else {
      context.drops.count(.overLimit)
      context.outputs.served(.close(id))
      return
    }
    if let evicted = newcomers.add(id, at: source, now: context.now) {
      context.drops.count(.overLimit)
      context.outputs.served(.close(evicted))
    }
    setTimer(&context)
  }

  private func hasRoom(for source: Endpoint, _ limits: Limits) -> Bool {
    clients.count < limits.relayClients
      && clients.count(of: SourceNetwork(source)) < limits.relayClientsPerNetwork
  }

  /// Bytes of a newcomer.
  mutating func greet(_ bytes: Span<UInt8>, from id: RelayClientID, _ context: inout NodeContext) {
    guard let newcomer = newcomers[id] else { return }
    switch newcomer.stage {
    case .greeting(var hello):
      let count = min(RelayHello.size - hello.count, bytes.count)
      hello += [UInt8](copying: bytes.extracting(..<count))
      guard hello.count == RelayHello.size else {
        newcomers.setStage(.greeting(hello), of: id)
        return
      }
      guard let stage = welcome(hello, id: id, from: newcomer.source, &context) else {
        close(id, &context)
        return
      }
      newcomers.setStage(stage, of: id)
      if count < bytes.count { greet(bytes.extracting(count...), from: id, &context) }
    case .unconfirmed(let key, let stream):
      confirm(bytes, id: id, key: key, stream: stream, from: newcomer.source, &context)
    }
  }

  /// Answers a hello; nil where it is none, or where the limit of handshakes is reached: each takes
  /// three X25519.
  private mutating func welcome(
    _ bytes: [UInt8], id: RelayClientID, from source: Endpoint, _ context: inout NodeContext
  ) -> RelayNewcomers.Stage? {
    guard handshakes.take(for: source, now: context.now) else {
      context.drops.count(.overLimit)
      return nil
    }
    guard let hello = try? RelayHello(decoding: bytes),
      let box = BoxKey(hello.client, context.dht.secretKey),
      let offer: RelayKeyOffer = box.open(hello.sealed, nonce: hello.nonce)
    else {
      context.drops.count(.undecryptable)
      return nil
    }
    let pair: KeyPair<SessionPublicKey> = context.entropy.keyPair()
    guard let key = BoxKey(offer.sessionKey, pair.secretKey) else {
      context.drops.count(.undecryptable)
      return nil
    }
    let own = RelayKeyOffer(sessionKey: pair.publicKey, baseNonce: context.entropy.nonce())
    let nonce = context.entropy.nonce()
    let welcome = RelayWelcome(nonce: nonce, sealed: box.seal(own, nonce: nonce))
    context.outputs.served(.send(id, welcome.encoded()))
    let stream = RelayStream(
      key: key, sendNonce: own.baseNonce, receiveNonce: offer.baseNonce)
    return .unconfirmed(hello.client, stream)
  }

  /// The first frame, whatever it holds, proves that the newcomer has the key that it named. Only
  /// now is an older connection under that key closed.
  private mutating func confirm(
    _ bytes: Span<UInt8>, id: RelayClientID, key: DHTPublicKey, stream: RelayStream,
    from source: Endpoint, _ context: inout NodeContext
  ) {
    var stream = stream
    var position = 0
    do throws(RelayStreamError) {
      guard let size = try stream.open(&position, of: bytes, into: &plaintext) else {
        newcomers.setStage(.unconfirmed(key, stream), of: id)
        return
      }
      newcomers.remove(id)
      guard
        let index = admit(RelayClient(id, key: key, at: source, stream: stream), &context)
      else { return }
      guard handle(size, from: index, &context) else {
        close(id, &context)
        return
      }
      receiveFrames(bytes, at: position, from: index, &context)
    } catch {
      context.drops.count(Drop(error))
      close(id, &context)
    }
  }

  private mutating func admit(_ client: RelayClient, _ context: inout NodeContext) -> Int? {
    if let older = clients.index(of: client.key).flatMap({ clients[$0]?.id }) {
      close(older, &context)
    }
    guard hasRoom(for: client.source, context.limits) else {
      context.drops.count(.overLimit)
      close(client.id, &context)
      return nil
    }
    let index = clients.insert(client)
    pings.scheduleNext(client.id, now: context.now)
    setTimer(&context)
    return index
  }
}
