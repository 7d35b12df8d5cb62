/// Why a proxy gave no connection, in words for the owner.
public enum SocksError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It answered with something else than version 5.
  case notSocks5
  /// The proxy accepts neither a login by name nor an anonymous one.
  case noLogin
  /// It knows the user name method and refused the name.
  case loginRefused
  /// It did not connect us: the reply code.
  case refused(UInt8)
  /// It closed the connection in the middle of the conversation.
  case hungUp
  /// It said nothing for too long.
  case silent

  /// Whether the proxy works and only this destination could not be reached.
  var concernsDestination: Bool {
    if case .refused = self { true } else { false }
  }

  public var description: String {
    switch self {
    case .notSocks5: "what listens there is no SOCKS5 proxy"
    case .noLogin: "the proxy wants another way of logging in than user name and password"
    case .loginRefused: "the proxy refused the user name"
    case .refused(let code): Self.words(for: code)
    case .hungUp: "the proxy closed the connection without connecting it"
    case .silent: "the proxy did not answer in time"
    }
  }

  /// - Source: RFC 1928, section 6
  private static func words(for code: UInt8) -> String {
    switch code {
    case 1: "the proxy could not connect (it does not say why)"
    case 2: "the proxy's rules do not allow this destination"
    case 3: "the proxy can't reach the network of the destination"
    case 4: "the proxy can't reach the host, or does not know its name"
    case 5: "the destination refused the connection"
    case 6: "the proxy waited too long for the destination"
    case 7: "the proxy does not know how to connect"
    case 8: "the proxy does not take this kind of address"
    default: "the proxy refused, with the unknown code \(code)"
    }
  }
}
