import NIOCore
import NIOPosix
import ToxWire

/// Opens the ports at which our relay can be reached.
struct RelayListener {
  let loop: any EventLoop
  /// Called on the loop for each connection.
  let makeHandler: @Sendable () -> ServedConnection

  /// How many connections may wait to be accepted: thousands come back when a relay restarts.
  private static let backlog: Int32 = 1_024
  /// How many are accepted before others have their turn.
  private static let acceptsPerTurn: UInt = 16

  /// - Parameter address: nil: all, IPv6 and IPv4.
  /// - Throws: `BindError`.
  func open(_ port: UInt16, address: IPAddress?) async throws -> any Channel {
    guard let address else {
      do {
        return try await open(Endpoint(.v6(0, 0), port: port))
      } catch let error as BindError where error.isLackOfIPv6 {
        return try await open(Endpoint(.v4(0), port: port))
      }
    }
    return try await open(Endpoint(address, port: port))
  }

  private func open(_ endpoint: Endpoint) async throws -> any Channel {
    do {
      return try await bootstrap().bind(to: SocketAddress(endpoint)).get()
    } catch let error as IOError {
      throw BindError(
        bindCode: error.errnoCode, at: endpoint, portInUse: .relayPortInUse(endpoint.port))
    }
  }

  private func bootstrap() -> ServerBootstrap {
    let makeHandler = makeHandler
    return ServerBootstrap(group: loop)
      .serverChannelOption(.backlog, value: Self.backlog)
      .serverChannelOption(.maxMessagesPerRead, value: Self.acceptsPerTurn)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      // While no descriptor is left, accepting pauses for a second at a time.
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptPause())
        }
      }
      .childChannelOption(
        .recvAllocator,
        value: FixedSizeRecvByteBufferAllocator(capacity: ServedConnection.firstReadSize)
      )
      .childChannelOption(.maxMessagesPerRead, value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(makeHandler())
        }
      }
  }
}
