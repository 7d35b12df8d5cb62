import GatewayCore

/// Ids of one contact's handled messages, in memory alone: those of a bot with
/// `inbox { keep = "nothing" }`.
///
/// After a restart a message that is sent again is handled again. What its first handling led to
/// was only in memory too, and may be gone: handled twice is better than not at all.
struct UnkeptStamps {
  /// Far more than a phone has on its way at once; 20 KB.
  static let countMax = 256

  private var ids: [[UInt8]] = []

  func contains(_ stamp: MessageStamp) -> Bool { ids.contains(stamp.id) }

  mutating func add(_ stamp: MessageStamp) {
    if ids.count == Self.countMax { ids.removeFirst() }
    ids.append(stamp.id)
  }
}
