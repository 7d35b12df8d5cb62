public import ToxCrypto
public import ToxWire

/// The identity of a node: its long-term key pair and the nospam of its Tox ID.
public struct Identity: Sendable {
  public let keyPair: KeyPair<LongTermPublicKey>
  public var noSpam: NoSpam
  /// The DHT key pair of a node that others know by it; nil: a new one in each run.
  public let dhtKeyPair: KeyPair<DHTPublicKey>?
  /// Whether it is a person, which contacts search for. A node that only serves announces nothing.
  let isPerson: Bool

  public init(keyPair: KeyPair<LongTermPublicKey>, noSpam: NoSpam) {
    self.keyPair = keyPair
    self.noSpam = noSpam
    dhtKeyPair = nil
    isPerson = true
  }

  /// A new identity.
  public init(from entropy: inout some RandomNumberGenerator) {
    self.init(
      keyPair: KeyPair(from: &entropy),
      noSpam: NoSpam(UInt32(truncatingIfNeeded: entropy.next())))
  }

  /// A node that only serves, under a DHT key that stays. Its long-term key is made for this run
  /// and never told.
  public init(
    serving dhtKeyPair: KeyPair<DHTPublicKey>, from entropy: inout some RandomNumberGenerator
  ) {
    keyPair = KeyPair(from: &entropy)
    noSpam = NoSpam(UInt32(truncatingIfNeeded: entropy.next()))
    self.dhtKeyPair = dhtKeyPair
    isPerson = false
  }

  public var toxID: ToxID { ToxID(publicKey: keyPair.publicKey, noSpam: noSpam) }
}
