/// The offsets of a time zone from UTC, as a table of their changes: the composition root makes it
/// from the machine's time zones, since no pure target imports a calendar.
public struct ZoneOffsets: Hashable, Sendable {
  /// A moment from which on another offset applies.
  public struct Change: Hashable, Sendable {
    public var at: UnixMilliseconds
    /// Milliseconds; positive to the east of Greenwich.
    public var offset: Int64

    public init(at: UnixMilliseconds, offset: Int64) {
      self.at = at
      self.offset = offset
    }
  }

  /// Such as "Europe/Berlin".
  public let name: String
  /// Before the first change.
  private let firstOffset: Int64
  private let changes: [Change]

  public static let utc = ZoneOffsets(name: "UTC", firstOffset: 0, changes: [])

  /// - Parameter changes: the earliest first.
  public init(name: String, firstOffset: Int64, changes: [Change]) {
    self.name = name
    self.firstOffset = firstOffset
    self.changes = changes
  }

  /// The offset at a moment, in milliseconds.
  public func offset(at time: UnixMilliseconds) -> Int64 {
    offset(afterChanges: changeCount(through: time))
  }

  /// The date and time of day that clocks in the zone show, as if they were UTC.
  func localTime(at time: UnixMilliseconds) -> UnixMilliseconds {
    time.advanced(byMilliseconds: offset(at: time))
  }

  /// The first moment at which clocks in the zone show a local time or a later one. A time that
  /// exists twice is the first of both; one that is skipped is the moment of the jump.
  package func moment(of local: UnixMilliseconds) -> UnixMilliseconds {
    let earliest = local.advanced(byMilliseconds: -Self.offsetMax)
    for count in changeCount(through: earliest)...changes.count {
      let moment = local.advanced(byMilliseconds: -offset(afterChanges: count))
      if count < changes.count, moment >= changes[count].at { continue }
      return count > 0 ? max(moment, changes[count - 1].at) : moment
    }
    return local
  }

  /// No zone is farther from UTC: 26 hours is the most between two zones.
  private static let offsetMax: Int64 = 26 * 3_600_000

  private func offset(afterChanges count: Int) -> Int64 {
    count == 0 ? firstOffset : changes[count - 1].offset
  }

  /// How many changes have happened by then.
  private func changeCount(through time: UnixMilliseconds) -> Int {
    var (low, high) = (0, changes.count)
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].at <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
