import GatewayCore
import GatewayStore

/// Whether there is room for more messages. Checked again and again, since other programs fill the
/// disk too, and free it.
struct SpaceWatch {
  /// The limit that holds all messages back; nil while there is room.
  private(set) var obstacle: LimitName?
  private var lookedAt: Uptime?

  /// Milliseconds between two looks. Messages that arrive in between fit into the free space that
  /// is left.
  static let interval: Int64 = 250
  /// While messages wait for room.
  static let waitingInterval: Int64 = 2_000

  func isDue(_ now: Uptime) -> Bool { now.isPast(Self.interval, since: lookedAt) }

  mutating func update(
    _ space: HomeSpace?, limits: LimitPolicy, writesMessages: Bool, now: Uptime
  ) {
    lookedAt = now
    guard let space else { return }
    let floor = limits.freeBytes(ofFileSystem: space.fileSystemBytes)
    // Free pages inside the database count: deletions make room for new messages. The journal needs
    // space outside of it.
    let (free, isHuge) = space.freeBytes.addingReportingOverflow(space.reusableBytes)
    let isLow = space.freeBytes < floor / 4 || !isHuge && free < floor
    let isFull = writesMessages && limits.storedBytes.map { space.storedBytes >= $0 } ?? false
    obstacle = isLow ? .freeBytes : isFull ? .storedBytes : nil
  }
}
