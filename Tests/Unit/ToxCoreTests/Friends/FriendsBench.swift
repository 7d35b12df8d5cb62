import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// `Friends` on a bench: the other machines are played by the test, and what is wanted of them is
/// written down.
final class FriendsBench {
  var context: NodeContext
  var friends: Friends
  var sessions = FakeSessions()
  var directory = FakeDirectory()
  var now: Now {
    get { context.now }
    set { context.now = newValue }
  }
  private var contacts = SeededGenerator(seed: 99)
  private var sessionNext: UInt64 = 1

  static let noSpam = NoSpam(0x0102_0304)
  /// Where contacts are in these tests.
  static let home = Endpoint(.v4(0x0a00_0001), port: 33_445)
  static let elsewhere = Endpoint(.v4(0x0a00_0002), port: 33_446)

  init(limits: Limits = Limits()) {
    var generator = SeededGenerator(seed: 7)
    context = NodeContext(
      longTerm: KeyPair(from: &generator), limits: limits, entropy: generator, now: .seconds(0))
    friends = Friends(OwnProfile(noSpam: Self.noSpam, name: Array("Bot".utf8)), limits: limits)
  }

  // MARK: The cast

  func person() -> KeyPair<LongTermPublicKey> { KeyPair(from: &contacts) }

  func dhtKey() -> DHTPublicKey { KeyPair<DHTPublicKey>(from: &contacts).publicKey }

  // MARK: What happens

  @discardableResult
  func add(_ person: KeyPair<LongTermPublicKey>, request: String? = nil) throws -> FriendID {
    let request = request.map { (noSpam: NoSpam(9), message: Array($0.utf8)) }
    return try friends.add(person.publicKey, request: request, &context)
  }

  func onionFinds(_ id: FriendID) {
    friends.onionFound(id, directory: directory, sessions: &sessions, &context)
  }

  func dhtKeyPacket(
    from person: KeyPair<LongTermPublicKey>, _ key: DHTPublicKey, noReplay: UInt64,
    nodes: [PackedNode] = []
  ) {
    let packet = DHTKeyPacket(noReplay: noReplay, key: key, nodes: nodes)
    friends.receive(packet, from: person.publicKey, &context)
  }

  func dhtFinds(_ id: FriendID, _ key: DHTPublicKey, at endpoint: Endpoint = FriendsBench.home) {
    friends.dhtFound(id, dhtKey: key, at: endpoint, &context)
  }

  func established(_ session: SessionID) {
    friends.sessionEstablished(session, sessions: &sessions, &context)
  }

  func closed(_ session: SessionID, _ end: SessionEnd) {
    friends.sessionClosed(session, end: end, &context)
  }

  func incoming(
    from person: KeyPair<LongTermPublicKey>, _ key: DHTPublicKey
  ) -> SessionID {
    let session = nextSession()
    friends.sessionIncoming(
      session, from: person.publicKey, dhtKey: key, isRelayed: false, &context)
    return session
  }

  func says(_ payload: some WireValue, on session: SessionID, number: UInt32 = 0) {
    says(payload.encoded(), on: session, number: number)
  }

  func says(_ payload: [UInt8], on session: SessionID, number: UInt32 = 0) {
    friends.sessionReceived(
      session, payload: payload, number: number, sessions: &sessions, &context)
  }

  func send(
    _ text: String, tail: MessageTail? = nil, to id: FriendID
  ) throws -> StreamPosition {
    try friends.send(
      Array(text.utf8), kind: .text, tail: tail, to: id, sessions: &sessions, &context)
  }

  /// Lets time pass, firing each timer at its moment.
  func advance(to end: Now) {
    while let (timer, instant) = context.timers.next(), instant <= end.monotonic {
      now = .milliseconds((max(instant, now.monotonic).nanoseconds + 999_999) / 1_000_000)
      _ = context.timers.popDue(now.monotonic)
      switch timer {
      case .friend(let id):
        friends.timerFired(id, directory: directory, sessions: &sessions, &context)
      case .friendRequest(let id):
        friends.requestTimerFired(id, sessions: &sessions, &context)
      case .waitingRequests: friends.waitingRequestTimerFired(&context)
      default: break
      }
    }
    now = end
  }

