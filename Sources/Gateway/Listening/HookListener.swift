import Foundation
import GatewayCore
import NIOCore
import NIOHTTP1
import NIOPosix

/// A receiver of webhooks for trials: verifies signatures, opens sealed bodies, and tells what
/// came.
public final class HookListener: Sendable {
  public struct Configuration: Sendable {
    public var host: String
    /// 0: any that is free.
    public var port: Int
    public var keys: ListenerKeys
    public var answer: HookAnswer

    public init(host: String, port: Int, keys: ListenerKeys, answer: HookAnswer) {
      self.host = host
      self.port = port
      self.keys = keys
      self.answer = answer
    }
  }

  /// Connections at one time; further ones are closed.
  static let connectionsMax = 64

  private let channel: any Channel
  private let group: MultiThreadedEventLoopGroup

  /// - Parameter received: called for each request, on the listener's own thread.
  /// - Throws: `Failure` where the address can't be listened on.
  public init(
    _ configuration: Configuration, received: @escaping @Sendable (ReceivedHook) -> Void
  ) async throws {
    group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let connections = ControlConnections()
    let judge = HookJudge(configuration, received: received)
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
          try pipeline.addHandler(HookConnection(connections: connections, judge: judge))
        }
      }
    do {
      channel = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
    } catch {
      try? await group.shutdownGracefully()
      throw Failure(configuration.sentence(about: error), .unavailable)
    }
  }

  /// Where it listens, "http://127.0.0.1:8080/".
  public var url: String {
    let address = channel.localAddress
    let host = address?.ipAddress ?? ""
    return "http://\(host.contains(":") ? "[\(host)]" : host):\(address?.port ?? 0)/"
  }

  public func stop() async {
    try? await channel.close()
    try? await group.shutdownGracefully()
  }
}

/// What a listener answers to what it accepts.
public struct HookAnswer: Sendable {
  public var status: Int
  /// The answer to an ask, which its contact is told.
  public var reply: String?

  public init(status: Int = 200, reply: String? = nil) {
    self.status = status
    self.reply = reply
  }

  var body: [UInt8] {
    reply.map { Array(JSONValue.object([.init("reply", .string($0))]).text.utf8) } ?? []
  }
}

extension HookListener.Configuration {
  fileprivate func sentence(about error: any Error) -> String {
    let reason =
      switch (error as? IOError)?.errnoCode {
      case EADDRINUSE: "another program uses it. --port names another one, 0 any that is free"
      case EADDRNOTAVAIL: "this machine has no such address"
      case EACCES: "this user may not listen there; ports from 1024 on are free for all"
      case let code?: String(cString: strerror(code))
      case nil: "it is no IP address of this machine"
      }
    return "Nothing can listen on \(host) port \(port): \(reason)."
  }
}
