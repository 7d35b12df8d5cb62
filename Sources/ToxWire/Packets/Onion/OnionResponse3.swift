/// An onion packet on its way back, from the destination to hop C. See `OnionResponse` for its
/// layout.
///
/// - Spec: "Onion Response Packet Structure"
public struct OnionResponse3: OnionResponse {
  public static let kind: UInt8 = 0x8c
  public static let hopsLeft = 3

  public var returnPath: OnionReturn
  public var payload: OnionResponsePayload

  public init(returnPath: OnionReturn, payload: OnionResponsePayload) {
    precondition(returnPath.hops == Self.hopsLeft, "one way back for each hop left")
    self.returnPath = returnPath
    self.payload = payload
  }
}
