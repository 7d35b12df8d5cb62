import Synchronization
public import ToxWire

/// Hosts that only the proxy may resolve.
///
/// The core knows addresses alone. A name that nothing in this process may resolve gets one that no
/// host on earth has; where the node wants a connection to it, the proxy is given the name.
public final class HostNames: Sendable {
  private let names = Mutex<[String]>([])

  public init() {}

  /// The address that stands for the name; the same one each time.
  public func placeholder(for name: String, port: UInt16) -> Endpoint {
    let index = names.withLock { names in
      if let known = names.firstIndex(of: name) { return known }
      names.append(name)
      return names.count - 1
    }
    return Endpoint(.discarded(UInt64(index) + 1), port: port)
  }

  /// Where a connection to this endpoint goes.
  public func destination(of endpoint: Endpoint) -> SocksDestination {
    guard endpoint.address.isDiscarded, case .v6(_, let number) = endpoint.address, number > 0
    else {
      return .endpoint(endpoint)
    }
    return names.withLock { names in
      guard number <= names.count else { return .endpoint(endpoint) }
      return .name(names[Int(number) - 1], port: endpoint.port)
    }
  }
}
