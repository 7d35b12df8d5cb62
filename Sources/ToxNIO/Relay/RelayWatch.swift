public import ToxCore

/// The state of one relay that the owner named, as far as TCP goes.
public struct RelayState: Hashable, Sendable {
  public enum Status: Hashable, Sendable {
    /// Not wanted by the node at present. Exits: connecting.
    case idle
    /// Exits: open, failed.
    case connecting
    /// Exits: failed, idle.
    case open
    /// Exits: connecting.
    case failed(RelayEnd)
  }

  public var status = Status.idle
  /// The time of the first failure since it was last open; nil where there was none.
  public var failingSince: Now?
}

/// How it stands with the proxy.
public enum ProxyState: Hashable, Sendable {
  /// Nothing was tried yet, or there is no proxy. Exits: reachable, away.
  case unknown
  /// Exits: away.
  case reachable
  /// In words why. Exits: reachable.
  case away(String)
}

/// Watches the connections to the relays that the owner named, and the proxy: for messages to a
/// person whose bot does not get onto the network.
struct RelayWatch {
  private let hasProxy: Bool
  private(set) var states: [RelayAddress: RelayState] = [:]
  private(set) var proxy = ProxyState.unknown
  private var addresses: [RelayLink: RelayAddress] = [:]

  init(hasProxy: Bool) { self.hasProxy = hasProxy }

  /// Watches a relay from now on.
  mutating func add(_ address: RelayAddress) {
    if states[address] == nil { states[address] = RelayState() }
  }

  mutating func carryOut(_ action: RelayAction) {
    switch action {
    case .connect(let link, let address):
      addresses[link] = address
      states[address]?.status = .connecting
    case .send, .setReading: break
    case .close(let link):
      guard let address = addresses.removeValue(forKey: link) else { return }
      states[address]?.status = .idle
    }
  }

  mutating func opened(_ link: RelayLink) {
    if hasProxy { proxy = .reachable }
    guard let address = addresses[link] else { return }
    states[address]?.status = .open
    states[address]?.failingSince = nil
  }

  mutating func closed(_ link: RelayLink, _ end: RelayEnd, now: Now) {
    if hasProxy { noteProxy(end) }
    guard let address = addresses.removeValue(forKey: link) else { return }
    states[address]?.status = .failed(end)
    if states[address]?.failingSince == nil { states[address]?.failingSince = now }
  }

  /// A proxy that says why it does not connect us is there.
  private mutating func noteProxy(_ end: RelayEnd) {
    switch end {
    case .proxyFailed(let words): proxy = .away(words)
    case .failed: proxy = .reachable
    case .closed, .tooSlow: break
    }
  }
}
