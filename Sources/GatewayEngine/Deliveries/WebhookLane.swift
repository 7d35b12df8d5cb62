import GatewayCore

/// When the next of something is due.
enum NextDue: Hashable {
  /// It has to be looked up.
  case unknown
  case none
  case at(UnixMilliseconds)

  init(_ time: UnixMilliseconds?) { self = time.map(Self.at) ?? .none }

  /// Whether it may be due.
  func isDue(_ now: UnixMilliseconds) -> Bool {
    switch self {
    case .unknown: true
    case .none: false
    case .at(let time): time <= now
    }
  }

  /// There is another one.
  mutating func add(_ time: UnixMilliseconds?) {
    guard let time else { return }
    switch self {
    case .unknown: break
    case .none: self = .at(time)
    case .at(let known): self = .at(min(known, time))
    }
  }
}

/// A webhook's own way out: nothing of another webhook's waits in it.
struct WebhookLane {
  let name: String
  /// Deliveries that were handed out and have no result yet.
  var underWay: [DeliveryID] = []
  /// When the next one of the store is due that is not in progress.
  var next = NextDue.unknown
  /// When the next one is due that is held in memory.
  var heldNext: UnixMilliseconds?
  /// Its `rate`.
  private var rate: (setting: SendingRate, pace: Pace)?
  /// Set while its receiver is away: few attempts find out when it is back.
  private var outage: Pace?
  /// Failures since the last attempt that succeeded.
  private var failures = 0
  /// Quick successes since the last attempt that was none.
  private var quickSuccesses = 0
  /// The time until which its receiver asked to be left alone.
  private var leftAloneUntil: Uptime?

  init(name: String) { self.name = name }

  /// Failures in a row after which the receiver counts as away.
  static let failuresMax = 8
  /// Microseconds between two attempts at a receiver that is away.
  private static let outageInterval: Int64 = 5_000_000

  /// Milliseconds of a quick attempt.
  private static let quickAttempt: Int64 = 100
  /// The most attempts that are handed out ahead, and the quick successes in a row for each of
  /// them: services that limit their senders to a few requests get none.
  private static let aheadMax = 480
  private static let quickSuccessesEach = 8

  /// Attempts that are handed out beyond those that may be in progress: while the results of a
  /// quick receiver are recorded, these keep the courier busy. Where it is slow, or fails, one
  /// attempt would wait for another.
  var ahead: Int { min(quickSuccesses / Self.quickSuccessesEach, Self.aheadMax) }

  /// Whether attempts are handed out ahead as fast as results come.
  var isQuick: Bool { ahead >= Self.aheadMax / 4 }

  /// The number of attempts that may begin now.
  ///
  /// - Parameter concurrency: attempts that may be handed out.
  func room(concurrency: Int, at moment: Uptime) -> Int {
    if let leftAloneUntil, moment < leftAloneUntil { return 0 }
    let paces = [rate?.pace, outage].compactMap { $0?.available(at: moment) }
    return min(concurrency - underWay.count, paces.min() ?? .max)
  }

  /// When an attempt may begin, as far as that is a matter of time.
  func nextRoom(after moment: Uptime) -> Uptime {
    let paces = [rate?.pace, outage].compactMap { $0?.next(after: moment) }
    return (paces + [leftAloneUntil ?? moment, moment]).max() ?? moment
  }

  mutating func use(_ setting: SendingRate?) {
    guard rate?.setting != setting else { return }
    rate = setting.map { ($0, Pace($0)) }
  }

  mutating func begin(_ delivery: DeliveryID, at moment: Uptime) {
    underWay.append(delivery)
    rate?.pace.take(at: moment)
    outage?.take(at: moment)
  }

  /// - Returns: false where the delivery is not of this lane.
  mutating func end(_ delivery: DeliveryID) -> Bool {
    guard let index = underWay.firstIndex(of: delivery) else { return false }
    underWay.remove(at: index)
    return true
  }

  /// Learns from the result of an attempt how the receiver is.
  ///
  /// - Parameters:
  ///   - duration: milliseconds that the attempt took.
  ///   - pause: milliseconds for which it has no room, also where it accepted this one.
  mutating func note(
    _ result: DeliveryResult, after duration: Int64, pause: Int64? = nil, at moment: Uptime
  ) {
    let end = leftAloneUntil
    defer { if let pause { leaveAlone(for: pause, from: moment, atLeastUntil: end) } }
    let isQuick = !result.isFailureOfReceiver && duration < Self.quickAttempt
    quickSuccesses = isQuick ? quickSuccesses + 1 : 0
    guard result.isFailureOfReceiver else { return recovered() }
    failures += 1
    if failures == Self.failuresMax {
      outage = Pace(interval: Self.outageInterval, burst: Int64(Self.failuresMax))
    }
    if let seconds = result.pauseOfAll {
      leaveAlone(for: seconds * 1_000, from: moment, atLeastUntil: leftAloneUntil)
    }
  }

  private mutating func leaveAlone(
    for milliseconds: Int64, from moment: Uptime, atLeastUntil time: Uptime?
  ) {
    let end = moment.advanced(
      byMilliseconds: min(max(0, milliseconds), RetrySchedule.retryAfterMax * 1_000))
    leftAloneUntil = max(time ?? end, end)
  }

  /// The receiver answers, or its owner changed something.
  mutating func recovered() {
    failures = 0
    outage = nil
    leftAloneUntil = nil
  }
}

extension DeliveryResult {
  /// Seconds for which the receiver wants no request at all.
  fileprivate var pauseOfAll: Int64? {
    guard case .refused(let status, let retryAfter?, _) = self, status == 429 || status == 503
    else { return nil }
    return min(max(0, retryAfter), RetrySchedule.retryAfterMax)
  }
}
