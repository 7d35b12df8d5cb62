import DequeModule
import ToxCrypto
import ToxWire

/// Our TCP relay for others: many connections, each with a handshake, slots and pings of its own.
///
/// Whoever breaks the protocol is hung up on. Data is relayed as it comes or dropped, never stored;
/// whom a client talks to, and from where, is known here while it is connected and nowhere else.
///
/// A connection begins as a newcomer (`RelayServer+Greeting`) and becomes a client with its first
/// frame. What a client sends is paid for: where it, its network or everybody together has sent too
/// much, reading from it pauses.
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
  /// Where frames are opened and, under another first byte, sealed from.
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

  /// Hangs up.
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
