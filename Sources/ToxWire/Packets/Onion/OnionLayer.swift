/// What hop A or B finds in its layer: where to send the rest 19, the key of the next layer 32, the
/// box of the next layer.
///
/// - Spec: "Onion Request Packet Structure"
public struct OnionRelayLayer: WireValue {
  /// Spoken to over UDP alone.
  public var next: Endpoint
  public var key: EphemeralPublicKey
  public var sealed: Sealed

  public init(next: Endpoint, key: EphemeralPublicKey, sealed: Sealed) {
    self.next = next
    self.key = key
    self.sealed = sealed
  }

  public init(from reader: inout Reader) throws(WireError) {
    next = try Endpoint(onionHopFrom: &reader)
    key = try EphemeralPublicKey(from: &reader)
    sealed = try Sealed(restOf: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(FixedEndpoint(.udp, next))
    writer.write(key)
    writer.write(sealed)
  }
}

/// What hop C finds in its layer: the destination 19, and what to send there.
///
/// - Spec: "Onion Request Packet Structure"
public struct OnionExitLayer: WireValue {
  /// Spoken to over UDP alone.
  public var destination: Endpoint
  public var payload: OnionRequestPayload

  public init(destination: Endpoint, payload: OnionRequestPayload) {
    self.destination = destination
    self.payload = payload
  }

  public init(from reader: inout Reader) throws(WireError) {
    destination = try Endpoint(onionHopFrom: &reader)
    payload = try OnionRequestPayload(from: &reader)
  }

  public func write(to writer: inout Writer) {
    writer.write(FixedEndpoint(.udp, destination))
    writer.write(payload)
  }
}

extension Endpoint {
  /// A hop's address: 19 bytes, never of a TCP family.
  fileprivate init(onionHopFrom reader: inout Reader) throws(WireError) {
    let fixed = try FixedEndpoint(from: &reader)
    guard fixed.transport == .udp else { throw .addressFamily }
    self = fixed.endpoint
  }
}
