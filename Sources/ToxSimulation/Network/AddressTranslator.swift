import ToxCore
import ToxWire

/// How a router maps and filters, from the most to the least reachable.
public enum NATKind: String, Hashable, Sendable, CaseIterable {
  /// One outer port for each inner endpoint, open to every source.
  case fullCone = "full-cone"
  /// As above; only addresses that were sent to get in.
  case restricted
  /// As above; only endpoints that were sent to get in.
  case portRestricted = "port-restricted"
  /// An outer port for each inner endpoint and destination; only that destination gets in.
  case symmetric
}

/// A router between a private network and the world.
struct AddressTranslator {
  /// How long a mapping outlives its last outgoing datagram: the minimum of RFC 4787.
  static let mappingLifetime = Interval.seconds(120)

  let kind: NATKind
  /// The router's public address.
  let address: IPAddress
  private var mappings: [Flow: Mapping] = [:]
  private var flowByPort: [UInt16: Flow] = [:]
  private var portNext: UInt16 = 20_000
  /// With so many mappings, expired ones are removed.
  private var clearingCount = clearingCountMin

  private static let clearingCountMin = 64

  /// What shares one outer port.
  private struct Flow: Hashable {
    var inner: Endpoint
    /// Which destination it serves; nil for every one.
    var destination: Endpoint?
  }

  private struct Mapping {
    var outerPort: UInt16
    var expires: Instant
    /// When the way back closes, for the kinds of router that close it.
    var permits: [Endpoint: Instant] = [:]
  }

  init(_ kind: NATKind, address: IPAddress) {
    self.kind = kind
    self.address = address
  }

  /// A datagram leaves.
  ///
  /// - Returns: the sender as the world sees it.
  mutating func translateOutgoing(
    from inner: Endpoint, to destination: Endpoint, now: Instant
  ) -> Endpoint {
    let flow = Flow(inner: inner, destination: kind == .symmetric ? destination : nil)
    let expires = now + Self.mappingLifetime
    if mappings[flow].map({ $0.expires < now }) ?? true { open(flow, now: now) }
    mappings[flow]?.expires = expires
    if let permit = permit(for: destination) { mappings[flow]?.permits[permit] = expires }
    return Endpoint(address, port: mappings[flow]?.outerPort ?? 0)
  }

  /// A datagram arrives at the router's address.
  ///
  /// - Returns: the inner endpoint that it goes to; nil where the router drops it.
  func translateIncoming(to outerPort: UInt16, from source: Endpoint, now: Instant) -> Endpoint? {
    guard let flow = flowByPort[outerPort], let mapping = mappings[flow], mapping.expires >= now
    else { return nil }
    guard let permit = permit(for: source) else { return flow.inner }
    guard let expires = mapping.permits[permit], expires >= now else { return nil }
    return flow.inner
  }

  /// The inner endpoint behind an outer port.
  func inner(of outerPort: UInt16) -> Endpoint? { flowByPort[outerPort]?.inner }

  /// The part of a peer's address that a permit is for; nil where the router needs none.
  private func permit(for peer: Endpoint) -> Endpoint? {
    switch kind {
    case .fullCone: nil
    case .restricted: Endpoint(peer.address, port: 0)
    case .portRestricted, .symmetric: peer
    }
  }

  private mutating func open(_ flow: Flow, now: Instant) {
    if mappings.count >= clearingCount { clear(now: now) }
    if let former = mappings[flow] { flowByPort[former.outerPort] = nil }
    let port = takePort()
    mappings[flow] = Mapping(outerPort: port, expires: now)
    flowByPort[port] = flow
  }

  private mutating func clear(now: Instant) {
    mappings = mappings.filter { $0.value.expires >= now }
    flowByPort = flowByPort.filter { mappings[$0.value]?.outerPort == $0.key }
    clearingCount = max(Self.clearingCountMin, mappings.count * 2)
  }

  /// Ports go up by one, as cheap routers do: a neighbour of a known port is a good guess.
  private mutating func takePort() -> UInt16 {
    repeat {
      portNext = portNext == .max ? 20_000 : portNext + 1
    } while flowByPort[portNext] != nil
    return portNext
  }
}
