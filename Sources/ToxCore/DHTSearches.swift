/// Which DHT search serves which contact.
struct DHTSearches {
  private var searchByFriend: [FriendID: DHTSearchID] = [:]
  private var friendBySearch: [DHTSearchID: FriendID] = [:]

  subscript(friend: FriendID) -> DHTSearchID? { searchByFriend[friend] }

  func friend(of search: DHTSearchID) -> FriendID? { friendBySearch[search] }

  mutating func add(_ search: DHTSearchID, for friend: FriendID) {
    searchByFriend[friend] = search
    friendBySearch[search] = friend
  }

  mutating func remove(_ friend: FriendID) -> DHTSearchID? {
    guard let search = searchByFriend.removeValue(forKey: friend) else { return nil }
    friendBySearch[search] = nil
    return search
  }
}
