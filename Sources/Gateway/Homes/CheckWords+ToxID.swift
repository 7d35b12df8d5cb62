public import GatewayCore
import ToxCrypto
import ToxWire

extension CheckWords {
  /// Rounds of the hash: another key with the same eight words is 2 to the 80 hashes away. They
  /// take some 20 ms.
  private static let rounds = 65_536

  /// Of the public key in a Tox ID, so that they stay the same under a new nospam.
  ///
  /// - Parameter toxID: 76 hex digits.
  /// - Returns: nil for what is no Tox ID.
  public init?(toxID: String) {
    guard let id = try? ToxID(text: toxID) else { return nil }
    var hash = Array("Postern check words 1".utf8) + id.publicKey.bytes
    for _ in 0..<Self.rounds { hash = Hash.sha512(hash) }
    self.init(hash: hash)
  }
}
