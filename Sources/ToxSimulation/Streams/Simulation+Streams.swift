import ToxCore
import ToxWire

/// TCP connections between nodes and relays.
extension Simulation {
  /// Sets the condition of a node's relay. Where it works again, or is gone, its present
  /// connections are broken.
  public mutating func setRelay(of id: NodeID, _ condition: RelayCondition) {
    let host = nodes[id.index].host
    relays.setCondition(of: host, to: condition)
    guard condition == .works || condition == .refuses else { return }
    for stream in streams.all(of: host) where streams[stream]?.server == host { reset(stream) }
  }

  /// Carries out what a node wants of its connections to relays.
  mutating func carryOut(_ action: RelayAction, at id: NodeID) {
    let node = nodes[id.index]
    switch action {
    case .connect(let link, let address): connect(link, of: node, to: address)
    case .send(let link, let bytes):
      if let stream = node.streams[link] { write(bytes, on: stream, to: .server) }
    case .setReading(let link, let isReading):
      if let stream = node.streams[link] { setReading(isReading, on: stream, at: .client) }
    case .close(let link):
      if let stream = node.streams.removeValue(forKey: link) { close(stream, by: .client) }
    }
  }

  /// Carries out what a machine wants of the connections that others made to it.
  mutating func carryOut(_ action: ServedAction) {
    switch action {
    case .send(let client, let bytes):
      write(bytes, on: StreamID(rawValue: client.rawValue), to: .client)
    case .setReading(let client, let isReading):
      setReading(isReading, on: StreamID(rawValue: client.rawValue), at: .server)
    case .close(let client): close(StreamID(rawValue: client.rawValue), by: .server)
    }
  }

  /// A machine's program ended: its system closes what it had.
  mutating func closeStreams(of host: HostID) {
    for id in streams.all(of: host) {
      guard let stream = streams[id] else { continue }
      close(id, by: stream.client == host ? .client : .server)
    }
  }

  mutating func carryOut(_ event: StreamEvent) {
    switch event {
    case .knock(let id): knock(id)
    case .answer(let id, let isYes): answer(id, isYes)
    case .flow(let id, let side): flow(id, to: side)
    }
  }

  // MARK: Opening

  private mutating func connect(_ link: RelayLink, of node: SimulatedNode, to address: RelayAddress)
  {
    // An address without a machine never answers, and no host name has an address here.
    guard let endpoint = address.endpoint,
      let (server, source) = network.streamRoute(from: node.host, to: endpoint)
    else { return }
    let stream = VirtualStream(from: node.host, to: server, source: source, link: link)
    let id = streams.add(stream)
    node.streams[link] = id
    let travel = network.streamTravel(from: node.host, to: server)
    agenda.plan(.stream(.knock(id)), at: instant + travel)
  }

  private mutating func knock(_ id: StreamID) {
    guard let stream = streams[id] else { return }
    guard !network.isCut(stream.client, from: stream.server) else {
      return agenda.plan(.stream(.knock(id)), at: instant + Self.knockAgainInterval)
    }
    let isYes: Bool
    switch relays.condition(of: stream.server) {
    case .works: isYes = accept(id, stream)
    case .refuses: isYes = false
    case .swallows, .stalls: isYes = true
    }
    let travel = network.streamTravel(from: stream.server, to: stream.client)
    agenda.plan(.stream(.answer(id, isYes: isYes)), at: instant + travel)
  }

  /// - Returns: whether a relay accepts the connection.
  private mutating func accept(_ id: StreamID, _ stream: VirtualStream) -> Bool {
    let client = RelayClientID(id.rawValue)
    let source = stream.source
    if let actions = relays.perform(on: stream.server, { $0.connected(client, from: source) }) {
      stream.accept()
      for action in actions { carryOut(action) }
      return true
    }
    guard let node = nodes[stream.server], node.isRunning, node.servesRelay else { return false }
    stream.accept()
    perform(on: stream.server) { $0.clientConnected(client, from: stream.source, now: $1) }
    return true
  }

  private mutating func answer(_ id: StreamID, _ isYes: Bool) {
    guard let stream = streams[id], stream.listeners.contains(.client) else { return }
    guard isYes else { return end(id, stream, at: .client) }
    perform(on: stream.client) { $0.relayConnected(stream.link, now: $1) }
  }

  // MARK: Flowing

  private mutating func write(_ bytes: [UInt8], on id: StreamID, to side: StreamSide) {
    guard let stream = streams[id] else { return }
    let (writer, reader) = (stream.host(at: side.other), stream.host(at: side))
    stream[to: side].write(
      bytes, travel: network.streamTravel(from: writer, to: reader),
      bytesPerSecond: network.profile(from: writer, to: reader).streamRate, now: instant)
    plan(id, to: side)
    guard !stream[to: side].isBlocked, stream[to: side].waiting > StreamPipe.waitingMax else {
      return
    }
    // The writer's outputs are being taken: new ones come along with them.
    stream[to: side].isBlocked = true
    let now = now(at: writer)
    _ = nodes[writer]?.perform {
      Self.tellBlocked(&$0, id: id, stream: stream, writer: side.other, now: now)
    }
  }

