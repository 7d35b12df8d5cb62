import GatewayCore

/// Permits that come one by one, evenly spaced, of which a few are saved up.
struct Pace {
  /// Microseconds between two permits.
  let interval: Int64
  /// Permits that are saved up.
  let burst: Int64
  /// The time up to which permits are used up, in microseconds of the uptime.
  private var usedThrough: Int64 = .min / 2

  init(interval: Int64, burst: Int64) {
    self.interval = interval
    self.burst = burst
  }

  /// A burst lasts no longer than a turn of the engine may take.
  init(_ rate: SendingRate) {
    self.init(interval: rate.interval, burst: max(1, 50_000 / rate.interval))
  }

  func available(at moment: Uptime) -> Int {
    Int((Self.microseconds(moment) - base(at: moment)) / interval)
  }

  /// Uses up a permit that is available.
  mutating func take(at moment: Uptime) { usedThrough = base(at: moment) + interval }

  /// When a permit is available.
  func next(after moment: Uptime) -> Uptime {
    let wait = base(at: moment) + interval - Self.microseconds(moment)
    return moment.advanced(byMilliseconds: max(0, (wait + 999) / 1_000))
  }

  private func base(at moment: Uptime) -> Int64 {
    max(usedThrough, Self.microseconds(moment) - interval * burst)
  }

  private static func microseconds(_ moment: Uptime) -> Int64 { moment.rawValue &* 1_000 }
}
