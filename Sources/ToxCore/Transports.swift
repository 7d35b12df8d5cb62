/// What a node may use to reach others.
public struct Transports: Hashable, Sendable {
  /// Datagrams, and with them the DHT and discovery on the local network. Without them everything
  /// goes through TCP relays, and peers see no address of the node's.
  public var usesUDP: Bool
  /// Whether the node connects to relays that contacts name, beside those of its owner: each relay
  /// sees where the connection comes from, and a contact may name its own relay.
  public var trustsNamedRelays: Bool

  public init(usesUDP: Bool, trustsNamedRelays: Bool) {
    self.usesUDP = usesUDP
    self.trustsNamedRelays = trustsNamedRelays
  }

  /// Everything.
  public static let all = Transports(usesUDP: true, trustsNamedRelays: true)
  /// TCP relays, and none but the owner's.
  public static let ownRelays = Transports(usesUDP: false, trustsNamedRelays: false)
  /// TCP relays, also those that contacts name: for a node whose connections show no address, as
  /// through Tor.
  public static let anyRelays = Transports(usesUDP: false, trustsNamedRelays: true)
}
