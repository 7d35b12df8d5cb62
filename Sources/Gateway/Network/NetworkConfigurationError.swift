/// What is wrong with the network options.
public enum NetworkConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  case badNode(String)
  case badAddress(String)
  case badNetwork(String)
  case badProxy(String)
  /// The proxy's name would have to be resolved.
  case namedProxy(String)
  /// A proxy was named for a profile that uses none.
  case proxyUnused(NetworkProfile)
  /// `--port` or `--bind` where no UDP socket is opened.
  case nothingListens(NetworkProfile)
  /// There is no relay to go through.
  case noRelay(NetworkProfile)

  public var description: String {
    switch self {
    case .badNode(let text):
      "\"\(text)\" is no node: it is written HOST:PORT:KEY, the key as 64 hex digits."
    case .badAddress(let text): "\"\(text)\" is no IP address to bind to."
    case .badNetwork(let text):
      "\"\(text)\" is no way onto the network: there are \"direct\", \"relay\" and \"tor\"."
    case .badProxy(let text): "\"\(text)\" is no proxy: it is written socks5://ADDRESS:PORT."
    case .namedProxy(let text):
      "The proxy \"\(text)\" has a name, and nothing may resolve it: give its address."
    case .proxyUnused(let profile):
      "A proxy is used by --network tor, but this would run with \(profile.rawValue)."
    case .nothingListens(let profile):
      "--port and --bind are for UDP, which is never opened with --network \(profile.rawValue)."
    case .noRelay(let profile):
      "--network \(profile.rawValue) needs a relay, and none is named: --relay HOST:PORT:KEY."
    }
  }
}
