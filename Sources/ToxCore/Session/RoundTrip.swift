/// How long the peer takes to answer.
///
/// The minimum is the path's; the smoothed value and its variation contain the peer's delay in
/// acknowledging, as TCP's do (RFC 6298).
struct RoundTrip {
  private(set) var minimum = Interval.milliseconds(200)
  private(set) var smoothed = Interval.milliseconds(200)
  private var variation = Interval.milliseconds(50)
  private var hasSample = false

  /// Takes a sample from a packet that was sent once.
  mutating func sample(_ sample: Interval) {
    guard sample > .zero || sample == .zero else { return }
    guard hasSample else {
      hasSample = true
      (minimum, smoothed, variation) = (sample, sample, sample / 2)
      return
    }
    minimum = min(minimum, sample)
    let deviation = abs(sample.nanoseconds - smoothed.nanoseconds)
    variation = Interval(nanoseconds: (variation.nanoseconds * 3 + deviation) / 4)
    smoothed = (smoothed * 7 + sample) / 8
  }

  /// A packet that the peer asks for is lost only if it could have arrived before the peer asked.
  /// Where round trips vary packets overtake each other, and the usual time counts more than the
  /// best.
  var resendAfter: Interval { max(min(smoothed, minimum * 3 / 2), .milliseconds(1)) }

  /// How long a peer may leave our packets unanswered before we ask. Not less than 50 ms: a
  /// receiver may hold its acknowledgement back while it writes to a disk.
  var probeTimeout: Interval {
    min(max(smoothed + variation * 4, .milliseconds(50)), .seconds(1))
  }
}
