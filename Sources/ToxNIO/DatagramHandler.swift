import NIOCore
import ToxWire

/// Brings the first datagram of each burst from the channel to the driver, which then reads the
/// others itself. Both run on one loop, so that no thread is changed.
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
    driver.assumeIsolated { $0.readRest() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    driver.assumeIsolated { $0.countReadError() }
  }

  func channelInactive(context: ChannelHandlerContext) {
    driver.assumeIsolated { $0.socketClosed() }
  }
}
