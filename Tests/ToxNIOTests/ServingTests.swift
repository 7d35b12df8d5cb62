import NIOCore
import NIOPosix
import Testing
import ToxCore
import ToxCrypto
import ToxWire

@testable import ToxNIO

@Suite(.timeLimit(.minutes(1))) struct `A driver that serves as a relay` {
  private func connect(
    to port: UInt16, _ handler: (any ChannelInboundHandler & Sendable)? = nil
  ) async throws -> any Channel {
    try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let handler { try channel.pipeline.syncOperations.addHandler(handler) }
        }
      }
      .connect(to: SocketAddress(Endpoint(.loopback4, port: port))).get()
  }

  @Test func `It listens at several ports, and names one that is taken`() async throws {
    let driver = try await Driver.local()
    let ports = try await driver.serveRelay(on: [0, 0], address: .loopback4)
    #expect(Set(ports).count == 2)
    let other = try await Driver.local()
    await #expect(throws: BindError.relayPortInUse(ports[0])) {
      _ = try await other.serveRelay(on: [ports[0]], address: .loopback4)
    }
    await driver.shutdown()
    await other.shutdown()
  }

  @Test func `Who sends no hello is hung up on, and a shutdown ends all connections`()
    async throws
  {
    let driver = try await Driver.local()
    let ports = try await driver.serveRelay(on: [0], address: .loopback4)
    let stranger = try await connect(to: ports[0])
    let silent = try await connect(to: ports[0])
    try await stranger.writeAndFlush(ByteBuffer(repeating: 7, count: RelayHello.size))
    try await stranger.closeFuture.get()
    #expect(silent.isActive)
    await driver.shutdown()
    try await silent.closeFuture.get()
  }

  @Test func `A hello is welcomed, however it is cut`() async throws {
    let driver = try await Driver.local()
    let ports = try await driver.serveRelay(on: [0], address: .loopback4)
    let key = await driver.perform { node, _ in node.dhtKey }
    let (bytes, continuation) = AsyncStream.makeStream(of: Int.self)
    let channel = try await connect(to: ports[0], Collector(continuation))
    for byte in try Self.hello(to: key) {
      try await channel.writeAndFlush(ByteBuffer(repeating: byte, count: 1))
    }
    var received = 0
    for await count in bytes {
      received += count
      if received >= RelayWelcome.size { break }
    }
    #expect(received == RelayWelcome.size)
    #expect(await driver.relayClientCount == 0, "no client before its first frame")
    try await channel.close()
    await driver.shutdown()
  }

  private static func hello(to relay: DHTPublicKey) throws -> [UInt8] {
    var entropy = SystemRandomNumberGenerator()
    let keys = KeyPair<DHTPublicKey>(from: &entropy)
    let box = try #require(BoxKey(relay, keys.secretKey))
    let offer = RelayKeyOffer(
      sessionKey: KeyPair<SessionPublicKey>(from: &entropy).publicKey, baseNonce: Nonce(1, 2, 3))
    let nonce = Nonce(4, 5, 6)
    return RelayHello(
      client: keys.publicKey, nonce: nonce, sealed: box.seal(offer, nonce: nonce)
    ).encoded()
  }
}

/// Tells how many bytes come.
private final class Collector: ChannelInboundHandler, Sendable {
  typealias InboundIn = ByteBuffer

  private let continuation: AsyncStream<Int>.Continuation

  init(_ continuation: AsyncStream<Int>.Continuation) { self.continuation = continuation }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    continuation.yield(unwrapInboundIn(data).readableBytes)
  }

  func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
}
