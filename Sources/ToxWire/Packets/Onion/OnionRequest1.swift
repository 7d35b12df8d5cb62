/// An onion packet from hop A to hop B. See `OnionRequest` for its layout.
///
/// - Spec: "Onion Request Packet Structure"
public struct OnionRequest1: OnionRequest {
  public static let kind: UInt8 = 0x81
  public static let hopsPassed = 1
  public static let overhead = 217

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
