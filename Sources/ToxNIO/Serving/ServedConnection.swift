import Glibc
import NIOCore
import ToxCore
import ToxWire

/// One incoming connection to our relay.
///
/// NIO reports that there is something to read and reads the first bytes; the rest of a burst, and
/// all writes, go through the descriptor directly. So an idle connection holds almost no buffer,
/// and a burst costs one call each way.
///
/// Touched on its loop only.
final class ServedConnection: ChannelInboundHandler, @unchecked Sendable {
  typealias InboundIn = ByteBuffer

  /// What NIO reads at once: a frame of a chat fits.
  static let firstReadSize = 256
  /// How much may wait to be written before the node is told to drop data, and how little must be
  /// left before it is told to go on.
  private static let waterMark = FrameWriter.WaterMark(low: 32 << 10, high: 64 << 10)
  /// What the kernel may hold of written bytes: one client must not take megabytes.
  private static let kernelBufferSize: Int32 = 256 << 10

  let id: RelayClientID
  private let driver: Driver
  private var channel: (any Channel)?
  /// The channel's own while that is active; after that, another file may have the number.
  private var descriptor: NIOBSDSocket.Handle?
  private var writer: FrameWriter?
  /// Whether the first read of the burst left something.
  private var mayHaveMore = false

  init(_ id: RelayClientID, _ driver: Driver) {
    self.id = id
    self.driver = driver
  }

  func channelActive(context: ChannelHandlerContext) {
    channel = context.channel
    guard let source = context.remoteAddress.flatMap({ Endpoint($0) }),
      let descriptor = context.channel.socketDescriptor
    else { return context.close(promise: nil) }
    self.descriptor = descriptor
    setOptions(of: descriptor)
    writer = FrameWriter(context.channel, Self.waterMark) { [unowned self] isBlocked in
      driver.assumeIsolated { $0.clientBlocked(id, isBlocked) }
    }
    driver.assumeIsolated { $0.clientConnected(self, from: source) }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    mayHaveMore = bytes.readableBytes >= Self.firstReadSize
    driver.assumeIsolated { $0.receive(bytes, from: id) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    driver.assumeIsolated { $0.readDone(self, mayHaveMore: mayHaveMore) }
    mayHaveMore = false
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    channel = nil
    writer = nil
    driver.assumeIsolated { $0.clientClosed(id) }
  }

  private func setOptions(of descriptor: NIOBSDSocket.Handle) {
    setSocketOption(of: descriptor, level: Int32(IPPROTO_TCP), name: TCP_NODELAY, value: 1)
    setSocketOption(
      of: descriptor, level: SOL_SOCKET, name: SO_SNDBUF, value: Self.kernelBufferSize)
  }
}

/// What the driver does with it.
extension ServedConnection {
  func write(_ piece: [UInt8]) { writer?.write(piece) }

  /// Reads what waits, into the start of a buffer.
  ///
  /// - Returns: how many bytes came; 0 where nothing waits, or the connection ended, which NIO
  ///   reports.
  func read(into buffer: inout [UInt8]) -> Int {
    guard let descriptor, channel?.isActive == true else { return 0 }
    return max(0, recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT)))
  }

  func setReading(_ isOn: Bool) {
    try? channel?.syncOptions?.setOption(.autoRead, value: isOn)
  }

  func close() { channel?.close(promise: nil) }
}
