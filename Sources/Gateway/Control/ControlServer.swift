import Foundation
import GatewayCore
import Glibc
package import NIOCore
import NIOPosix
import ToxNIO

/// Listens on the Unix socket in a running bot's home: each request is one JSON object in a line,
/// and gets one line in answer, in the order in which requests are completed.
///
/// While no descriptor is left it stops accepting for a second at a time.
final class ControlServer: Sendable {
  typealias Submit =
    @Sendable (
      ApplicationRequest, Author, @escaping @Sendable (Reply) -> Void
    ) -> Void

  private let channel: any Channel
  private let path: String
  private let connections = ControlConnections()

  /// The longest path that the system takes for a Unix socket: 107 bytes.
  static let pathBytesMax = 107

  /// - Throws: `ControlError` where the socket can't be made.
  ///
  /// - Parameters:
  ///   - feed: the events that clients may follow.
  ///   - submit: called for each request.
  init(
    path: String, group: any EventLoopGroup, feed: EventFeed, submit: @escaping Submit
  ) async throws {
    guard path.utf8.count <= Self.pathBytesMax else { throw ControlError.pathTooLong(path) }
    // The caller holds the home's lock: the process that made a socket here before is gone.
    unlink(path)
    self.path = path
    let connections = connections
    channel = try await ServerBootstrap(group: group)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(AcceptPause())
        }
      }
      // A client that closes its sending side still reads the answer.
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.maxMessagesPerRead, value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handlers: [any ChannelHandler] = [
            ByteToMessageHandler(LineDecoder()),
            ControlConnection(connections: connections, feed: feed, submit: submit),
          ]
          try channel.pipeline.syncOperations.addHandlers(handlers)
        }
      }
      .bind(unixDomainSocketPath: path).get()
    chmod(path, 0o600)
  }

  /// Waits until the connected clients leave, up to a limit.
  func waitForClients(atMost limit: Duration) async {
    let end = ContinuousClock.now + limit
    while !connections.isEmpty, ContinuousClock.now < end {
      try? await Task.sleep(for: .milliseconds(20))
    }
  }

  func close() async {
    try? await channel.close()
    unlink(path)
  }
}

/// Why the command line and a bot can't communicate.
public enum ControlError: Error, Hashable, CustomStringConvertible {
  case pathTooLong(String)
  case notRunning
  case connectionLost
  case otherVersion
  /// The bot's own message.
  case refused(String)

  public var description: String {
    switch self {
    case .pathTooLong(let path):
      "The path of the home is too long for the socket \(path) (107 bytes at most): name the home by a"
        + " shorter path, such as a link."
    case .notRunning: "No bot runs on this home: start it with `postern run BOT.lua`."
    case .connectionLost: "The bot ended before it answered: ask again."
    case .otherVersion:
      "The bot that runs on this home is of another version than this command: restart it with the"
        + " `postern` that you use."
    case .refused(let sentence): sentence
    }
  }
}

/// Cuts the stream into lines. A line over the limit ends the connection.
///
/// Written by hand: NIOExtras' `LineBasedFrameDecoder` takes a last line without its end for an
/// error, and would be the only reason for one more package.
package struct LineDecoder: ByteToMessageDecoder {
  package typealias InboundOut = ByteBuffer

  /// 1 MiB.
  static let lineBytesMax = 1_048_576

  package init() {}

  package mutating func decode(
    context: ChannelHandlerContext, buffer: inout ByteBuffer
  ) throws -> DecodingState {
    guard let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else {
      guard buffer.readableBytes <= Self.lineBytesMax else { throw ControlError.connectionLost }
      return .needMoreData
    }
    if let line = buffer.readSlice(length: end - buffer.readerIndex) {
      buffer.moveReaderIndex(forwardBy: 1)
      context.fireChannelRead(wrapInboundOut(line))
    }
    return .continue
  }

  package mutating func decodeLast(
    context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
  ) throws -> DecodingState {
    if try decode(context: context, buffer: &buffer) == .continue { return .continue }
    // The last line may lack its end.
    if seenEOF, let line = buffer.readSlice(length: buffer.readableBytes), line.readableBytes > 0 {
      context.fireChannelRead(wrapInboundOut(line))
    }
    return .needMoreData
  }
}
