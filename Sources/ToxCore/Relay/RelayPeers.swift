import ToxWire

/// Which contact is expected under which DHT key. Two may claim one.
struct RelayPeers {
  private var keyByFriend: [FriendID: DHTPublicKey] = [:]
  private var friendsByKey: [DHTPublicKey: [FriendID]] = [:]

  func key(of friend: FriendID) -> DHTPublicKey? { keyByFriend[friend] }

  func friends(of key: DHTPublicKey) -> [FriendID] { friendsByKey[key] ?? [] }

  mutating func add(_ friend: FriendID, _ key: DHTPublicKey) {
    keyByFriend[friend] = key
    friendsByKey[key, default: []].append(friend)
  }

  /// - Returns: the key that it had.
  mutating func remove(_ friend: FriendID) -> DHTPublicKey? {
    guard let key = keyByFriend.removeValue(forKey: friend) else { return nil }
    friendsByKey[key]?.removeAll { $0 == friend }
    if friendsByKey[key]?.isEmpty ?? false { friendsByKey[key] = nil }
    return key
  }
}
