import NIOCore
import NIOPosix

/// Which login a proxy asks for.
public enum SocksLogin: Hashable, Sendable {
  case none
  /// A user name, which may be any where the proxy is Tor.
  case userName
}

extension SocksProxy {
  /// Connects, and asks how to log in; goes nowhere.
  ///
  /// - Throws: where no SOCKS5 proxy answers within 10 s.
  public func probe() async throws(TCPConnectorError) -> SocksLogin {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let promise = loop.makePromise(of: SocksLogin.self)
    do {
      let channel = try await ClientBootstrap(group: loop)
        .connectTimeout(.seconds(10))
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(SocksProbe(promise))
          }
        }
        .connect(to: SocketAddress(endpoint)).get()
      let timeout = loop.scheduleTask(in: .seconds(10)) { promise.fail(SocksError.silent) }
      defer {
        timeout.cancel()
        channel.close(promise: nil)
      }
      return try await promise.futureResult.get()
    } catch {
      promise.fail(error)
      throw .failed(TCPFailure.words(for: error))
    }
  }
}

/// Hears which way to log in the proxy chooses.
private final class SocksProbe: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let promise: EventLoopPromise<SocksLogin>
  private var received: [UInt8] = []

  init(_ promise: EventLoopPromise<SocksLogin>) { self.promise = promise }

  func channelActive(context: ChannelHandlerContext) {
    let greeting = SocksHandshake.greeting(
      [SocksHandshake.noLogin, SocksHandshake.userNameLogin])
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: greeting)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    received += unwrapInboundIn(data).readableBytesView
    guard let version = received.first else { return }
    guard version == SocksHandshake.version else { return promise.fail(SocksError.notSocks5) }
    guard received.count >= 2 else { return }
    switch received[1] {
    case SocksHandshake.noLogin: promise.succeed(.none)
    case SocksHandshake.userNameLogin: promise.succeed(.userName)
    default: promise.fail(SocksError.noLogin)
    }
  }

  func channelInactive(context: ChannelHandlerContext) { promise.fail(SocksError.hungUp) }
}