  // MARK: What came of it

  /// What was wanted of other machines, and what the owner was told.
  struct Said: Equatable, ExpressibleByArrayLiteral {
    var notices: [FriendNotice] = []
    var events: [Event] = []

    init(_ notices: [FriendNotice] = [], events: [Event] = []) {
      self.notices = notices
      self.events = events
    }

    /// Notices, and no event.
    init(arrayLiteral notices: FriendNotice...) { self.notices = notices }
  }

  /// All since the last call. Sessions that are asked for get their ids on the way.
  func said() -> Said {
    var said = Said(events: [])
    while let notice = friends.nextNotice() {
      said.notices.append(notice)
      if case .openSession(let id, _, _, _) = notice {
        sessionOpened = nextSession()
        friends.sessionOpened(sessionOpened, for: id, &context)
      }
    }
    while let output = context.outputs.next() {
      if case .event(let event) = output { said.events.append(event) }
    }
    return said
  }

  /// The same, of which only the notices count.
  func notices() -> [FriendNotice] { said().notices }

  /// The session that was opened last.
  private(set) var sessionOpened = SessionID(0)

  /// The same, of which only the events count.
  func events() -> [Event] { said().events }

  /// What was sent in sessions since the last call.
  func sent() -> [FriendPacket] {
    defer { sessions.sent = [] }
    return sessions.sent.compactMap { try? FriendPacket(decoding: $0.payload) }
  }

  private func nextSession() -> SessionID {
    defer { sessionNext += 1 }
    return SessionID(sessionNext)
  }

  // MARK: Short cuts

  /// A new contact whose DHT key is known and whose session stands; ONLINE was sent to it.
  func establishedContact() throws -> (
    person: KeyPair<LongTermPublicKey>, id: FriendID, dhtKey: DHTPublicKey, session: SessionID
  ) {
    let person = person()
    let id = try add(person)
    let key = dhtKey()
    let session = incoming(from: person, key)
    established(session)
    friends.sessionMoved(session, to: Self.home, &context)
    _ = notices()
    _ = sent()
    return (person, id, key, session)
  }

  /// The contact has our ONLINE and has said what waited.
  func arrived(_ session: SessionID) {
    friends.noteGreeted(session, through: sessions.numberNext &- 1, &context)
    advance(to: Now(monotonic: now.monotonic + Arrival.quiet, unixSeconds: now.unixSeconds))
  }

  /// The same, both have said ONLINE, and the owner knows.
  func onlineContact() throws -> (
    person: KeyPair<LongTermPublicKey>, id: FriendID, dhtKey: DHTPublicKey, session: SessionID
  ) {
    let contact = try establishedContact()
    says(Online(), on: contact.session)
    arrived(contact.session)
    _ = notices()
    _ = sent()
    return contact
  }
}

/// Sessions that take everything, number it, and can be made to refuse.
struct FakeSessions: SessionSending {
  var sent: [(session: SessionID, payload: [UInt8])] = []
  var numberNext: UInt32 = 0
  var refusal: SessionSendError?
  var heardAt: Instant?
  var isStalled = false

  mutating func send(
    _ payload: [UInt8], on session: SessionID, _ context: inout NodeContext
  ) throws(SessionSendError) -> UInt32 {
    if let refusal { throw refusal }
    sent.append((session, payload))
    defer { numberNext &+= 1 }
    return numberNext
  }

  func heardAt(_ session: SessionID) -> Instant? { heardAt }

  func isStalled(_ session: SessionID, _ context: borrowing NodeContext) -> Bool { isStalled }
}

/// A DHT of which only the nodes nearest to us are asked.
struct FakeDirectory: NodeDirectory {
  var nodes: [PackedNode] = []
  var isConnected: Bool { !nodes.isEmpty }

  func isSilent(_ key: DHTPublicKey) -> Bool { false }

  func closestNodes(
    to key: Bytes32, limit: Int, forLANPeer: Bool, now: Now
  ) -> [PackedNode] {
    Array(nodes.prefix(limit))
  }

  func pathNodes(limit: Int, entropy: inout Entropy, now: Now) -> [PackedNode] { [] }
}
