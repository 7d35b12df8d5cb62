import GatewayStore
import ToxCore
import ToxCrypto
import ToxWire

extension Identity {
  /// The stored identity; nil where its bytes are not one.
  init?(_ stored: StoredIdentity) {
    guard stored.secretKey.count == SecretKey.size,
      let noSpam = try? NoSpam(decoding: stored.nospam)
    else { return nil }
    self.init(
      keyPair: KeyPair(secretKey: SecretKey(bytes: stored.secretKey)), noSpam: noSpam)
  }

  var stored: StoredIdentity {
    StoredIdentity(secretKey: keyPair.secretKey.exportBytes(), nospam: noSpam.encoded())
  }
}
