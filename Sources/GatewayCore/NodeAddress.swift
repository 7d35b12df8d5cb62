/// A DHT node or TCP relay as written by a person: HOST:PORT:KEY, IPv6 in brackets.
public struct NodeAddress: Hashable, Sendable {
  /// Without brackets.
  public let host: String
  public let port: UInt16
  /// 64 hex digits.
  public let key: String

  /// - Returns: nil where the text is no such address.
  public init?(_ text: String) {
    guard let lastColon = text.lastIndex(of: ":"),
      let portColon = text[..<lastColon].lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: portColon)..<lastColon]), port > 0
    else { return nil }
    let key = text[text.index(after: lastColon)...]
    guard key.utf8.count == 64,
      key.utf8.allSatisfy({
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
          || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 | 0x20
      })
    else { return nil }
    var host = text[..<portColon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { return nil }
    self.host = String(host)
    self.port = port
    self.key = String(key)
  }
}
