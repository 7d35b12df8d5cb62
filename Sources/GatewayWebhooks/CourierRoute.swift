/// How the courier gets to receivers.
public enum CourierRoute: Sendable {
  /// Straight, names by the system's resolver.
  case direct
  /// Straight, to these addresses by name in lower case (IPv6 in brackets); a name that is not
  /// among them is not resolved, and its receiver not spoken to.
  case pinned([String: String])
  /// Everything through a SOCKS5 proxy, which resolves the names.
  case proxied(CourierProxy)
}

/// The proxy of `CourierRoute.proxied`.
public struct CourierProxy: Sendable {
  /// Its address and port, IPv6 in brackets.
  public var address: String
  /// User name and password for connections to one receiver.
  public var credentials: @Sendable (ReceiverAddress) -> (user: String, password: String)

  public init(
    address: String,
    credentials: @escaping @Sendable (ReceiverAddress) -> (user: String, password: String)
  ) {
    self.address = address
    self.credentials = credentials
  }
}
