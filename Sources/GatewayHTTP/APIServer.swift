package import GatewayCore
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOPosix
package import NIOSSL

/// Serves the application interface over HTTP.
package final class APIServer: Sendable {
  package struct Configuration: Sendable {
    package var address: APIAddress
    /// Names beside those of the address under which it may be asked.
    package var names: [String]
    /// nil for plain text.
    package var certificate: TLSConfiguration?
    package var limits: HTTPLimits
    /// Whether `/healthz` and `/readyz` are answered without a token.
    package var answersProbes: Bool
    /// Gives free memory back to the system, after a flood.
    package var releaseMemory: @Sendable () -> Void

    package init(
      address: APIAddress, names: [String] = [], certificate: TLSConfiguration? = nil,
      limits: HTTPLimits = HTTPLimits(), answersProbes: Bool = false,
      releaseMemory: @escaping @Sendable () -> Void = {}
    ) {
      self.address = address
      self.names = names
      self.certificate = certificate
      self.limits = limits
      self.answersProbes = answersProbes
      self.releaseMemory = releaseMemory
    }
  }

  /// Where it listens: "http://127.0.0.1:8080", or "unix:" and a path.
  package let url: String
  /// Between a request and its answer there is no other thread's work but the commit.
  private static let threads = min(2, System.coreCount)
  package let counts: APICounts
  private let application: any APIApplication
  private let web: (any WebApplication)?

  private let group: MultiThreadedEventLoopGroup
  private let table = ConnectionTable()
  private let running: Task<Void, any Error>
  private let stopServer: @Sendable () async -> Void

  /// Threads of its own: what clients do here delays neither the network nor webhooks.
  ///
  /// - Throws: where it can't listen.
  package init(
    _ configuration: Configuration, application: any APIApplication,
    web: (any WebApplication)? = nil,
    counts: APICounts = APICounts(), logger: Logger
  ) async throws {
    self.application = application
    self.web = web
    self.counts = counts
    group = MultiThreadedEventLoopGroup(numberOfThreads: Self.threads)
    let (bound, signal) = AsyncThrowingStream.makeStream(of: (any Channel).self)
    let unprovenBodies = UnprovenBodies(releaseMemory: configuration.releaseMemory)
    let routes = RouteTable.standard
    let responder = APIResponder(
      application: application, table: routes, counts: counts,
      answersProbes: configuration.answersProbes, connections: table,
      unprovenBodies: unprovenBodies,
      heartbeat: configuration.limits.heartbeat,
      web: web.map { web in
        WebResponder(
          application: web, table: .standard, isEncrypted: configuration.certificate != nil,
          bodies: unprovenBodies, interfacePaths: routes.firstWords.union(["hooks"]))
      })
    let hosts = HostNames(listeningAt: configuration.address.ip, others: configuration.names)
    let (limits, table) = (configuration.limits, table)
    let plain = APIChannel(
      responder: { request, writer, channel in
        try await responder.respond(to: request, writer, on: channel)
      },
      limits: limits,
      makeGuard: { header in
        ConnectionGuard(
          limits: limits, hosts: hosts, counts: counts, table: table, header: header)
      })
    let settings = ServerConfiguration(
      address: configuration.address.bindAddress, serverName: nil,
      availableConnectionsDelegate: MaximumAvailableConnections(limits.connectionsMax))
    // With TLS and without are two types.
    func run(
      _ server: Server<some ServerChildChannel>
    ) -> (Task<Void, any Error>, @Sendable () async -> Void) {
      let task = Task {
        do {
          try await server.run()
          signal.finish()
        } catch {
          signal.finish(throwing: error)
          throw error
        }
      }
      return (task, { try? await server.shutdownGracefully() })
    }
    let isListening: @Sendable (any Channel) async -> Void = { signal.yield($0) }
    if let tls = configuration.certificate {
      (running, stopServer) = run(
        Server(
          childChannelSetup: try TLSChannel(plain, tlsConfiguration: tls), configuration: settings,
          onServerRunning: isListening, eventLoopGroup: group, logger: logger))
    } else {
      (running, stopServer) = run(
        Server(
          childChannelSetup: plain, configuration: settings, onServerRunning: isListening,
          eventLoopGroup: group, logger: logger))
    }
    var listening = bound.makeAsyncIterator()
    let channel: (any Channel)?
    do { channel = try await listening.next() } catch {
      // What is left of the server still has something to do on the threads.
      _ = await running.result
      for loop in group.makeIterator() { try? await loop.submit {}.get() }
      try? await group.shutdownGracefully()
      throw error
    }
    url = configuration.address.url(
      port: channel?.localAddress?.port, isEncrypted: configuration.certificate != nil)
  }

  /// Answers what is being asked, and closes; at the latest after two seconds.
  package func stop() async {
    application.stopWaiting()
    web?.serverStops()
    let end = ContinuousClock.now + .seconds(2)
    let stopping = Task { await stopServer() }
    while table.count > 0, ContinuousClock.now < end {
      try? await Task.sleep(for: .milliseconds(10))
    }
    table.closeAll()
    await stopping.value
    _ = await running.result
    try? await group.shutdownGracefully()
  }
}

/// Where a server listens.
package enum APIAddress: Hashable, Sendable, CustomStringConvertible {
  case internet(InternetAddress, host: String, port: Int)
  case unix(path: String)

  package var description: String {
    switch self {
    case .internet(_, let host, let port): "\(host) port \(port)"
    case .unix(let path): path
    }
  }

  fileprivate var ip: InternetAddress? {
    if case .internet(let address, _, _) = self { address } else { nil }
  }

  fileprivate var bindAddress: BindAddress {
    switch self {
    case .internet(_, let host, let port): .hostname(host, port: port)
    case .unix(let path): .unixDomainSocket(path: path)
    }
  }

  fileprivate func url(port: Int?, isEncrypted: Bool) -> String {
    switch self {
    case .internet(let address, let host, _):
      let name = address.bytes.count == 16 ? "[\(host)]" : host
      return "\(isEncrypted ? "https" : "http")://\(name):\(port ?? 0)"
    case .unix(let path): return "unix:\(path)"
    }
  }
}
