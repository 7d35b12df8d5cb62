/// An onion packet on its way back, from hop B to hop A, which sends the payload alone to the
/// sender. See `OnionResponse` for its layout.
///
/// - Spec: "Onion Response Packet Structure"
public struct OnionResponse1: OnionResponse {
  public static let kind: UInt8 = 0x8e
  public static let hopsLeft = 1

  public var returnPath: OnionReturn
  public var payload: OnionResponsePayload

  public init(returnPath: OnionReturn, payload: OnionResponsePayload) {
    precondition(returnPath.hops == Self.hopsLeft, "one way back for each hop left")
    self.returnPath = returnPath
    self.payload = payload
  }
}
