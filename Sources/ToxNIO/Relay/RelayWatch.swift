public import ToxCore
import ToxWire

/// How it stands with one relay that the owner named, as far as TCP goes.
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
  /// Of the first failure since it was open last; nil where there was none.
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

/// Watches the connections to the relays that the owner named, and the proxy: what to tell a person
/// whose bot does not get onto the network.
struct RelayWatch {
  private let hasProxy: Bool
  private(set) var states: [Endpoint: RelayState] = [:]
  private(set) var proxy = ProxyState.unknown
  private var endpoints: [RelayLink: Endpoint] = [:]

  init(hasProxy: Bool) { self.hasProxy = hasProxy }

  /// Watches a relay from now on.
  mutating func add(_ endpoint: Endpoint) {
    if states[endpoint] == nil { states[endpoint] = RelayState() }
  }

  mutating func carryOut(_ action: RelayAction) {
    switch action {
    case .connect(let link, let endpoint):
      endpoints[link] = endpoint
      states[endpoint]?.status = .connecting
    case .send, .setReading: break
    case .close(let link):
      guard let endpoint = endpoints.removeValue(forKey: link) else { return }
      states[endpoint]?.status = .idle
    }
  }

  mutating func opened(_ link: RelayLink) {
    if hasProxy { proxy = .reachable }
    guard let endpoint = endpoints[link] else { return }
    states[endpoint]?.status = .open
    states[endpoint]?.failingSince = nil
  }

  mutating func closed(_ link: RelayLink, _ end: RelayEnd, now: Now) {
    if hasProxy { noteProxy(end) }
    guard let endpoint = endpoints.removeValue(forKey: link) else { return }
    states[endpoint]?.status = .failed(end)
    if states[endpoint]?.failingSince == nil { states[endpoint]?.failingSince = now }
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
