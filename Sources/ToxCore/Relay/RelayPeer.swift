import ToxWire

/// A contact's DHT key that is to be reached through relays, and the relays where it may be.
///
/// - Spec: "TCP connections"
struct RelayPeer {
  /// Reached over UDP at present.
  var isDirect = false
  /// What was last told.
  var isReachable = false
  /// Places of relays that it named, oldest first.
  var named: [Int] = []
  /// Places of the owner's relays where we asked for it. The contact is told of them, so that it can
  /// ask for us there.
  var own: [Int] = []
  /// When it may next name a relay in place of another.
  var replaceableAt = Instant(nanoseconds: .min)

  /// All places, the owner's relays first: with those the contact reckons too.
  var placeCount: Int { own.count + named.count }

  func place(at index: Int) -> Int {
    index < own.count ? own[index] : named[index - own.count]
  }

  /// At so many of the owner's relays a peer is asked for. Some may keep their connections and carry
  /// nothing; a slot costs them and us little.
  static let ownMax = 6
  /// Who names relays without end shall not make us connect without end.
  static let replacementInterval = Interval.seconds(60)
}
