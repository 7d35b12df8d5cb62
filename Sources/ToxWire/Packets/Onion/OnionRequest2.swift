/// An onion packet from hop B to hop C. See `OnionRequest` for its layout.
///
/// - Spec: "Onion Request Packet Structure"
public struct OnionRequest2: OnionRequest {
  public static let kind: UInt8 = 0x82
  public static let hopsPassed = 2
  public static let overhead = 209

  public var nonce: Nonce
  public var key: EphemeralPublicKey
  public var sealed: Sealed
  public var returnPath: OnionReturn

  public init(
    nonce: Nonce, key: EphemeralPublicKey, sealed: Sealed, returnPath: OnionReturn
  ) {
    precondition(returnPath.hops == Self.hopsPassed, "one way back for each hop passed")
    self.nonce = nonce
    self.key = key
    self.sealed = sealed
    self.returnPath = returnPath
  }
}
