public import ToxCore
public import ToxWire

/// The user of a node: remembers contacts, sends messages once a contact is online, and notes what
/// arrived. Outlives the node's restarts, as a gateway's database does.
public struct Person {
  /// Keys whose friend requests are accepted.
  var welcome: [LongTermPublicKey] = []
  /// Requests that came.
  public internal(set) var requests: [Request] = []
  /// In the order in which they were added.
  public internal(set) var contacts: [Contact] = []
  public internal(set) var connection = ConnectionStatus.offline
  public struct Request: Hashable, Sendable {
    public var from: LongTermPublicKey
    public var message: [UInt8]
  }

  public func contact(_ key: LongTermPublicKey) -> Contact? {
    contacts.first { $0.key == key }
  }

  func index(of key: LongTermPublicKey) -> Int? { contacts.firstIndex { $0.key == key } }

  func index(of friend: FriendID) -> Int? { contacts.firstIndex { $0.friend == friend } }

  /// The node ended: no contact is online any more.
  mutating func nodeEnded() {
    connection = .offline
    for index in contacts.indices {
      contacts[index].friend = nil
      contacts[index].wentOffline()
    }
  }
}

/// One contact of a person, with what was said and heard.
public struct Contact {
  public let key: LongTermPublicKey
  /// The contact in the present run of the node.
  var friend: FriendID?
  public internal(set) var isOnline = false
  /// Everything that was to be said, in order.
  public internal(set) var said: [[UInt8]] = []
  /// How many of `said` the peer acknowledged, from the first on.
  public internal(set) var receipts = 0
  /// Every message that came, in order of arrival.
  public internal(set) var heard: [[UInt8]] = []
  /// How many messages may wait for their receipts.
  var window = 64
  /// The positions of the messages from `said[receipts]` on in the present session.
  var inFlight: [StreamPosition] = []
  /// Whether its messages are acknowledged as they come.
  var isConsumed = true
  /// Messages that came and are not acknowledged yet.
  var held: [StreamPosition] = []
  public internal(set) var files = FileExchange()
  /// Messages of the present or last session that were acknowledged, unless the peer is known to
  /// know of it.
  public internal(set) var doubtful: [StreamPosition] = []
  /// What a node remembers for its next run.
  var hint: (key: DHTPublicKey, endpoint: Endpoint)?

  init(key: LongTermPublicKey) { self.key = key }

  /// The next message that may be sent now.
  var next: [UInt8]? {
    let index = receipts + inFlight.count
    return isOnline && inFlight.count < window && index < said.count ? said[index] : nil
  }

  mutating func cameOnline() {
    isOnline = true
    doubtful = []
  }

  /// The peer knows that everything up to `position` is acknowledged.
  mutating func known(through position: StreamPosition) {
    doubtful.removeAll { $0.isAtOrBefore(position) }
  }

  /// What has no receipt is to be sent again.
  mutating func wentOffline() {
    isOnline = false
    inFlight = []
    held = []
    files.wentOffline()
  }

  /// The peer acknowledged everything up to `position`.
  mutating func acknowledged(through position: StreamPosition) {
    guard let index = inFlight.lastIndex(where: { $0.isAtOrBefore(position) }) else { return }
    inFlight.removeFirst(index + 1)
    receipts += index + 1
  }
}

extension StreamPosition {
  /// Within one session; packet numbers wrap.
  fileprivate func isAtOrBefore(_ other: StreamPosition) -> Bool {
    session == other.session && Int32(bitPattern: other.number &- number) >= 0
  }
}
