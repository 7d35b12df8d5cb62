import ToxCore

/// How a driver gets onto the network.
public enum Reach: Hashable, Sendable {
  /// A UDP socket, and TCP relays beside it.
  case udpAndRelays
  /// TCP connections to the relays that the owner named; no UDP socket is opened at any time.
  case relays
  /// TCP connections to relays through a SOCKS5 proxy, to those that contacts name as well: the
  /// driver connects to nothing but the proxy.
  case proxiedRelays(SocksProxy)

  var usesUDP: Bool { transports.usesUDP }

  var transports: Transports {
    switch self {
    case .udpAndRelays: .all
    case .relays: .ownRelays
    case .proxiedRelays: .anyRelays
    }
  }

  var proxy: SocksProxy? {
    if case .proxiedRelays(let proxy) = self { proxy } else { nil }
  }
}
