import NIOCore
import NIOPosix
import Synchronization
import Testing
import ToxWire

/// A TCP server on loopback that a test plays by hand: what came, what to say, and when to close.
final class FakeServer: Sendable {
  private struct State {
    var channels: [any Channel] = []
    var received: [[UInt8]] = []
  }

  private let state = Mutex(State())
  private let listener = Mutex<(any Channel)?>(nil)
  let endpoint: Endpoint

  /// - Parameter reads: false for a server that reads nothing.
  init(port: UInt16 = 0, reads: Bool = true, kernelBuffer: Int32? = nil) async throws {
    let box = Mutex<FakeServer?>(nil)
    var bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.autoRead, value: reads)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let server = box.withLock { $0! }
          let index = server.add(channel)
          try channel.pipeline.syncOperations.addHandler(FakeConnection(server, index))
        }
      }
    if let kernelBuffer {
      bootstrap = bootstrap.serverChannelOption(
        .socketOption(.so_rcvbuf), value: .init(kernelBuffer))
    }
    let channel = try await bootstrap.bind(host: "127.0.0.1", port: Int(port)).get()
    endpoint = Endpoint(.loopback4, port: UInt16(channel.localAddress!.port!))
    box.withLock { $0 = self }
    listener.withLock { $0 = channel }
  }

  var connectionCount: Int { state.withLock { $0.channels.count } }

  /// Everything that a connection sent so far.
  func received(_ connection: Int = 0) -> [UInt8] {
    state.withLock { $0.received.indices.contains(connection) ? $0.received[connection] : [] }
  }

  func say(_ bytes: [UInt8], to connection: Int = 0) async throws {
    try await channel(connection)?.writeAndFlush(ByteBuffer(bytes: bytes))
  }

  func hangUp(_ connection: Int = 0) async throws { try await channel(connection)?.close() }

  /// The client may know of its connection sooner than we.
  private func channel(_ connection: Int) async throws -> (any Channel)? {
    try await eventually("nobody came") { connectionCount > connection }
    return state.withLock { $0.channels.count > connection ? $0.channels[connection] : nil }
  }

  /// Takes no more connections, and ends those that it has.
  func stop() async throws {
    try await listener.withLock { $0 }?.close()
    for channel in state.withLock({ $0.channels }) { try? await channel.close() }
  }

  fileprivate func add(_ channel: any Channel) -> Int {
    state.withLock { state in
      state.channels.append(channel)
      state.received.append([])
      return state.channels.count - 1
    }
  }

  fileprivate func take(_ bytes: ByteBuffer, from connection: Int) {
    state.withLock { $0.received[connection] += bytes.readableBytesView }
  }
}

private final class FakeConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let server: FakeServer
  private let index: Int

  init(_ server: FakeServer, _ index: Int) {
    self.server = server
    self.index = index
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    server.take(unwrapInboundIn(data), from: index)
  }
}
