import ToxWire

/// How much may be sent to an address that is not proven to be the peer's: three times what came
/// from it, as in QUIC. A contact can forge the source of its packets; without a bound it could
/// have us send data that it never acknowledges to a third party.
///
/// A reference: copies of a path share it.
final class AddressAllowance {
  private var bytes = 0
  private var challengedAt: Instant?

  private static let factor = 3
  /// A challenge may be lost.
  private static let challengeInterval = Interval.milliseconds(200)

  /// So many authentic bytes came from the address.
  func received(_ count: Int) { bytes += Self.factor * count }

  /// Whether this many more bytes may go there; if so, they count as sent.
  func take(_ count: Int) -> Bool {
    guard count <= bytes else { return false }
    bytes -= count
    return true
  }

  /// Whether to ask now whether the peer is there, in this many bytes; if so, it counts as asked.
  func takeChallenge(_ count: Int, now: Now) -> Bool {
    if let challengedAt, now.monotonic - challengedAt < Self.challengeInterval { return false }
    guard take(count) else { return false }
    challengedAt = now.monotonic
    return true
  }
}
