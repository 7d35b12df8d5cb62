import ToxCore
import ToxWire

/// The traffic of the virtual network, as one number: two runs with one hash delivered the same
/// bytes to the same hosts at the same times.
public struct Transcript: Hashable, Sendable {
  private var digest = FNV1a64()
  /// How many datagrams, and segments of TCP connections, were delivered.
  public private(set) var deliveries = 0

  public var hash: UInt64 { digest.value }

  mutating func record(
    _ bytes: [UInt8], over transport: Transport = .udp, from source: Endpoint,
    to destination: Endpoint, at instant: Instant
  ) {
    deliveries += 1
    digest.combine(UInt64(bitPattern: instant.nanoseconds))
    digest.combine(FixedEndpoint(transport, source).encoded())
    digest.combine(FixedEndpoint(transport, destination).encoded())
    digest.combine(UInt64(bytes.count))
    digest.combine(bytes)
  }
}
