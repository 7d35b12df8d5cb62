public import ToxWire

/// A SOCKS5 proxy, and the names under which this run of the program logs in at it.
///
/// Tor gives connections with different user names separate circuits, so that no exit and no relay
/// can tell that they belong together. Hence each destination has its own name, and each run other
/// names.
public struct SocksProxy: Hashable, Sendable {
  public var endpoint: Endpoint
  /// 16 hex digits, random in each run.
  private let run: String

  /// - Parameter run: random, another one in each run.
  public init(_ endpoint: Endpoint, run: UInt64) {
    self.endpoint = endpoint
    let digits = String(run, radix: 16)
    self.run = String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// For connections to this place.
  public func credentials(host: String, port: UInt16) -> SocksCredentials {
    var user = "\(run)-\(port)-\(host)"
    // By whole characters: half a character would be repaired into more bytes than it had.
    while user.utf8.count > SocksCredentials.sizeMax { user.removeLast() }
    return SocksCredentials(user: user, password: run)
  }
}

/// A user name and a password, each 1 to 255 bytes.
///
/// - Source: RFC 1929
public struct SocksCredentials: Hashable, Sendable {
  public var user: String
  public var password: String

  static let sizeMax = 255
}
