import ToxWire

/// One connection that somebody made to our relay. Chosen by the shell, never used again.
public struct RelayClientID: Hashable, Sendable, Comparable {
  public let rawValue: UInt64
  public init(_ rawValue: UInt64) { self.rawValue = rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension RelayClientID {
  /// What marks an address in an onion's way back as one of our relay's clients. Only we read it.
  private static let mark: UInt64 = 0xfc00_0000_0000_0001

  /// The form in which an onion's way back names a client: an address of a TCP family.
  var returnAddress: FixedEndpoint {
    FixedEndpoint(.tcp, Endpoint(.v6(Self.mark, rawValue), port: 0))
  }

  init?(returnAddress: FixedEndpoint) {
    guard returnAddress.transport == .tcp,
      case .v6(Self.mark, let rawValue) = returnAddress.endpoint.address
    else { return nil }
    self.init(rawValue)
  }
}
