/// An onion packet on its way back, from hop C to hop B. See `OnionResponse` for its layout.
///
/// - Spec: "Onion Response Packet Structure"
public struct OnionResponse2: OnionResponse {
  public static let kind: UInt8 = 0x8d
  public static let hopsLeft = 2

  public var returnPath: OnionReturn
  public var payload: OnionResponsePayload

  public init(returnPath: OnionReturn, payload: OnionResponsePayload) {
    precondition(returnPath.hops == Self.hopsLeft, "one way back for each hop left")
    self.returnPath = returnPath
    self.payload = payload
  }
}
