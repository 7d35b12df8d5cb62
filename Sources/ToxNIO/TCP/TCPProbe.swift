import NIOCore
import NIOPosix

/// Looks whether a place takes TCP connections.
public enum TCPProbe {
  /// Connects and closes at once; nothing is sent to the destination.
  ///
  /// - Parameter proxy: nil: straight.
  public static func connect(
    to destination: SocksDestination, through proxy: SocksProxy?
  ) async throws(TCPConnectorError) {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let promise = loop.makePromise(of: Void.self)
    let connector = TCPConnector(loop: loop, proxy: proxy)
    do {
      connector.connect(to: destination) { channel in
        try channel.pipeline.syncOperations.addHandler(ProbeHandler(promise))
      }.whenFailure { promise.fail($0) }
      try await promise.futureResult.get()
    } catch {
      throw .failed(TCPFailure.words(for: error))
    }
  }
}

/// Closes a connection as soon as it stands.
private final class ProbeHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let promise: EventLoopPromise<Void>

  init(_ promise: EventLoopPromise<Void>) { self.promise = promise }

  func channelActive(context: ChannelHandlerContext) {
    promise.succeed(())
    context.close(promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    promise.fail(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { promise.fail(SocksError.hungUp) }
}
