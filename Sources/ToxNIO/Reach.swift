/// How a driver gets onto the network.
public enum Reach: Hashable, Sendable {
  /// A UDP socket, and TCP relays beside it.
  case udpAndRelays
  /// TCP connections to relays; no UDP socket is opened at any time.
  case relays
  /// The same through a SOCKS5 proxy, to which every connection of the driver goes.
  case proxiedRelays(SocksProxy)

  var usesUDP: Bool { self == .udpAndRelays }

  var proxy: SocksProxy? {
    if case .proxiedRelays(let proxy) = self { proxy } else { nil }
  }
}
