import NIOCore
import ToxCore

/// Carries out what the node wants done with its TCP connections to relays.
///
/// Touched on its loop only.
final class RelaySockets: @unchecked Sendable {
  private final class Connection {
    var channel: (any Channel)?
    /// From when it stands.
    var writer: FrameWriter?
  }

  private let connector: TCPConnector
  private let tell: (RelaySocketEvent) -> Void
  private var connections: [RelayLink: Connection] = [:]
  /// Whether the driver is calling us: events meanwhile are reported after the call, in order.
  private var isInCall = false
  private var late: [RelaySocketEvent] = []

  /// How much may wait for one relay, in bytes: the node holds back long before, except control
  /// frames. A relay that reads nothing is disconnected at this.
  static let unwrittenMax = 1 << 20
  /// How much may wait before the node is told to hold back, in bytes, and how little must be left
  /// before it is told to go on. Frames of a burst of 100 messages fit.
  private static let waterMark = FrameWriter.WaterMark(low: 64 << 10, high: 256 << 10)

  /// - Parameter tell: called on the loop, never from within a call of the driver's.
  init(_ connector: TCPConnector, tell: @escaping (RelaySocketEvent) -> Void) {
    self.connector = connector
    self.tell = tell
  }

  /// How many connections there are or are being opened.
  var count: Int { connections.count }

  func carryOut(_ action: RelayAction) {
    inCall {
      switch action {
      case .connect(let link, let address): connect(link, to: SocksDestination(address))
      case .send(let link, let bytes): send(bytes, on: link)
      case .setReading(let link, let isOn): setReading(isOn, on: link)
      case .close(let link): close(link)
      }
    }
  }

  /// Ends all connections without a word to the node.
  func closeAll() {
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

  private func send(_ piece: [UInt8], on link: RelayLink) {
    guard let writer = connections[link]?.writer else { return }
    guard writer.waitingBytes + piece.count <= Self.unwrittenMax else {
      close(link)
      return report(.closed(link, .tooSlow))
    }
    writer.write(piece)
  }

  private func setReading(_ isOn: Bool, on link: RelayLink) {
    try? connections[link]?.channel?.syncOptions?.setOption(.autoRead, value: isOn)
  }

  private func close(_ link: RelayLink) {
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
  func opened(_ link: RelayLink, _ channel: any Channel) {
    guard let connection = connections[link] else { return }
    connection.writer = FrameWriter(channel, Self.waterMark) { [unowned self] isBlocked in
      guard connections[link] != nil else { return }
      report(.blocked(link, isBlocked))
    }
    report(.opened(link))
  }

  func received(_ link: RelayLink, _ bytes: ByteBuffer) {
    guard connections[link] != nil else { return }
    report(.received(link, bytes))
  }

  func readDone() { report(.readDone) }

  /// - Parameter error: nil where the other side closed the connection.
  func ended(_ link: RelayLink, _ error: (any Error)?) {
    guard let connection = connections.removeValue(forKey: link) else { return }
    report(.closed(link, end(error, wasOpen: connection.writer != nil)))
  }

  private func end(_ error: (any Error)?, wasOpen: Bool) -> RelayEnd {
    guard let error else { return .closed }
    let words = TCPFailure.words(for: error)
    if let error = error as? SocksError {
      return error.concernsDestination ? .failed(words) : .proxyFailed(words)
    }
    return connector.proxy != nil && !wasOpen ? .proxyFailed(words) : .failed(words)
  }
}
