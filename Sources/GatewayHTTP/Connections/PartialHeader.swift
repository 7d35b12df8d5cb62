import NIOCore

/// Notices bytes of a header that is not whole: the decoder behind it holds them back.
final class PartialHeader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// Set back by the reader when a request ends.
  var hasBytes = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    hasBytes = true
    context.fireChannelRead(data)
  }
}
