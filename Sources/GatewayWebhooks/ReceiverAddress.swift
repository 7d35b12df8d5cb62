import CCurl
public import GatewayCore
import Glibc

/// Where a webhook's URL points, as curl itself reads it: another parser could disagree with curl
/// on the host.
public struct ReceiverAddress: Hashable, Sendable {
  /// A name, or an address; IPv6 in brackets.
  public let host: String
  public let port: UInt16
  public let scheme: Scheme

  public enum Scheme: String, Hashable, Sendable, CaseIterable {
    case https, http, smtps, smtp, mqtts, mqtt

    /// curl's own are for servers among themselves (25).
    var port: UInt16 {
      switch self {
      case .https: 443
      case .http: 80
      case .smtps: 465
      case .smtp: 587
      case .mqtts: 8883
      case .mqtt: 1883
      }
    }
  }

  /// Whether what is sent is encrypted on its way. Mail is, unless its webhook says otherwise.
  public var isEncrypted: Bool { scheme != .http && scheme != .mqtt }

  /// - Returns: nil for what is no URL of these, or has a name that is none.
  public init?(url: String) {
    guard let parts = curl_url() else { return nil }
    defer { curl_url_cleanup(parts) }
    guard curl_url_set(parts, CURLUPART_URL, url, Self.anyScheme) == CURLUE_OK,
      let scheme = Self.part(CURLUPART_SCHEME, of: parts).flatMap(Scheme.init),
      let host = Self.part(CURLUPART_HOST, of: parts),
      (1...Self.hostSizeMax).contains(host.utf8.count),
      let port = Self.port(of: parts, scheme), port > 0
    else { return nil }
    self.host = host.lowercased()
    self.port = port
    self.scheme = scheme
  }

  /// Whether the host is an address, which needs no name server.
  public var isNumeric: Bool {
    var space = in6_addr()
    return host.hasPrefix("[") || inet_pton(AF_INET, host, &space) == 1
  }

  /// Whether what is sent stays on this machine.
  public var isLoopback: Bool {
    var address = in_addr()
    if inet_pton(AF_INET, host, &address) == 1 { return address.s_addr.bigEndian >> 24 == 127 }
    return host == "localhost" || host == "[::1]"
  }

  /// Why nothing is sent to it, as far as its URL tells: a name may still have an address that is
  /// refused.
  public func refusal(unless allowed: AllowedAddresses) -> AddressRefusal? {
    let address = host.isLocalName ? InternetAddress("127.0.0.1") : numericAddress
    return address.flatMap { allowed.refusal(of: $0, host: host) }
  }

  /// The address that the host is, in any spelling that the system's resolver, or a proxy's, takes
  /// for one.
  private var numericAddress: InternetAddress? {
    if host.hasPrefix("[") {
      // A zone belongs to this machine, not to the address.
      return InternetAddress(String(host.dropFirst().prefix { $0 != "%" && $0 != "]" }))
    }
    var address = in_addr()
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    guard inet_aton(name, &address) != 0 else { return nil }
    return withUnsafeBytes(of: address.s_addr) { InternetAddress(bytes: Array($0)) }
  }

  /// curl 7.88 does not know "mqtts".
  static let anyScheme = UInt32(CURLU_NON_SUPPORT_SCHEME)

  /// The longest name that DNS and SOCKS5 take, in bytes.
  private static let hostSizeMax = 253

  private static func port(of parts: OpaquePointer, _ scheme: Scheme) -> UInt16? {
    guard let text = part(CURLUPART_PORT, of: parts) else { return scheme.port }
    return UInt16(text)
  }

  /// A part of a URL; nil where it has none.
  static func part(_ part: CURLUPart, of parts: OpaquePointer, flags: Int32 = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
