import DequeModule
import ToxWire

/// The absent contacts that no search looks for at present, in the order in which their searches
/// begin.
///
/// Removing leaves the entry of the line behind, which is skipped; where such entries outnumber the
/// others, the line is made anew.
struct RestingContacts {
  private struct Place {
    var friend: FriendID
    var order: UInt64
  }

  private var contacts: [FriendID: (key: LongTermPublicKey, order: UInt64)] = [:]
  private var line: Deque<Place> = []
  private var orderNext: UInt64 = 0

  var isEmpty: Bool { contacts.isEmpty }

  func contains(_ friend: FriendID) -> Bool { contacts[friend] != nil }

  /// Puts a contact at the end of the line, or before all others.
  mutating func insert(_ friend: FriendID, _ key: LongTermPublicKey, isFirst: Bool) {
    contacts[friend] = (key, orderNext)
    let place = Place(friend: friend, order: orderNext)
    if isFirst { line.prepend(place) } else { line.append(place) }
    orderNext += 1
    if line.count > 64, line.count > contacts.count * 2 {
      line.removeAll { contacts[$0.friend]?.order != $0.order }
    }
  }

  mutating func remove(_ friend: FriendID) -> LongTermPublicKey? {
    contacts.removeValue(forKey: friend)?.key
  }

  mutating func popFirst() -> (FriendID, LongTermPublicKey)? {
    while let place = line.popFirst() {
      guard let contact = contacts[place.friend], contact.order == place.order else { continue }
      contacts[place.friend] = nil
      return (place.friend, contact.key)
    }
    return nil
  }
}
