import GatewayCore

/// Ids of handled messages that are only in memory.
///
/// After a restart a message that is sent again is handled again. The result of its first handling
/// was only in memory too, and may be lost: handling it twice is better than not at all.
struct HeldStamps {
  /// Of one contact: far more than a phone has in flight at once; 20 KB.
  static let countMax = 256

  private var ids: [ContactKey: [[UInt8]]] = [:]

  func contains(_ stamp: MessageStamp, from contact: ContactKey) -> Bool {
    ids[contact]?.contains(stamp.id) ?? false
  }

  mutating func add(_ stamp: MessageStamp, from contact: ContactKey) {
    var own = ids.removeValue(forKey: contact) ?? []
    if own.count == Self.countMax { own.removeFirst() }
    own.append(stamp.id)
    ids[contact] = own
  }

  mutating func removeAll(of contact: ContactKey) { ids[contact] = nil }
}
