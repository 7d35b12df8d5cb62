import GatewayCore

/// The names under which a server may be asked. A page on the web can let its own name lead to this
/// machine, but its browser then sends that name as `Host`.
struct HostNames: Sendable {
  private let names: Set<String>
  private let allowsAddresses: Bool

  /// - Parameters:
  ///   - address: where it listens; nil for a socket in the file system.
  ///   - others: what the owner names.
  init(listeningAt address: InternetAddress?, others: [String]) {
    var names = Set(others.map { $0.lowercased() })
    if address.map({ $0.isLoopback }) ?? true { names.insert("localhost") }
    self.names = names
    listening = address
    allowsAddresses = address?.isUnspecified ?? false
  }

  private let listening: InternetAddress?

  /// - Parameter host: the value of the header field, with a port or without.
  func contains(_ host: String) -> Bool {
    guard let name = Self.withoutPort(host) else { return false }
    if let address = InternetAddress(name) {
      return allowsAddresses || address == listening
        || address.isLoopback && (listening?.isLoopback ?? true)
    }
    return names.contains(name)
  }

  private static func withoutPort(_ host: String) -> String? {
    let host = host.lowercased()
    if host.hasPrefix("[") {
      guard let end = host.firstIndex(of: "]") else { return nil }
      let rest = host[host.index(after: end)...]
      guard rest.isEmpty || isPort(rest) else { return nil }
      return String(host[...end])
    }
    guard let colon = host.firstIndex(of: ":") else { return host }
    return isPort(host[colon...]) ? String(host[..<colon]) : nil
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.first == ":" && UInt16(text.dropFirst()) != nil
  }
}
