public import GatewayCore

/// The network options of an agent.
public struct NetworkConfiguration: Hashable, Sendable {
  /// nil leaves it to the bot's file, otherwise "direct".
  public var profile: NetworkProfile?
  /// HOST:PORT:KEY of each bootstrap node, empty for none; nil leaves it to the bot's file,
  /// otherwise the public list.
  public var bootstrap: [String]?
  /// Whether the public list may be used.
  public var usesPublicNodes: Bool
  /// HOST:PORT:KEY of each TCP relay.
  public var relays: [String]
  /// socks5://ADDRESS:PORT
  public var proxy: String?
  /// nil: the first free one from 33445 to 33545; 0: any.
  public var port: UInt16?
  /// The IP address to listen on; nil: all.
  public var bindAddress: String?
  /// Whether to look for nodes on this machine and its local network.
  public var discoversLAN: Bool

  /// Where Debian's `tor` listens.
  public static let standardProxy = "socks5://127.0.0.1:9050"

  public init(
    profile: NetworkProfile? = nil, bootstrap: [String]? = nil, relays: [String] = [],
    proxy: String? = nil, port: UInt16? = nil, bindAddress: String? = nil,
    discoversLAN: Bool = true, usesPublicNodes: Bool = true
  ) {
    self.profile = profile
    self.bootstrap = bootstrap
    self.relays = relays
    self.proxy = proxy
    self.port = port
    self.bindAddress = bindAddress
    self.discoversLAN = discoversLAN
    self.usesPublicNodes = usesPublicNodes
  }
}