  private mutating func setReading(_ isReading: Bool, on id: StreamID, at side: StreamSide) {
    streams[id]?[to: side].isRead = isReading
    plan(id, to: side)
  }

  /// Looks for the next arrival when it is due.
  private mutating func plan(_ id: StreamID, to side: StreamSide, after pause: Interval = .zero) {
    guard let stream = streams[id], let due = stream[to: side].nextDue, stream[to: side].isRead,
      !stream[to: side].isPlanned
    else { return }
    stream[to: side].isPlanned = true
    agenda.plan(.stream(.flow(id, to: side)), at: max(due, instant + pause))
  }

  private mutating func flow(_ id: StreamID, to side: StreamSide) {
    guard let stream = streams[id] else { return }
    stream[to: side].isPlanned = false
    let condition = relays.condition(of: stream.server)
    let isStuck = side == .server && condition == .stalls
    guard !isStuck, !network.isCut(stream.client, from: stream.server) else {
      return plan(id, to: side, after: VirtualNetwork.retransmission)
    }
    guard stream[to: side].isRead, let arrival = stream[to: side].take(instant) else { return }
    plan(id, to: side)
    if condition != .swallows { deliver(arrival, of: id, stream, to: side) }
    if stream[to: side].isBlocked, stream[to: side].waiting <= StreamPipe.waitingLow {
      stream[to: side].isBlocked = false
      guard stream.listeners.contains(side.other) else { return }
      perform(on: stream.host(at: side.other)) {
        Self.tellBlocked(&$0, id: id, stream: stream, writer: side.other, now: $1)
      }
    }
  }

  private mutating func deliver(
    _ arrival: StreamPipe.Arrival, of id: StreamID, _ stream: VirtualStream, to side: StreamSide
  ) {
    guard stream.listeners.contains(side) else { return }
    guard case .bytes(let bytes) = arrival else { return end(id, stream, at: side) }
    let (writer, reader) = (stream.host(at: side.other), stream.host(at: side))
    trace(bytes, over: .tcp, from: network.endpoint(of: writer), to: reader)
    let client = RelayClientID(id.rawValue)
    guard side == .server else {
      return perform(on: reader) { $0.receive(bytes.span, on: stream.link, now: $1) }
    }
    if let actions = relays.perform(on: reader, { $0.received(bytes, from: client) }) {
      for action in actions { carryOut(action) }
    } else {
      perform(on: reader) { $0.receive(bytes.span, from: client, now: $1) }
    }
  }

  // MARK: Ending

  /// A side closes. What it wrote before still arrives.
  private mutating func close(_ id: StreamID, by side: StreamSide) {
    guard let stream = streams[id] else { return }
    stream.leave(side)
    stream[to: side].empty()
    guard stream.listeners.contains(side.other) else { return streams.remove(id) }
    let travel = network.streamTravel(
      from: stream.host(at: side), to: stream.host(at: side.other))
    stream[to: side.other].end(travel: travel, now: instant)
    plan(id, to: side.other)
  }

  /// The relay's machine no longer knows a connection, and says so.
  private mutating func reset(_ id: StreamID) {
    guard let stream = streams[id] else { return }
    stream[to: .client].empty()
    let isServed = stream.listeners.contains(.server)
    close(id, by: .server)
    guard isServed else { return }
    perform(on: stream.server) { $0.clientClosed(RelayClientID(id.rawValue), now: $1) }
  }

  /// A side hears that the other one is gone.
  private mutating func end(_ id: StreamID, _ stream: VirtualStream, at side: StreamSide) {
    stream.leave(side)
    if stream.listeners.isEmpty { streams.remove(id) }
    let host = stream.host(at: side)
    if side == .client {
      nodes[host]?.streams[stream.link] = nil
      perform(on: host) { $0.relayClosed(stream.link, now: $1) }
    } else if relays.perform(on: host, { $0.closed(RelayClientID(id.rawValue)) }) == nil {
      perform(on: host) { $0.clientClosed(RelayClientID(id.rawValue), now: $1) }
    }
  }

  private static func tellBlocked(
    _ node: inout ToxNode, id: StreamID, stream: VirtualStream, writer: StreamSide, now: Now
  ) {
    let isBlocked = stream[to: writer.other].isBlocked
    if writer == .client {
      node.relayBlocked(stream.link, isBlocked, now: now)
    } else {
      node.clientBlocked(RelayClientID(id.rawValue), isBlocked, now: now)
    }
  }

  private mutating func perform(on host: HostID, _ body: (inout ToxNode, Now) -> Void) {
    if let id = nodes.id(on: host) { perform(on: id, body) }
  }

  private func now(at host: HostID) -> Now {
    now(at: nodes.id(on: host) ?? NodeID(index: 0))
  }

  /// How long a client waits before it tries again where no answer came.
  private static let knockAgainInterval = Interval.seconds(1)
}
