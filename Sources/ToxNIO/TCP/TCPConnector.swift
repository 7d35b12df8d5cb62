import NIOCore
import NIOPosix
import ToxWire

/// Opens TCP connections, straight or through the proxy.
struct TCPConnector {
  let loop: any EventLoop
  /// nil: straight.
  let proxy: SocksProxy?
  var timeouts = Timeouts()

  struct Timeouts {
    /// Until a TCP connection stands.
    var connection = TimeAmount.seconds(10)
    /// Until the proxy has handed the connection over. Tor may have to build a circuit first.
    var proxy = TimeAmount.seconds(45)
  }

  /// - Parameter prepare: called with the channel before it connects, to add handlers.
  func connect(
    to destination: SocksDestination,
    prepare: @escaping @Sendable (any Channel) throws -> Void
  ) -> EventLoopFuture<any Channel> {
    let timeout = timeouts.proxy
    let proxy = proxy
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(timeouts.connection)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let proxy {
            let login = proxy.credentials(host: destination.host, port: destination.port)
            try channel.pipeline.syncOperations.addHandler(
              SocksHandler(SocksHandshake(to: destination, as: login), timeout: timeout))
          }
          try prepare(channel)
        }
      }
    switch (proxy?.endpoint, destination) {
    case (let endpoint?, _), (nil, .endpoint(let endpoint)):
      return bootstrap.connect(to: SocketAddress(endpoint))
    case (nil, .name):
      return loop.makeFailedFuture(TCPConnectorError.nameWithoutProxy)
    }
  }
}
