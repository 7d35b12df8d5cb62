import GatewayCore
import ToxNIO
import ToxWire

/// The result of the options, the bot's file and the home: the profile, and its nodes and relays.
///
/// Where they differ the stricter profile wins: a bot with the profile "relay" is never run direct,
/// and a contradiction is an error before anything is opened.
struct NetworkPlan: Sendable {
  let profile: NetworkProfile
  /// Nodes to join through; in the profiles without UDP they are onion hops behind relays.
  let bootstrap: [BootstrapNode]
  /// TCP relays to stay connected to.
  let relays: [BootstrapNode]
  /// The nodes and relays named by option or file, which the home stores.
  let ways: NamedWays
  /// The proxy, with its text as the owner wrote it.
  let proxy: (SocksProxy, text: String)?
  let driver: DriverConfiguration
  let discoversLAN: Bool

  /// - Parameters:
  ///   - bot: nil for an agent without rules.
  ///   - home: the settings of the bot that last ran on the home, if any.
  init(
    _ options: NetworkConfiguration, bot: BotConfiguration?, home: HomeNetwork?
  ) throws(NetworkConfigurationError) {
    let source: ProfileSource
    (profile, source) = try Self.profile(options, bot: bot, home: home?.profile)
    let written = bot.map { NamedWays($0.profile) } ?? home?.ways ?? NamedWays()
    ways = NamedWays(
      relays: options.relays.isEmpty ? written.relays : options.relays,
      nodes: options.bootstrap ?? written.nodes)
    let ownNodes = ways.nodes
    let publicNodes = options.usesPublicNodes ? BuiltInNodes.all : []
    let named = try Self.nodes(ownNodes ?? publicNodes)
    let relays = try Self.nodes(ways.relays)
    let isBuiltIn = ownNodes == nil
    switch profile {
    case .direct:
      bootstrap = named
      self.relays = relays
    case .relay:
      // Of the built-in list only the entries with addresses are used, so that no name is resolved,
      // not even before the start.
      bootstrap = isBuiltIn ? named.filter { $0.endpoint != nil } : named
      self.relays = relays.isEmpty ? bootstrap : relays
    case .tor:
      bootstrap = named.filter { $0.endpoint != nil }
      self.relays = relays.isEmpty ? named : relays
    }
    if profile != .direct, self.relays.isEmpty {
      throw .noRelay(profile, source)
    }
    proxy = try Self.proxy(options, profile)
    driver = try Self.driver(options, profile: profile, source: source, proxy: proxy?.0)
    discoversLAN = profile == .direct && options.discoversLAN
  }

  private static func profile(
    _ options: NetworkConfiguration, bot: BotConfiguration?, home: NetworkProfile?
  ) throws(NetworkConfigurationError) -> (NetworkProfile, ProfileSource) {
    let typed = options.profile ?? .direct
    if let bot {
      guard let wish = try bot.networkProfile, wish > typed else { return (typed, .typed) }
      return (wish, .file)
    }
    guard let home, home > typed else { return (typed, .typed) }
    return (home, .home)
  }

  private static func nodes(
    _ texts: [String]
  ) throws(NetworkConfigurationError) -> [BootstrapNode] {
    var nodes: [BootstrapNode] = []
    for text in texts { nodes.append(try BootstrapNode(text)) }
    return nodes
  }

  private static func proxy(
    _ options: NetworkConfiguration, _ profile: NetworkProfile
  ) throws(NetworkConfigurationError) -> (SocksProxy, text: String)? {
    guard profile == .tor else {
      if options.proxy != nil { throw .proxyUnused(profile) }
      return nil
    }
    let text = options.proxy ?? NetworkConfiguration.standardProxy
    return (SocksProxy(try ProxyAddress.endpoint(text), run: .random(in: 0 ... .max)), text)
  }

  private static func driver(
    _ options: NetworkConfiguration, profile: NetworkProfile, source: ProfileSource,
    proxy: SocksProxy?
  ) throws(NetworkConfigurationError) -> DriverConfiguration {
    var configuration = DriverConfiguration()
    if profile != .direct {
      guard options.port == nil, options.bindAddress == nil else {
        throw .nothingListens(profile, source)
      }
      configuration.reach = proxy.map(Reach.proxiedRelays) ?? .relays
    }
    if let port = options.port { configuration.port = .exactly(port) }
    if let text = options.bindAddress {
      guard let address = IPAddress(text: text) else { throw .badAddress(text) }
      configuration.address = address
    }
    return configuration
  }
}

extension BotConfiguration {
  /// The profile that the bot's file names; nil where it names none.
  var networkProfile: NetworkProfile? {
    get throws(NetworkConfigurationError) {
      guard let text = profile.network else { return nil }
      guard let profile = NetworkProfile(rawValue: text) else { throw .badNetwork(text) }
      return profile
    }
  }
}
