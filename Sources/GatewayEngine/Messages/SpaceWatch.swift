import GatewayCore
import GatewayStore

/// Whether there is room for more messages. Looked at again and again, since others fill the disk
/// too, and make room.
struct SpaceWatch {
  /// The limit that holds all messages back; nil while there is room.
  private(set) var obstacle: LimitName?
  private var lookedAt: Uptime?

  /// Milliseconds between two looks. What comes in between fits into the room that is left free.
  static let interval: Int64 = 250
  /// While messages wait for room.
  static let waitingInterval: Int64 = 2_000

  func isDue(_ now: Uptime) -> Bool { now.isPast(Self.interval, since: lookedAt) }

  mutating func looked(
    _ space: HomeSpace?, _ limits: LimitPolicy, writesMessages: Bool, now: Uptime
  ) {
    lookedAt = now
    guard let space else { return }
    let floor = limits.freeBytes(ofFileSystem: space.fileSystemBytes)
    // Room inside the database counts: what the owner deletes is there to be filled again. Yet the
    // journal needs room outside of it.
    let (free, isHuge) = space.freeBytes.addingReportingOverflow(space.reusableBytes)
    let isLow = space.freeBytes < floor / 4 || !isHuge && free < floor
    let isFull = writesMessages && limits.storedBytes.map { space.storedBytes >= $0 } ?? false
    obstacle = isLow ? .freeBytes : isFull ? .storedBytes : nil
  }
}
