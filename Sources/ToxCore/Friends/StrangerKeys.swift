import DequeModule
import ToxWire

/// The DHT keys that people announced who are not contacts, the latest ones.
///
/// Whoever asks to be a contact tells its DHT key in the same moment, and for the next half minute
/// not again: kept until the owner has decided, it leads to a session without a search. It is a
/// hint about its sender alone, who proved to be the sender.
struct StrangerKeys {
  private struct Entry {
    var sender: LongTermPublicKey
    var packet: DHTKeyPacket
    var heardAt: Instant
  }

  private let capacity: Int
  private var entries: Deque<Entry> = []

  init(capacity: Int) { self.capacity = capacity }

  /// Takes the packet, in the place of its sender's last one or of the oldest.
  mutating func note(_ packet: DHTKeyPacket, from sender: LongTermPublicKey, now: Now) {
    if let known = entries.firstIndex(where: { $0.sender == sender }) {
      guard packet.noReplay > entries[known].packet.noReplay else { return }
      entries.remove(at: known)
    }
    if entries.count == capacity { entries.removeFirst() }
    entries.append(Entry(sender: sender, packet: packet, heardAt: now.monotonic))
  }

  /// What the sender said last, unless that is too long ago.
  mutating func take(from sender: LongTermPublicKey, now: Now) -> DHTKeyPacket? {
    guard let known = entries.firstIndex(where: { $0.sender == sender }) else { return nil }
    let entry = entries.remove(at: known)
    return now.monotonic < entry.heardAt + Whereabouts.lifetime ? entry.packet : nil
  }
}
