public import ArgumentParser
public import TestSupport
public import ToxWire

extension PublicKey {
  /// 64 hex digits.
  public init?(argument: String) {
    guard let bytes = [UInt8](hex: argument), bytes.count == Self.size else { return nil }
    self.init(bytes)
  }
}

extension DHTPublicKey: ExpressibleByArgument {}
extension LongTermPublicKey: ExpressibleByArgument {}

extension ToxID: ExpressibleByArgument {
  public init?(argument: String) {
    guard let toxID = try? ToxID(text: argument) else { return nil }
    self = toxID
  }
}

extension FloodKind: ExpressibleByArgument {}

/// A node on loopback, by its port and its DHT key.
struct NodeName: ExpressibleByArgument {
  var port: UInt16
  var key: DHTPublicKey

  var endpoint: Endpoint { Endpoint(.loopback4, port: port) }
}

extension NodeName {
  /// PORT:KEY.
  init?(argument: String) {
    let parts = argument.split(separator: ":")
    guard parts.count == 2, let port = UInt16(parts[0]),
      let key = DHTPublicKey(argument: String(parts[1]))
    else { return nil }
    self.init(port: port, key: key)
  }

  /// PORT:KEY.
  var text: String { "\(port):\(key.bytes.hexUppercased)" }
}
