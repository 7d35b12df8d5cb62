public import NIOCore
public import NIOPosix
public import ToxCore
import ToxWire

/// Runs one `ToxNode` on one event loop, with a UDP socket (where its reach has one) and TCP
/// connections to relays: hands it inputs and the time, and carries out its outputs.
///
/// The actor's executor is the event loop, so that the channel's handler calls it without changing
/// threads. When idle, nothing runs: there is no tick, only the node's own next wake.
public actor Driver {
  /// Work on the node from another thread.
  public typealias Work = @Sendable (inout ToxNode, Now) -> Void

  /// Kept alive here, because the actor's executor is an unowned reference.
  private nonisolated let executor: any SerialExecutor
  nonisolated let loop: any EventLoop
  private nonisolated let mailbox: HandoverQueue<Work>
  private let events: @Sendable ([Event]) -> Void
  let proxyChanged: @Sendable (ProxyState) -> Void

  /// Those of the node.
  let limits: Limits
  var node: ToxNode
  private(set) var state: State
  private var timer = WakeTimer()
  private var eventsWaiting: [Event] = []
  var receiveBatch = ReceiveBatch()
  var sendBatch = SendBatch()
  private var relaySockets: RelaySockets?
  var relayWatch: RelayWatch
  /// The connections to our own relay, where we serve as one.
  var served: ServedConnections?
  /// Where they are read into; one for all.
  var servedInbox: [UInt8] = []
  /// Whether the end of this turn of the loop was asked for.
  var isBurstEnding = false
  /// What was done so far.
  public internal(set) var counters = DriverCounters()

  enum State {
    /// Exits: open, closed.
    case opening(UDPSocket?)
    /// Exits: closed.
    case open(OpenSocket?)
    /// No exits.
    case closed
  }

  struct OpenSocket {
    let socket: UDPSocket
    let channel: any Channel
  }

  /// The UDP port that the driver listens on; nil where it has no UDP socket.
  public nonisolated let port: UInt16?

  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// Starts a node, on a bound socket where its reach has UDP.
  ///
  /// - Parameters:
  ///   - group: whose loop to live on.
  ///   - proxyChanged: called on the loop when the proxy becomes unavailable or available; must not
  ///     block.
  ///   - events: called on the loop with the node's events of one burst; must not block.
  /// - Throws: `BindError`.
  public static func start(
    identity: Identity, limits: Limits = Limits(),
    configuration: DriverConfiguration = DriverConfiguration(),
    group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
    proxyChanged: @escaping @Sendable (ProxyState) -> Void = { _ in },
    events: @escaping @Sendable ([Event]) -> Void
  ) async throws -> Driver {
    let socket =
      configuration.reach.usesUDP
      ? try UDPSocket.bind(configuration.port, address: configuration.address) : nil
    let driver = Driver(
      identity, limits: limits, configuration: configuration, socket: socket,
      loop: group.next(), proxyChanged: proxyChanged,
      events: events)
    try await driver.open(configuration.reach.proxy)
    return driver
  }

  private init(
    _ identity: Identity, limits: Limits, configuration: DriverConfiguration,
    socket: UDPSocket?, loop: any EventLoop,
    proxyChanged: @escaping @Sendable (ProxyState) -> Void,
    events: @escaping @Sendable ([Event]) -> Void
  ) {
    self.loop = loop
    self.limits = limits
    executor = loop.executor
    mailbox = HandoverQueue(capacity: configuration.mailboxCapacity)
    self.proxyChanged = proxyChanged
    self.events = events
    port = socket?.port
    state = .opening(socket)
    relayWatch = RelayWatch(hasProxy: configuration.reach.proxy != nil)
    node = ToxNode(
      identity: identity, limits: limits, transports: configuration.reach.transports,
      entropy: KernelEntropy(), now: SystemClock.now())
  }

  /// Changes the node, and returns when it has.
  public func perform<Result: Sendable, Failure: Error>(
    _ body: @Sendable (inout ToxNode, Now) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { finishBurst() }
    return try body(&node, SystemClock.now())
  }

  /// Changes the node soon: for work that is too frequent to be waited for. Work from one thread
  /// keeps its order.
  ///
  /// - Returns: false where too much waits already; then the work is dropped.
  @discardableResult
  public nonisolated func enqueue(_ work: @escaping Work) -> Bool {
    switch mailbox.put(work) {
    case .first: loop.execute { self.assumeIsolated { $0.emptyMailbox() } }
    case .joined: break
    case .refused: return false
    }
    return true
  }

  /// Says goodbye to the contacts and closes the sockets. Later calls change a node without
  /// sockets.
  public func shutdown() async {
    guard case .open(let open) = state else { return }
    emptyMailbox()
    node.shutdown(now: SystemClock.now())
    finishBurst()
    timer.cancel()
    state = .closed
    relaySockets?.closeAll()
    relaySockets = nil
    served?.closeAll()
    served = nil
    try? await open?.channel.close()
  }
}

extension Driver {
  private func open(_ proxy: SocksProxy?) async throws {
    guard case .opening(let socket) = state else { return }
    relaySockets = RelaySockets(
      TCPConnector(loop: loop, proxy: proxy)
    ) { [weak self] event in
      self?.assumeIsolated { $0.handle(event) }
    }
    guard let socket else {
      state = .open(nil)
      return finishBurst()
    }
    let channel = try await DatagramBootstrap(group: loop)
      .channelOption(.autoRead, value: false)
      .channelOption(.maxMessagesPerRead, value: 1)
      .channelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(DatagramHandler(self, socket))
        }
      }
      .withBoundSocket(socket.descriptor).get()
    state = .open(OpenSocket(socket: socket, channel: channel))
    finishBurst()
    try await channel.setOption(.autoRead, value: true).get()
  }

  /// Whether the node takes part in the network: neither before its start nor after its end.
  var isOpen: Bool { if case .open = state { true } else { false } }

  func socketClosed() {
    state = .closed
    timer.cancel()
  }

  private func emptyMailbox() {
    let now = SystemClock.now()
    for work in mailbox.takeAll() { work(&node, now) }
    finishBurst()
  }

  private func wake() {
    guard isOpen else { return }
    counters.wakeUps += 1
    let now = SystemClock.now()
    guard timer.fired(now: now.monotonic, schedule: schedule) else { return }
    node.advance(to: now)
    finishBurst()
  }

  /// Carries out everything that the node wants done; its events are reported together.
  func finishBurst() {
    while let output = node.nextOutput() {
      switch output {
      case .transmit(let transmit): send(transmit)
      case .relay(let action):
        relayWatch.carryOut(action)
        relaySockets?.carryOut(action)
      case .served(let action): served?.carryOut(action)
      case .event(let event): eventsWaiting.append(event)
      case .wake(let instant, _): timer.want(instant, schedule: schedule)
      }
    }
    flush()
    guard !eventsWaiting.isEmpty else { return }
    let batch = eventsWaiting
    eventsWaiting.removeAll(keepingCapacity: true)
    events(batch)
  }

  private func schedule(_ instant: Instant) -> Scheduled<Void> {
    // Both clocks are CLOCK_MONOTONIC.
    let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(0, instant.nanoseconds)))
    return loop.scheduleTask(deadline: deadline) { self.assumeIsolated { $0.wake() } }
  }
}
