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

  /// The caller wipes it.
  fileprivate var stored: StoredIdentity {
    StoredIdentity(secretKey: keyPair.secretKey.exportBytes(), nospam: noSpam.encoded())
  }
}

extension StoreReader {
  /// The identity; its key is then in guarded memory only.
  func loadedIdentity() throws(StoreError) -> Identity? {
    guard var stored = try identity() else { return nil }
    defer { stored.wipe() }
    return Identity(stored)
  }

  /// The identity of a home that must have one.
  ///
  /// - Parameter path: of the home, for the error.
  func identity(ofHome path: String) throws(StoreError) -> Identity {
    if let identity = try loadedIdentity() { return identity }
    guard try identity() == nil else { throw .corrupt("the key has a wrong size") }
    throw .keyMissing(path: path)
  }
}

extension StoreTransaction {
  func store(_ identity: Identity) throws(StoreError) {
    var stored = identity.stored
    defer { stored.wipe() }
    try setIdentity(stored)
  }
}
