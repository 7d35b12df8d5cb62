import ToxWire

/// The contacts in the order of their ids, found by id, key and session.
///
/// An index is valid until a contact is removed.
struct FriendTable {
  private var friends: [Friend] = []
  private var idByKey: [LongTermPublicKey: FriendID] = [:]
  private var idBySession: [SessionID: FriendID] = [:]
  private var idNext: UInt32 = 0

  var count: Int { friends.count }
  var indices: Range<Int> { friends.indices }

  subscript(index: Int) -> Friend {
    _read { yield friends[index] }
    _modify { yield &friends[index] }
  }

  /// Adds a contact as the last one.
  mutating func append(_ key: LongTermPublicKey) -> FriendID {
    precondition(idByKey[key] == nil, "a key is one contact's")
    let id = FriendID(idNext)
    idNext += 1
    friends.append(Friend(id: id, key: key))
    idByKey[key] = id
    return id
  }

  @discardableResult
  mutating func remove(at index: Int) -> Friend {
    let friend = friends.remove(at: index)
    idByKey[friend.key] = nil
    return friend
  }

  /// Finds the contact by this session from now on.
  mutating func bind(_ session: SessionID, to id: FriendID) { idBySession[session] = id }

  mutating func unbind(_ session: SessionID) { idBySession[session] = nil }

  func isBound(_ session: SessionID) -> Bool { idBySession[session] != nil }

  func id(of key: LongTermPublicKey) -> FriendID? { idByKey[key] }

  /// Ids only grow, so that the list is sorted by them.
  func index(of id: FriendID) -> Int? {
    var range = 0..<friends.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if friends[middle].id == id { return middle }
      range =
        friends[middle].id < id
        ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  func index(of key: LongTermPublicKey) -> Int? { idByKey[key].flatMap { index(of: $0) } }

  func index(of session: SessionID) -> Int? { idBySession[session].flatMap { index(of: $0) } }
}
