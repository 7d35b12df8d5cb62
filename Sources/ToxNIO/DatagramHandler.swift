import NIOCore
import ToxWire

/// Brings datagrams from the channel to the driver. Both live on one loop, so nothing hops.
final class DatagramHandler: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>

  private let driver: Driver

  init(_ driver: Driver) { self.driver = driver }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let envelope = unwrapInboundIn(data)
    guard let endpoint = Endpoint(envelope.remoteAddress) else { return }
    driver.assumeIsolated { $0.receive(envelope.data, from: endpoint) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    driver.assumeIsolated { $0.finishBurst() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    driver.assumeIsolated { $0.countReadError() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    driver.assumeIsolated { $0.socketClosed() }
  }
}
