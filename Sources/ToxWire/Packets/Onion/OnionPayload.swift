/// What an onion carries to its destination: 1…1174 bytes that begin with 0x83, 0x85 or 0x87.
///
/// The exit hop sends it from its own address. With any other kind let through, a stranger could
/// have packets of his choice sent in our name (CVE-2018-25022): no such value can be made.
///
/// - Spec: "Onion Request Packet Structure"
/// - Differs: the spec names no filter.
public struct OnionRequestPayload: WireValue {
  public let bytes: [UInt8]

  public init(_ request: some OnionCarriedRequest) { bytes = request.encoded() }

  public init(from reader: inout Reader) throws(WireError) {
    switch try reader.peek() {
    case AnnounceRequest.kind, OnionDataRequest.kind, ExtendedAnnounceRequest.kind: break
    default: throw .kind
    }
    guard reader.remaining <= OnionSize.requestPayloadMax else { throw .size }
    bytes = reader.rest()
  }

  public func write(to writer: inout Writer) { writer.write(bytes) }
}

/// What an onion carries back to the sender: 1…1222 bytes that begin with 0x84, 0x86 or 0x88.
///
/// - Spec: "Onion Response Packet Structure"
/// - Differs: the spec names no filter.
public struct OnionResponsePayload: WireValue {
  public let bytes: [UInt8]

  public init(_ response: some OnionCarriedResponse) { bytes = response.encoded() }

  public init(from reader: inout Reader) throws(WireError) {
    switch try reader.peek() {
    case AnnounceResponse.kind, OnionDataResponse.kind, ExtendedAnnounceResponse.kind: break
    default: throw .kind
    }
    guard reader.remaining <= OnionSize.responsePayloadMax else { throw .size }
    bytes = reader.rest()
  }

  public func write(to writer: inout Writer) { writer.write(bytes) }
}

/// A packet that may leave an onion at its exit.
public protocol OnionCarriedRequest: Packet {}

/// A packet that may come back through an onion.
public protocol OnionCarriedResponse: Packet {}

/// A request as its destination receives it from hop C: the request, then the way back 177.
///
/// - Spec: "Onion Request Packet Structure"
public struct OnionDelivery<Request: OnionCarriedRequest>: Packet {
  public static var kind: UInt8 { Request.kind }

  public var request: Request
  public var returnPath: OnionReturn

  public init(_ request: Request, returnPath: OnionReturn) {
    precondition(returnPath.hops == OnionReturn.hopsMax, "three hops lead back")
    self.request = request
    self.returnPath = returnPath
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard reader.remaining <= OnionSize.packetMax else { throw .size }
    let size = reader.remaining - OnionReturn.size(hops: OnionReturn.hopsMax)
    request = try Request(decoding: try reader.bytes(size))
    returnPath = try OnionReturn(hops: OnionReturn.hopsMax, from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(request)
    writer.write(returnPath.bytes)
  }
}
