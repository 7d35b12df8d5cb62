import NIOCore
import ToxCore
import ToxWire

/// Hands datagrams to the node. The channel reads the first of each burst, and only that; the
/// handler then reads the others itself. It runs on the driver's loop, so that no thread is
/// changed.
final class DatagramHandler: ChannelInboundHandler {
  typealias InboundIn = AddressedEnvelope<ByteBuffer>

  private let driver: Driver
  private let socket: UDPSocket

  /// Reads before others have their turn: 128 datagrams, which take less than a millisecond. A
  /// contact's message among the data of its files is acknowledged by work of another thread.
  private static let readsPerTurn = 2

  init(_ driver: Driver, _ socket: UDPSocket) {
    self.driver = driver
    self.socket = socket
  }

  /// A burst came: reads what is there, and answers. If some is left, the channel reports it again,
  /// after timers and work of other threads.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let first = unwrapInboundIn(data)
    driver.assumeIsolated { [socket] driver in
      guard driver.isOpen else { return }
      driver.counters.datagramsReceived += 1
      if let source = Endpoint(first.remoteAddress) {
        driver.node.receive(first.data.readableBytesUInt8Span, from: source, now: SystemClock.now())
      }
      for _ in 0..<Self.readsPerTurn where driver.isOpen {
        let count = driver.receiveBatch.read(from: socket)
        driver.counters.datagramsReceived += UInt64(count)
        // One time for all: they were all there at this moment.
        let now = SystemClock.now()
        for index in 0..<count {
          driver.node.receive(
            driver.receiveBatch[index], from: driver.receiveBatch.source(of: index), now: now)
        }
        driver.finishBurst()
        guard count == ReceiveBatch.capacity else { return }
      }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    driver.assumeIsolated { $0.counters.readErrors += 1 }
  }

  func channelInactive(context: ChannelHandlerContext) {
    driver.assumeIsolated { $0.socketClosed() }
  }
}
