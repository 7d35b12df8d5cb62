import ToxWire

/// The clients that are announced at our node, nearest to our DHT key first: the nearer a key is,
/// the likelier others look for it here.
struct AnnounceTable {
  /// One announcement. It holds its owner's key and not its address: the way back is sealed.
  struct Entry {
    var key: LongTermPublicKey
    var dataKey: OnionDataPublicKey
    var returnPath: OnionReturn
    /// The last hop of the way to us, the first of the way back.
    var exit: Endpoint
    var announcedAt: Instant
  }

  /// How long an announcement lives without being repeated.
  static let lifetime = Interval.seconds(300)

  private let own: Bytes32
  private let capacity: Int
  private var entries: [Entry] = []

  init(around key: DHTPublicKey, capacity: Int) {
    own = key.bytes32
    self.capacity = capacity
  }

  var count: Int { entries.count }

  func entry(of key: LongTermPublicKey, now: Now) -> Entry? {
    entries.first { $0.key == key && !Self.isExpired($0, now) }
  }

  /// Adds or renews an announcement.
  ///
  /// - Returns: false where the table is full of nearer ones.
  @discardableResult
  mutating func insert(_ entry: Entry, now: Now) -> Bool {
    entries.removeAll { $0.key == entry.key || Self.isExpired($0, now) }
    let position = entries.firstIndex { distance($0) > distance(entry) } ?? entries.count
    guard position < capacity else { return false }
    if entries.count == capacity { entries.removeLast() }
    entries.insert(entry, at: position)
    return true
  }

  private func distance(_ entry: Entry) -> Bytes32 { entry.key.bytes32 ^ own }

  private static func isExpired(_ entry: Entry, _ now: Now) -> Bool {
    now.monotonic - entry.announcedAt >= lifetime
  }
}
