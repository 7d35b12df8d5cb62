import NIOCore

/// Speaks to the proxy at the start of a connection. The handlers behind it see a connection to the
/// destination: it becomes active for them when the proxy has connected, and then this handler
/// removes itself. Where the proxy fails they see a `SocksError` and the end.
final class SocksHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private var handshake: SocksHandshake
  private var deadline: Scheduled<Void>?
  private var hasFailed = false
  private let timeout: TimeAmount

  /// - Parameter timeout: from the greeting to the connection.
  init(_ handshake: SocksHandshake, timeout: TimeAmount) {
    self.handshake = handshake
    self.timeout = timeout
  }

  func channelActive(context: ChannelHandlerContext) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: timeout) {
      let (handler, context) = bound.value
      handler.fail(.silent, context)
    }
    send(handshake.greeting, context)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !handshake.isConnected else { return context.fireChannelRead(data) }
    do throws(SocksError) {
      let answer = try handshake.receive(unwrapInboundIn(data).readableBytesView)
      if !answer.isEmpty { send(answer, context) }
    } catch {
      return fail(error, context)
    }
    if handshake.isConnected { stepAside(context) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    if !handshake.isConnected { fail(.hungUp, context) }
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

  private func stepAside(_ context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelActive()
    let surplus = handshake.surplus
    if !surplus.isEmpty {
      context.fireChannelRead(NIOAny(context.channel.allocator.buffer(bytes: surplus)))
    }
    context.pipeline.syncOperations.removeHandler(self, promise: nil)
  }

  private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
    let buffer = context.channel.allocator.buffer(bytes: bytes)
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  private func fail(_ error: SocksError, _ context: ChannelHandlerContext) {
    guard !hasFailed else { return }
    hasFailed = true
    deadline?.cancel()
    context.fireErrorCaught(error)
    context.close(promise: nil)
  }
}
