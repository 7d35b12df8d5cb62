import ToxCore
import ToxWire

/// How a router maps and filters, from the easiest to the hardest to reach.
public enum NATKind: String, Hashable, Sendable, CaseIterable {
  /// One outer port for each inner endpoint; whoever knows it gets in.
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
  /// How long a mapping outlives its last outgoing datagram: what RFC 4787 asks for at least.
  static let mappingLifetime = Interval.seconds(120)

  let kind: NATKind
  /// The router's public address.
  let address: IPAddress
  private var mappings: [Mapping] = []
  private var portNext: UInt16 = 20_000

  private struct Mapping {
    var inner: Endpoint
    /// Which destination it serves; nil for every one.
    var destination: Endpoint?
    var outerPort: UInt16
    var expires: Instant
    /// Who was sent to, and until when the way back is open.
    var permits: [(endpoint: Endpoint, expires: Instant)]
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
    let expires = now + Self.mappingLifetime
    let index = mappingIndex(from: inner, to: destination, now: now)
    mappings[index].expires = expires
    mappings[index].permits.removeAll { $0.endpoint == destination || $0.expires < now }
    mappings[index].permits.append((destination, expires))
    return Endpoint(address, port: mappings[index].outerPort)
  }

  /// A datagram arrives at the router's address.
  ///
  /// - Returns: the inner endpoint that it goes to; nil where the router lets nobody in.
  func translateIncoming(to outerPort: UInt16, from source: Endpoint, now: Instant) -> Endpoint? {
    guard let mapping = mappings.first(where: { $0.outerPort == outerPort && $0.expires >= now })
    else { return nil }
    let open = mapping.permits.filter { $0.expires >= now }.map(\.endpoint)
    let isAllowed =
      switch kind {
      case .fullCone: true
      case .restricted: open.contains { $0.address == source.address }
      case .portRestricted, .symmetric: open.contains(source)
      }
    return isAllowed ? mapping.inner : nil
  }

  /// The inner endpoint behind an outer port.
  func inner(of outerPort: UInt16) -> Endpoint? {
    mappings.first { $0.outerPort == outerPort }?.inner
  }

  private mutating func mappingIndex(
    from inner: Endpoint, to destination: Endpoint, now: Instant
  ) -> Int {
    mappings.removeAll { $0.expires < now }
    let served: Endpoint? = kind == .symmetric ? destination : nil
    if let index = mappings.firstIndex(where: { $0.inner == inner && $0.destination == served }) {
      return index
    }
    mappings.append(
      Mapping(
        inner: inner, destination: served, outerPort: takePort(), expires: now, permits: []))
    return mappings.count - 1
  }

  /// Ports go up by one, as cheap routers do: a neighbour of a known port is a good guess.
  private mutating func takePort() -> UInt16 {
    repeat {
      portNext = portNext == .max ? 20_000 : portNext + 1
    } while mappings.contains { $0.outerPort == portNext }
    return portNext
  }
}
