import NIOCore
import ToxCore
import ToxWire

/// Carries out what the node wants done with its TCP connections to relays.
///
/// Touched on its loop only.
final class RelaySockets: @unchecked Sendable {
  private final class Connection {
    var channel: (any Channel)?
    var isOpen = false
    /// What the node wrote since the last `flush`: one write for all of a burst.
    var unwritten = ByteBuffer()
  }

  private let connector: RelayConnector
  private let names: HostNames
  private let tell: (RelaySocketEvent) -> Void
  private var connections: [RelayLink: Connection] = [:]
  private var linksToFlush: [RelayLink] = []
  /// Whether the driver is calling us: what happens meanwhile is told when it is done, in order.
  private var isInCall = false
  private var late: [RelaySocketEvent] = []

  /// What waits for one relay at most, in bytes: the node holds back long before, but what it must
  /// say goes on. A relay that reads nothing is left at this.
  static let unwrittenMax = 1 << 20

  /// - Parameter tell: called on the loop, never from within a call of the driver's.
  init(
    _ connector: RelayConnector, names: HostNames, tell: @escaping (RelaySocketEvent) -> Void
  ) {
    self.connector = connector
    self.names = names
    self.tell = tell
  }

  /// How many connections there are or are being opened.
  var count: Int { connections.count }

  func carryOut(_ action: RelayAction) {
    inCall {
      switch action {
      case .connect(let link, let endpoint): connect(link, to: names.destination(of: endpoint))
      case .send(let link, let bytes): send(bytes, on: link)
      case .close(let link): close(link)
      }
    }
  }

  /// Writes what `carryOut` was given to send.
  func flush() {
    guard !linksToFlush.isEmpty else { return }
    let links = linksToFlush
    linksToFlush.removeAll(keepingCapacity: true)
    inCall {
      for link in links { flush(link) }
    }
  }

  /// Ends all connections without a word to the node; what was sent is written first.
  func closeAll() {
    flush()
    let all = connections
    connections = [:]
    for connection in all.values { connection.channel?.close(promise: nil) }
  }

  private func connect(_ link: RelayLink, to destination: SocksDestination) {
    connections[link] = Connection()
    connector.connect(to: destination) { [self] channel in
      guard let connection = connections[link] else { throw ChannelError.ioOnClosedChannel }
      connection.channel = channel
      try channel.pipeline.syncOperations.addHandler(RelayHandler(link, self))
    }.whenFailure { [self] error in ended(link, error) }
  }

  private func send(_ bytes: [UInt8], on link: RelayLink) {
    guard let connection = connections[link], connection.isOpen else { return }
    if connection.unwritten.readableBytes == 0 { linksToFlush.append(link) }
    connection.unwritten.writeBytes(bytes)
  }

  private func flush(_ link: RelayLink) {
    guard let connection = connections[link], let channel = connection.channel,
      connection.unwritten.readableBytes > 0
    else { return }
    let bytes = connection.unwritten
    connection.unwritten = ByteBuffer()
    let waiting = (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    guard waiting + bytes.readableBytes <= Self.unwrittenMax else {
      connections[link] = nil
      channel.close(promise: nil)
      return report(.closed(link, .tooSlow))
    }
    channel.writeAndFlush(bytes, promise: nil)
  }

  private func close(_ link: RelayLink) {
    flush(link)
    connections.removeValue(forKey: link)?.channel?.close(promise: nil)
  }

  private func inCall(_ body: () -> Void) {
    isInCall = true
    body()
    isInCall = false
  }

  private func report(_ event: RelaySocketEvent) {
    guard isInCall || !late.isEmpty else { return tell(event) }
    late.append(event)
    guard late.count == 1 else { return }
    connector.loop.execute { [self] in
      let events = late
      late = []
      for event in events { tell(event) }
    }
  }
}

/// What the handlers tell.
extension RelaySockets {
  func opened(_ link: RelayLink) {
    guard connections[link] != nil else { return }
    connections[link]?.isOpen = true
    report(.opened(link))
  }

  func received(_ link: RelayLink, _ bytes: ByteBuffer) {
    guard connections[link] != nil else { return }
    report(.received(link, bytes))
  }

  func readDone() { report(.readDone) }

  func writabilityChanged(_ link: RelayLink, isWritable: Bool) {
    guard connections[link] != nil else { return }
    report(.blocked(link, !isWritable))
  }

  /// - Parameter error: nil where the other side closed the connection.
  func ended(_ link: RelayLink, _ error: (any Error)?) {
    guard let connection = connections.removeValue(forKey: link) else { return }
    report(.closed(link, end(error, wasOpen: connection.isOpen)))
  }

  private func end(_ error: (any Error)?, wasOpen: Bool) -> RelayEnd {
    guard let error else { return .closed }
    let words = RelayFailure.words(for: error)
    if let error = error as? SocksError {
      return error.concernsDestination ? .failed(words) : .proxyFailed(words)
    }
    return connector.proxy != nil && !wasOpen ? .proxyFailed(words) : .failed(words)
  }
}
