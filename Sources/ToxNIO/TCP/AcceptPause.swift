import Glibc
package import NIOCore

/// Accepts nothing for a second where the system has no descriptor left for a connection.
///
/// The listening socket stays readable all that time, and NIO's own `AcceptBackoffHandler` does not
/// stop the polling: `accept` failed ten thousand times a second.
package final class AcceptPause: ChannelInboundHandler {
  package typealias InboundIn = any Channel

  private static let duration = TimeAmount.seconds(1)
  /// Other errors concern one connection, and must not delay the next one.
  private static let shortages = [EMFILE, ENFILE, ENOBUFS, ENOMEM]
  private var isPausing = false

  package init() {}

  package func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? IOError, Self.shortages.contains(error.errnoCode), !isPausing
    else { return }
    isPausing = true
    setAccepting(false, context)
    let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: Self.duration) {
      let (pause, context) = loopBound.value
      pause.isPausing = false
      pause.setAccepting(true, context)
    }
  }

  private func setAccepting(_ isAccepting: Bool, _ context: ChannelHandlerContext) {
    try? context.channel.syncOptions?.setOption(.autoRead, value: isAccepting)
  }
}
