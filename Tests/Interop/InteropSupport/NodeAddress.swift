/// Where a DHT node is and which DHT key it has: what `--bootstrap HOST:PORT:KEY` takes.
public struct NodeAddress: Sendable, Hashable, CustomStringConvertible {
  public let host: String
  public let port: Int
  public let key: String

  public init(host: String = "127.0.0.1", port: Int, key: String) {
    self.host = host
    self.port = port
    self.key = key
  }

  public var description: String { "\(host):\(port):\(key)" }
}
