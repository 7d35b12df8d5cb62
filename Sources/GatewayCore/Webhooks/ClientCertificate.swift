/// The certificate by which a webhook's receiver recognizes the bot, and its private key. The key
/// is neither logged nor stored.
public struct ClientCertificate: Hashable, Sendable {
  /// PEM, with the certificates of authorities in between where there are some.
  public var certificate: [UInt8]
  /// PEM, not encrypted.
  public var key: [UInt8]

  public init(certificate: [UInt8], key: [UInt8]) {
    self.certificate = certificate
    self.key = key
  }
}

extension ClientCertificate: CustomStringConvertible {
  public var description: String { "<certificate>" }
}
