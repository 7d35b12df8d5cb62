import NIOCore
import ToxCore

/// Reports events of one connection to the sockets' table. All run on one loop.
final class RelayHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let link: RelayLink
  private let sockets: RelaySockets
  private var failure: (any Error)?

  init(_ link: RelayLink, _ sockets: RelaySockets) {
    self.link = link
    self.sockets = sockets
  }

  func channelActive(context: ChannelHandlerContext) { sockets.opened(link, context.channel) }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    sockets.received(link, unwrapInboundIn(data))
  }

  func channelReadComplete(context: ChannelHandlerContext) { sockets.readDone() }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    failure = error
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { sockets.ended(link, failure) }
}
