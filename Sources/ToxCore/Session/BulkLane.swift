/// How much of the congestion window bulk may take, and whether some waits for room.
struct BulkLane {
  /// Bulk was left behind for lack of room.
  private(set) var waits = false

  /// Places of the window that stay free for messages.
  static let windowKept = 8

  mutating func leftBehind(_ waits: Bool) { self.waits = waits }
}
