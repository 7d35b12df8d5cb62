/// The HTTP interface of a bot: `api { listen = "127.0.0.1:8080" }`.
public struct APISettings: Hashable, Sendable {
  public var listen: APIListening
  /// Names beside those of the address under which clients may ask it.
  public var names: [String]
  /// The files with its certificate and the key of that, in PEM; nil for plain text.
  public var certificate: String?
  public var key: String?
  /// Whether plain text may go over a network.
  public var isInsecure: Bool
  /// Whether anyone that can connect may ask whether the bot is healthy and ready.
  public var answersProbes: Bool
  /// Whether it has the pages of the web inbox too.
  public var servesPages: Bool

  public init(
    listen: APIListening, names: [String] = [], certificate: String? = nil, key: String? = nil,
    isInsecure: Bool = false, answersProbes: Bool = false, servesPages: Bool = false
  ) {
    self.listen = listen
    self.names = names
    self.certificate = certificate
    self.key = key
    self.isInsecure = isInsecure
    self.answersProbes = answersProbes
    self.servesPages = servesPages
  }

  /// What forbids it; nil where nothing does. The end of a sentence about the interface.
  public var mistake: String? {
    guard (certificate == nil) == (key == nil) else {
      return "needs both a certificate and its key, or neither"
    }
    guard listen.isOpenToOthers, certificate == nil, !isInsecure else { return nil }
    return "would be open to the network in plain text, tokens and messages with it: give it a"
      + " certificate and a key, let it listen on 127.0.0.1, or say that it may be insecure"
  }
}

/// Where the HTTP interface listens, as it is written.
public enum APIListening: Hashable, Sendable {
  case internet(InternetAddress, host: String, port: Int)
  /// The name of a socket in the bot's home.
  case unix(String)

  /// - Parameter text: "127.0.0.1:8080", "[::1]:8080", "localhost:8080" or "unix:api.sock".
  /// - Throws: the end of a sentence about the text.
  public init(_ text: String) throws(SettingMistake) {
    if let bytes = text.utf8.dropping("unix:") {
      let name = String(decoding: bytes, as: UTF8.self)
      guard !name.isEmpty else { throw SettingMistake("names no socket behind \"unix:\"") }
      guard name != ".", name != "..", !name.utf8.contains(where: { $0 == 0 || $0 == 0x2F }) else {
        throw SettingMistake("is no name: unix:NAME names a socket in the home, as unix:api.sock")
      }
      self = .unix(name)
      return
    }
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...])
    else {
      throw SettingMistake("is not written ADDRESS:PORT or unix:NAME")
    }
    var host = String(text[..<colon])
    // A name could be one of several addresses.
    if host == "localhost" { host = "127.0.0.1" }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    guard let address = InternetAddress(host) else {
      throw SettingMistake("names no IP address: write it like 127.0.0.1:8080 or [::1]:8080")
    }
    self = .internet(address, host: host, port: Int(port))
  }

  /// Whether others than this machine's users could connect. Only the owner may enter the home.
  var isOpenToOthers: Bool {
    switch self {
    case .internet(let address, _, _): !address.isLoopback
    case .unix: false
    }
  }
}

extension InternetAddress {
  public var isLoopback: Bool { AddressKind.of(self)?.kind == .loopback }
  /// Whether it stands for all addresses of the machine.
  public var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }
}
