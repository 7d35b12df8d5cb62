import NIOCore
import NIOPosix
import Testing
import ToxCore
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

  private func relay(
    _ limits: Limits = Limits()
  ) async throws -> (driver: Driver, port: UInt16, key: DHTPublicKey) {
    let driver = try await Driver.local(limits: limits)
    let ports = try await driver.serveRelay(on: [0], address: .loopback4)
    return (driver, ports[0], await driver.perform { node, _ in node.dhtKey })
  }

  @Test func `it listens at several ports, and names one that is taken`() async throws {
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

  @Test func `a client without a hello is disconnected, and a shutdown ends all connections`()
    async throws
  {
    let (driver, port, _) = try await relay()
    let stranger = try await connect(to: port)
    let silent = try await connect(to: port)
    try await stranger.writeAndFlush(ByteBuffer(repeating: 7, count: RelayHello.size))
    try await stranger.closeFuture.get()
    #expect(silent.isActive)
    await driver.shutdown()
    try await silent.closeFuture.get()
  }

  @Test func `a client is welcomed and answered, however its hello is cut`() async throws {
    let (driver, port, key) = try await relay()
    let (heard, continuation) = AsyncStream.makeStream(of: RelayPacket.FromRelay.self)
    let visitor = try RelayVisitor(of: key, heard: continuation)
    let channel = try await connect(to: port, visitor)
    for byte in visitor.hello() {
      try await channel.writeAndFlush(ByteBuffer(bytes: [byte]))
    }
    var first = heard.makeAsyncIterator()
    #expect(await first.next() == .pong(RelayPong(id: RequestID(1))))
    #expect(await driver.relayClientCount == 1)
    try await channel.close()
    try await eventually("the client is still there") { await driver.relayClientCount == 0 }
    await driver.shutdown()
  }

  @Test func `a client that sends more than its share is read again once it is below it`()
    async throws
  {
    var limits = Limits()
    limits.relayClientBytes = RateLimit(burst: 30_000, perSecond: 60_000)
    let (driver, port, key) = try await relay(limits)
    let (heard, continuation) = AsyncStream.makeStream(of: RelayPacket.FromRelay.self)
    let visitor = try RelayVisitor(of: key, heard: continuation)
    let channel = try await connect(to: port, visitor)
    try await channel.writeAndFlush(ByteBuffer(bytes: visitor.hello()))
    var pongs = heard.makeAsyncIterator()
    _ = await pongs.next()
    let clock = ContinuousClock()
    let start = clock.now
    // 81,000 bytes by the price: 50,000 of them have to be paid before the last ping is read,
    // wherever the burst is cut.
    let large = OutOfBandSend(to: key, [UInt8](repeating: 1, count: 1_024))
    try await channel.eventLoop.submit {
      let burst = (0..<60).flatMap { _ in visitor.frame(large) }
      let ping = visitor.frame(RelayPing(id: RequestID(2)))
      channel.writeAndFlush(ByteBuffer(bytes: burst + ping), promise: nil)
    }.get()
    #expect(await pongs.next() == .pong(RelayPong(id: RequestID(2))))
    try await channel.eventLoop.submit {
      let ping = visitor.frame(RelayPing(id: RequestID(3)))
      channel.writeAndFlush(ByteBuffer(bytes: ping), promise: nil)
    }.get()
    #expect(await pongs.next() == .pong(RelayPong(id: RequestID(3))))
    #expect(clock.now - start > .milliseconds(600))
    try await channel.close()
    await driver.shutdown()
  }
}
