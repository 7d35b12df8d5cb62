import NIOCore
import NIOPosix
import Synchronization

/// A SOCKS5 proxy without connections of its own: it records logins and destinations, then answers
/// a request itself, as the receiver would.
final class SocksFront: Sendable {
  struct Visit: Hashable {
    var user: String
    var password: String
    /// The request from its address kind on, without the port.
    var kind: UInt8
    var host: String
    var port: Int
    var request: String
  }

  private let channel: any Channel
  private let seen: Seen

  init() throws {
    let seen = Seen()
    self.seen = seen
    channel = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(SocksFrontHandler(seen))
        }
      }
      .bind(host: "127.0.0.1", port: 0).wait()
  }

  deinit { channel.close(promise: nil) }

  var address: String { "127.0.0.1:\(channel.localAddress?.port ?? 0)" }
  /// Hosts and ports that it was asked to connect to.
  var destinations: [String] { seen.destinations.withLock { $0 } }
  var visits: [Visit] { seen.visits.withLock { $0 } }

  fileprivate final class Seen: Sendable {
    let visits = Mutex<[Visit]>([])
    let destinations = Mutex<[String]>([])
  }
}

private final class SocksFrontHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private enum State { case greeting, login, request, connected }

  private let seen: SocksFront.Seen
  private var state = State.greeting
  private var visit = SocksFront.Visit(
    user: "", password: "", kind: 0, host: "", port: 0, request: "")

  init(_ seen: SocksFront.Seen) { self.seen = seen }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    switch state {
    case .greeting:
      state = .login
      say([5, 2], context)
    case .login:
      bytes.moveReaderIndex(forwardBy: 1)
      visit.user = readText(&bytes)
      visit.password = readText(&bytes)
      state = .request
      say([1, 0], context)
    case .request:
      bytes.moveReaderIndex(forwardBy: 3)
      visit.kind = bytes.readInteger() ?? 0
      visit.host =
        visit.kind == 3
        ? readText(&bytes)
        : (bytes.readBytes(length: 4) ?? []).map { String($0) }.joined(separator: ".")
      visit.port = Int(bytes.readInteger(as: UInt16.self) ?? 0)
      state = .connected
      seen.destinations.withLock { [visit] in $0.append("\(visit.host):\(visit.port)") }
      say([5, 0, 0, 1, 0, 0, 0, 0, 0, 0], context)
    case .connected:
      visit.request += String(buffer: bytes)
      guard visit.request.contains("\r\n\r\n") else { return }
      seen.visits.withLock { $0.append(visit) }
      visit.request = ""
      say(Array("HTTP/1.1 204 X\r\n\r\n".utf8), context)
    }
  }

  private func readText(_ bytes: inout ByteBuffer) -> String {
    let size = Int(bytes.readInteger(as: UInt8.self) ?? 0)
    return bytes.readString(length: size) ?? ""
  }

  private func say(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
  }
}
