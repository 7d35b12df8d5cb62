import DequeModule
import ToxCrypto
import ToxWire

/// Our TCP relay for others: many connections, each with a handshake, slots and pings of its own.
///
/// A client that breaks the protocol loses its connection. Data is relayed as it comes or dropped,
/// never stored; which peers a client talks to, and from where, is known here while it is connected
/// and nowhere else.
///
/// A connection begins as a newcomer (`RelayServer+Greeting`) and becomes a client with its first
/// frame. What a client sends is counted: where it, its network or all clients together have sent
/// too much, reading from it pauses.
///
/// - Spec: "TCP server"
struct RelayServer {
  var newcomers: RelayNewcomers
  var clients = RelayClientTable()
  var pings = RelayPings()
  var handshakes: FairBudget
  var bytes: FairBudget
  let clientBytes: TokenRate
  let clientOnionRequests: TokenRate
  var routeCounts = ServedRouteCounts()
  /// The buffer in which frames are opened and, with another first byte, sealed again.
  var plaintext = RelayStream.makeBuffer()
  var backlog = RelayServerBacklog()
  private var notices: Deque<RelayServerNotice> = []

  init(_ context: inout NodeContext) {
    let limits = context.limits
    newcomers = RelayNewcomers(capacity: limits.relayNewcomers)
    handshakes = FairBudget(limits.relayHandshakes, &context.entropy)
    bytes = FairBudget(limits.relayBytes, &context.entropy)
    clientBytes = TokenRate(limits.relayClientBytes)
    clientOnionRequests = TokenRate(limits.relayClientOnionRequests)
  }

  /// How many clients are connected, newcomers left out.
  var clientCount: Int { clients.count }

  var hasNotices: Bool { !notices.isEmpty }

  mutating func nextNotice() -> RelayServerNotice? { notices.popFirst() }

  mutating func note(_ notice: RelayServerNotice) { notices.append(notice) }

  /// Bytes came, cut anywhere.
  mutating func receive(
    _ bytes: Span<UInt8>, from id: RelayClientID, _ context: inout NodeContext
  ) {
    if let index = clients.index(of: id) {
      receiveFrames(bytes, at: 0, from: index, &context)
    } else {
      greet(bytes, from: id, &context)
    }
    closeNoted(&context)
  }

  /// The other side closed the connection, or it broke.
  mutating func closed(_ id: RelayClientID, _ context: inout NodeContext) {
    newcomers.remove(id)
    if let index = clients.index(of: id) { remove(index, &context) }
    closeNoted(&context)
  }

  /// Closes a client's connection.
  mutating func close(_ id: RelayClientID, _ context: inout NodeContext) {
    newcomers.remove(id)
    if let index = clients.index(of: id) { remove(index, &context) }
    context.outputs.served(.close(id))
  }

  mutating func closeNoted(_ context: inout NodeContext) {
    while let id = backlog.takeClosing() {
      if clients.index(of: id) != nil { close(id, &context) }
    }
  }

  private mutating func remove(_ index: Int, _ context: inout NodeContext) {
    guard let client = clients.remove(index) else { return }
    context.timers.cancel(.relayPause(client.id))
    context.timers.cancel(.relayBlocked(client.id))
    forgetRoutes(of: client, &context)
  }
}
