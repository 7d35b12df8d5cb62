import OrderedCollections
import ToxWire

/// The latest DHT keys that were announced by people that are no contacts.
///
/// A client that asks to become a contact tells its DHT key at the same time, and then not for half
/// a minute: kept until the owner has decided, the key leads to a session without a search. It is a
/// hint about its sender alone, whose identity is proven.
struct StrangerKeys {
  private struct Entry {
    var packet: DHTKeyPacket
    var heardAt: Instant
  }

  private let capacity: Int
  /// In the order in which they were heard.
  private var entries: OrderedDictionary<LongTermPublicKey, Entry> = [:]

  init(capacity: Int) { self.capacity = capacity }

  /// Keeps the packet; it replaces its sender's last one, or the oldest.
  mutating func note(_ packet: DHTKeyPacket, from sender: LongTermPublicKey, now: Now) {
    if let known = entries[sender] {
      guard packet.noReplay > known.packet.noReplay else { return }
      entries[sender] = nil
    }
    if entries.count == capacity { entries.removeFirst() }
    entries[sender] = Entry(packet: packet, heardAt: now.monotonic)
  }

  /// What the sender said last, unless that is too long ago.
  mutating func take(from sender: LongTermPublicKey, now: Now) -> DHTKeyPacket? {
    guard let entry = entries.removeValue(forKey: sender) else { return nil }
    return now.monotonic < entry.heardAt + Whereabouts.lifetime ? entry.packet : nil
  }
}
