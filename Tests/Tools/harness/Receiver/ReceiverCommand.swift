import ArgumentParser
import NIOCore
import NIOPosix

/// `harness receiver`: a webhook's receiver that takes everything at next to no cost, so that the
/// bot is what is measured.
struct ReceiverCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receiver", abstract: "Answer every POST with 204, and count them.")

  @Option(help: "The TCP port on 127.0.0.1.") var port: Int

  func run() async throws {
    let group = MultiThreadedEventLoopGroup.singleton
    let channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(PostReceiver())
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
    Line.event("listening").say()
    try await channel.closeFuture.get()
  }
}

/// Reads requests with a `content-length`, one behind the other, and answers each.
private final class PostReceiver: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private static let answer = ByteBuffer(string: "HTTP/1.1 204 No Content\r\n\r\n")
  private static let goOn = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")

  private var received = ByteBuffer()
  /// What is still to come of a request's body; nil while its headers come.
  private var bodyBytes: Int?

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    received.writeBuffer(&bytes)
    while readHeaders(context), readBody(context) {}
    received.discardReadBytes()
    context.flush()
  }

  /// - Returns: whether the headers are read.
  private func readHeaders(_ context: ChannelHandlerContext) -> Bool {
    if bodyBytes != nil { return true }
    let view = received.readableBytesView
    let end = Array("\r\n\r\n".utf8)
    guard let last = view.firstRange(of: end) else { return false }
    let headers = String(decoding: view[..<last.lowerBound], as: UTF8.self).lowercased()
    received.moveReaderIndex(forwardBy: view.distance(from: view.startIndex, to: last.upperBound))
    let field = headers.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
    bodyBytes = field.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
    if headers.contains("\r\nexpect:") { context.write(wrapOutboundOut(Self.goOn), promise: nil) }
    return true
  }

  /// - Returns: whether the body is read, and answered.
  private func readBody(_ context: ChannelHandlerContext) -> Bool {
    guard let bytes = bodyBytes, received.readableBytes >= bytes else { return false }
    received.moveReaderIndex(forwardBy: bytes)
    bodyBytes = nil
    context.write(wrapOutboundOut(Self.answer), promise: nil)
    return true
  }
}
