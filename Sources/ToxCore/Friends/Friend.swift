import ToxCrypto
import ToxWire

/// One contact as this run of the node knows it.
struct Friend {
  let id: FriendID
  let key: LongTermPublicKey
  var state = State.searching
  /// Our request to be its contact, until it was first seen online.
  var request: OutgoingRequest?
  /// The greatest number in an accepted DHT-key packet; 0 after each session, as in the reference
  /// client, so that a peer whose clock stepped back is reached again.
  var lastNoReplay: UInt64 = 0
  /// When our DHT key goes to the contact through the onion; nil: the onion has not found it.
  var onionKeyDueAt: Instant?
  /// When our DHT key goes to the contact as a DHT request; nil: there is no search.
  var dhtKeyDueAt: Instant?
  /// The key between our long-term key and the contact's, made when it is first needed.
  var boxKey: BoxKey?
  /// TCP relays at which the contact last said that it can be reached.
  var sharedRelays: [PackedNode] = []
  /// A budget for calls, files and invitations that reach the owner; nil: none came yet.
  var offers: TokenBucket?
  /// What the owner was last told to remember.
  var remembered: Address?

  /// The life of a contact.
  enum State {
    /// Its DHT key is not known; the onion looks for it.
    /// Exits: reachable (a DHT-key packet), connecting (its handshake; a remembered address).
    case searching
    /// Its DHT key is known and the DHT looks for it; there is no session. Exits: connecting (it
    /// was found, or the pause before the next attempt is over; its handshake), searching (no
    /// DHT-key packet for 122 s), reachable (another DHT key).
    case reachable(Whereabouts)
    /// A session is being made; its id is nil until the sessions named it. Exits: established,
    /// reachable (no answer; another DHT key), searching (as above).
    case connecting(Whereabouts, SessionID?)
    /// There is a session and our ONLINE was sent; the contact's has not come, or was taken back.
    /// Exits: arriving (ONLINE), reachable or connecting (session over; no ALIVE for 32 s).
    case established(FriendLink)
    /// Both have said ONLINE, and the contact may still be sending waiting messages: the owner does
    /// not know yet. Exits: online (they are through, or a second passed), established (OFFLINE;
    /// the owner hears of both), reachable or connecting (session over).
    case arriving(FriendLink, Arrival)
    /// Both have said ONLINE, and the owner knows.
    /// Exits: established (OFFLINE), reachable or connecting (session over; no ALIVE for 32 s).
    case online(FriendLink)
  }

  struct Address: Hashable {
    var dhtKey: DHTPublicKey
    var endpoint: Endpoint
  }

  init(id: FriendID, key: LongTermPublicKey) {
    self.id = id
    self.key = key
  }
}

extension Friend {
  /// As the owner knows.
  var isOnline: Bool {
    if case .online = state { true } else { false }
  }

  /// Whether it said ONLINE, and no OFFLINE after it.
  var hasComeOnline: Bool {
    switch state {
    case .arriving, .online: true
    default: false
    }
  }

  /// Its known addresses; nil in the states without any.
  var whereabouts: Whereabouts? {
    switch state {
    case .searching: nil
    case .reachable(let whereabouts), .connecting(let whereabouts, _): whereabouts
    case .established(let link), .arriving(let link, _), .online(let link): link.whereabouts
    }
  }

  /// Its session: being made, or made.
  var session: SessionID? {
    switch state {
    case .searching, .reachable: nil
    case .connecting(_, let session): session
    case .established(let link), .arriving(let link, _), .online(let link): link.session
    }
  }

  /// The session that stands.
  var link: FriendLink? {
    switch state {
    case .established(let link), .arriving(let link, _), .online(let link): link
    default: nil
    }
  }

  /// Changes the known addresses, where there are any.
  mutating func updateWhereabouts(_ change: (inout Whereabouts) -> Void) {
    switch state {
    case .searching: break
    case .reachable(var whereabouts):
      change(&whereabouts)
      state = .reachable(whereabouts)
    case .connecting(var whereabouts, let session):
      change(&whereabouts)
      state = .connecting(whereabouts, session)
    case .established(let link), .arriving(let link, _), .online(let link):
      change(&link.whereabouts)
    }
  }

  /// When its timer has something to do next.
  var nextDeadline: Instant? {
    let keysDueAt = [onionKeyDueAt, dhtKeyDueAt]
    let deadlines: [Instant?] =
      switch state {
      case .searching: keysDueAt
      case .reachable(let whereabouts):
        keysDueAt + [
          whereabouts.forgottenAt, whereabouts.isWithinReach ? whereabouts.attemptAt : nil,
        ]
      case .connecting(let whereabouts, _): keysDueAt + [whereabouts.forgottenAt]
      case .arriving(let link, let arrival): [link.aliveDueAt, link.silentAt, arrival.end]
      case .established(let link), .online(let link): [link.aliveDueAt, link.silentAt]
      }
    return deadlines.compactMap(\.self).min()
  }
}
