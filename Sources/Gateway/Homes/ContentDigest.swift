import GatewayCore
import GatewayStore

/// SHA-256 of content as it comes.
public struct ContentDigest {
  private var digest = FileDigest()

  public init() {}

  public mutating func add(_ bytes: [UInt8]) { bytes.withUnsafeBytes { digest.add($0) } }

  /// 64 hex digits, of all bytes so far.
  public var hexadecimal: String { digest.value.hexadecimal }
}
