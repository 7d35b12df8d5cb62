/// One word about a call: id 1, then fields of an id 1, a size 1 and a value, then a zero.
///
/// The fields are request (1), error (2) and capabilities (3), each of one byte; only the first
/// must be there.
///
/// - Spec: "AV", MSI 69
/// - Differs: the spec does not describe it; seen on the wire and in other implementations.
public struct CallSignal: FriendPayload {
  public static let kind: UInt8 = 69

  public enum Request: UInt8, Hashable, Sendable {
    /// The sender calls.
    case invite = 0
    /// The sender takes the call, or changes what it carries.
    case push = 1
    /// The sender refuses the call, or ends it.
    case pop = 2
  }

  private enum Field: UInt8 {
    case end = 0
    case request = 1
    case error = 2
    case capabilities = 3
  }

  public let request: Request
  /// Why the call ended; comes with a pop.
  public let error: UInt8?
  /// Bits: sends audio 4, sends video 8, takes audio 16, takes video 32.
  public let capabilities: UInt8?

  public init(_ request: Request, error: UInt8? = nil, capabilities: UInt8? = nil) {
    self.request = request
    self.error = error
    self.capabilities = capabilities
  }

  /// Whether the sender wants to show a picture.
  public var sendsVideo: Bool { (capabilities ?? 0) & 8 != 0 }

  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    var (request, error, capabilities) = (UInt8?.none, UInt8?.none, UInt8?.none)
    reading: while true {
      guard let field = Field(rawValue: try reader.uint8()) else { throw .value }
      switch field {
      case .end: break reading
      case .request: request = try Self.value(after: request, &reader)
      case .error: error = try Self.value(after: error, &reader)
      case .capabilities: capabilities = try Self.value(after: capabilities, &reader)
      }
    }
    guard let request = request.flatMap(Request.init) else { throw .value }
    self.init(request, error: error, capabilities: capabilities)
  }

  /// A field stands once.
  private static func value(
    after earlier: UInt8?, _ reader: inout Reader
  ) throws(WireError) -> UInt8 {
    guard earlier == nil, try reader.uint8() == 1 else { throw .value }
    return try reader.uint8()
  }

  public func write(to writer: inout Writer) {
    writer.write(Self.kind)
    write(.request, request.rawValue, to: &writer)
    if let error { write(.error, error, to: &writer) }
    if let capabilities { write(.capabilities, capabilities, to: &writer) }
    writer.write(Field.end.rawValue)
  }

  private func write(_ field: Field, _ value: UInt8, to writer: inout Writer) {
    writer.write(field.rawValue)
    writer.write(1 as UInt8)
    writer.write(value)
  }
}
