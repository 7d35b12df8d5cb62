import DequeModule
import ToxCore

/// One direction of a TCP connection: written bytes come out in order and whole, later.
struct StreamPipe {
  /// Bytes, or the end, on their way.
  private struct Parcel {
    var bytes: [UInt8]
    var isEnd = false
    var due: Instant
  }

  /// What the far end gets next.
  enum Arrival: Hashable {
    case bytes([UInt8])
    case end
  }

  private var parcels: Deque<Parcel> = []
  /// Bytes that were written and did not arrive yet.
  private(set) var waiting = 0
  /// When the line has sent what was written.
  private var freeAt = Instant(nanoseconds: .min)
  /// Whether the writer was told that too much waits.
  var isBlocked = false
  /// Whether the reader reads; otherwise the bytes wait here.
  var isRead = true
  /// Whether an event on the agenda will handle the next arrival.
  var isPlanned = false

  /// With this many waiting bytes the writer is told to stop, and to go on.
  static let waitingMax = 512 << 10
  static let waitingLow = 256 << 10
  /// The size of one arrival, in bytes: frames are cut where the segments end.
  private static let segmentMax = 1_460

  var isEmpty: Bool { parcels.isEmpty }

  /// When the next arrival is due.
  var nextDue: Instant? { parcels.first?.due }

  mutating func write(
    _ bytes: [UInt8], travel: Interval, bytesPerSecond: Int64, now: Instant
  ) {
    let sending = Interval(
      nanoseconds: Int64(bytes.count) * 1_000_000_000 / max(1, bytesPerSecond))
    freeAt = max(freeAt, now) + sending
    append(Parcel(bytes: bytes, due: freeAt + travel))
    waiting += bytes.count
  }

  /// Nothing comes after this.
  mutating func end(travel: Interval, now: Instant) {
    append(Parcel(bytes: [], isEnd: true, due: max(freeAt, now) + travel))
  }

  /// Loses what is on its way.
  mutating func empty() {
    parcels = []
    waiting = 0
  }

  /// Takes what is due: of several writes at once, as much as fits into one segment.
  mutating func take(_ now: Instant) -> Arrival? {
    guard let first = parcels.first, first.due <= now else { return nil }
    guard !first.isEnd else {
      parcels.removeFirst()
      return .end
    }
    var bytes: [UInt8] = []
    while let next = parcels.first, next.due <= now, !next.isEnd, bytes.count < Self.segmentMax {
      let room = Self.segmentMax - bytes.count
      bytes += next.bytes.prefix(room)
      if next.bytes.count > room {
        parcels[0].bytes.removeFirst(room)
      } else {
        parcels.removeFirst()
      }
    }
    waiting -= bytes.count
    return .bytes(bytes)
  }

  /// Nothing overtakes.
  private mutating func append(_ parcel: Parcel) {
    var parcel = parcel
    if let last = parcels.last { parcel.due = max(parcel.due, last.due) }
    parcels.append(parcel)
  }
}
