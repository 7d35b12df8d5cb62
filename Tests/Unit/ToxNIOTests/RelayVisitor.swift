import NIOCore
import Testing
import ToxCrypto
import ToxWire

/// A client of a relay, as small as a test needs it. Used on its channel's loop only.
final class RelayVisitor: ChannelInboundHandler, @unchecked Sendable {
  typealias InboundIn = ByteBuffer

  private let relay: DHTPublicKey
  private let heard: AsyncStream<RelayPacket.FromRelay>.Continuation
  private let ephemeral: KeyPair<SessionPublicKey>
  private let box: BoxKey
  private let keys: KeyPair<DHTPublicKey>
  private var sendNonce = Nonce(high: 1, middle: 2, low: 3)
  private var receiveNonce = Nonce(high: 0, middle: 0, low: 0)
  private var key: BoxKey?
  private var inbox: [UInt8] = []

  /// - Parameter heard: gets what the relay says; finished when the connection ends.
  init(of relay: DHTPublicKey, heard: AsyncStream<RelayPacket.FromRelay>.Continuation) throws {
    var entropy = SystemRandomNumberGenerator()
    self.relay = relay
    self.heard = heard
    keys = KeyPair(from: &entropy)
    ephemeral = KeyPair(from: &entropy)
    box = try #require(BoxKey(relay, keys.secretKey))
  }

  /// The first 128 bytes.
  func hello() -> [UInt8] {
    let offer = RelayKeyOffer(sessionKey: ephemeral.publicKey, baseNonce: sendNonce)
    let nonce = Nonce(high: 4, middle: 5, low: 6)
    return RelayHello(
      client: keys.publicKey, nonce: nonce, sealed: box.seal(offer, nonce: nonce)
    ).encoded()
  }

  /// The next frame; after the welcome.
  func frame(_ packet: some WireValue) -> [UInt8] {
    guard let key else { return [] }
    let sealed = key.seal(packet, nonce: sendNonce).bytes
    sendNonce = sendNonce.advanced(by: 1)
    return [UInt8(sealed.count >> 8), UInt8(sealed.count & 255)] + sealed
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    inbox += unwrapInboundIn(data).readableBytesView
    if key == nil, inbox.count >= RelayWelcome.size { takeWelcome(context) }
    while key != nil, inbox.count >= 2 {
      let size = Int(inbox[0]) << 8 | Int(inbox[1])
      guard inbox.count >= 2 + size else { return }
      take(Sealed(Array(inbox[2..<(2 + size)])), context)
      inbox.removeFirst(2 + size)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { heard.finish() }

  private func takeWelcome(_ context: ChannelHandlerContext) {
    guard let welcome = try? RelayWelcome(decoding: Array(inbox.prefix(RelayWelcome.size))),
      let offer: RelayKeyOffer = box.open(welcome.sealed, nonce: welcome.nonce),
      let key = BoxKey(offer.sessionKey, ephemeral.secretKey)
    else { return context.close(promise: nil) }
    inbox.removeFirst(RelayWelcome.size)
    self.key = key
    receiveNonce = offer.baseNonce
    context.writeAndFlush(
      NIOAny(ByteBuffer(bytes: frame(RelayPing(id: RequestID(1))))), promise: nil)
  }

  private func take(_ sealed: Sealed, _ context: ChannelHandlerContext) {
    guard let plaintext = key?.open(sealed, nonce: receiveNonce),
      let packet = try? RelayPacket.FromRelay(decoding: plaintext.span)
    else { return context.close(promise: nil) }
    receiveNonce = receiveNonce.advanced(by: 1)
    heard.yield(packet)
  }
}
