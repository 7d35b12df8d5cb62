public import ToxCrypto
public import ToxWire

/// Who a node is: its long-term key pair and the nospam of its Tox ID.
public struct Identity: Sendable {
  public let keyPair: KeyPair<LongTermPublicKey>
  public var noSpam: NoSpam

  public init(keyPair: KeyPair<LongTermPublicKey>, noSpam: NoSpam) {
    self.keyPair = keyPair
    self.noSpam = noSpam
  }

  /// A new identity.
  public init(from entropy: inout some RandomNumberGenerator) {
    keyPair = KeyPair(from: &entropy)
    noSpam = NoSpam(UInt32(truncatingIfNeeded: entropy.next()))
  }

  public var toxID: ToxID { ToxID(publicKey: keyPair.publicKey, noSpam: noSpam) }
}
