public import GatewayCore

/// The source of a profile.
public enum ProfileSource: Hashable, Sendable {
  case typed, file, home

  fileprivate func words(for profile: NetworkProfile) -> String {
    switch self {
    case .typed: "--network \(profile.rawValue)"
    case .file: "network = \"\(profile.rawValue)\" in the bot's file"
    case .home: "network \"\(profile.rawValue)\", which the bot of this home asks for,"
    }
  }
}

/// A mistake in the network options.
public enum NetworkConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
  case badNode(String)
  case badAddress(String)
  case badNetwork(String)
  case badProxy(String)
  /// The proxy is given by a host name, which would have to be resolved.
  case namedProxy(String)
  /// A proxy is given for a profile that uses none.
  case proxyUnused(NetworkProfile)
  /// `--port` or `--bind` where no UDP socket is opened.
  case nothingListens(NetworkProfile, ProfileSource)
  /// There is no relay to go through.
  case noRelay(NetworkProfile, ProfileSource)

  public var description: String {
    switch self {
    case .badNode(let text):
      "\"\(text)\" is no node: it is written HOST:PORT:KEY, the key as 64 hex digits."
    case .badAddress(let text): "\"\(text)\" is no IP address to bind to."
    case .badNetwork(let text):
      "\"\(text)\" is no network profile: there are \"direct\", \"relay\" and \"tor\"."
    case .badProxy(let text): "\"\(text)\" is no proxy: it is written socks5://ADDRESS:PORT."
    case .namedProxy(let text):
      "The proxy \"\(text)\" has a name, and nothing may resolve it: give its address."
    case .proxyUnused(let profile):
      "A proxy is used by --network tor, but this would run with \(profile.rawValue)."
    case .nothingListens(let profile, let source):
      "--port and --bind are for UDP, which \(source.words(for: profile)) never opens."
    case .noRelay(let profile, let source):
      "\(source.words(for: profile)) needs a relay, and none is named: give --relay HOST:PORT:KEY,"
        + " or relays = { \"HOST:PORT:KEY\" } in the profile of the bot's file."
    }
  }

  /// Whether one option alone is wrong, independent of the bot's file.
  var isMisspelt: Bool {
    switch self {
    case .badNode, .badAddress, .badNetwork, .badProxy, .namedProxy: true
    case .proxyUnused, .nothingListens, .noRelay: false
    }
  }
}
