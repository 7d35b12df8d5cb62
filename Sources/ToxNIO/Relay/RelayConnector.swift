import NIOCore
import NIOPosix
import ToxWire

/// Opens TCP connections, straight or through the proxy.
struct RelayConnector {
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
            try channel.pipeline.syncOperations.addHandler(
              SocksHandler(
                SocksHandshake(to: destination, as: proxy.credentials(for: destination)),
                timeout: timeout))
          }
          try prepare(channel)
        }
      }
    switch (proxy?.endpoint, destination) {
    case (let endpoint?, _), (nil, .endpoint(let endpoint)):
      return bootstrap.connect(to: SocketAddress(endpoint))
    case (nil, .name):
      return loop.makeFailedFuture(RelayConnectorError.nameWithoutProxy)
    }
  }
}

/// Why nothing was connected.
public enum RelayConnectorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing here resolves names.
  case nameWithoutProxy
  /// In words.
  case proxy(String)

  public var description: String {
    switch self {
    case .nameWithoutProxy: "the name has no address"
    case .proxy(let words): words
    }
  }
}

extension SocksProxy {
  func credentials(for destination: SocksDestination) -> SocksCredentials {
    credentials(host: destination.host, port: destination.port)
  }
}
