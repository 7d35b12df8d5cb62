import ToxCrypto
import ToxWire

/// A node near some long-term key that has answered an announce request of ours.
struct OnionNode {
  /// What it said last.
  enum Standing: Hashable {
    /// The searched key is not stored there. Exits: stored, found.
    case notStored
    /// We are stored there (own list alone). Exits: notStored.
    case stored
    /// The contact is stored there under this data key (searches alone). Exits: notStored.
    case found(OnionDataPublicKey)
  }

  let node: PackedNode
  /// Between the requester's key and the node's.
  let key: BoxKey
  let addedAt: Instant
  var standing = Standing.notStored
  /// The path of the last request.
  var path: OnionPathID
  /// When it was last asked, and how many requests it has missed since its last answer.
  private(set) var askedAt: Instant
  private(set) var misses = 0
  /// When it is to be asked again (own list alone; a search has one schedule for all).
  var dueAt = Instant.distantFuture
  /// The ping id that it gave last, and the exit hop for which it holds.
  private var pingID = AnnouncePingID.none
  private var pingIDExit: Endpoint?

  init(answering request: OnionRequests.Request, now: Now) {
    node = request.node
    key = request.key
    addedAt = now.monotonic
    path = request.path
    askedAt = request.sentAt
  }

  var dataKey: OnionDataPublicKey? {
    if case .found(let key) = standing { key } else { nil }
  }

  func age(_ now: Now) -> Interval { now.monotonic - addedAt }

  /// It has missed all the requests that it may.
  var isSilent: Bool { misses >= OnionTiming.nodeMissesMax }

  /// When it is given up for good, unless it answers before.
  var goneAt: Instant { isSilent ? askedAt + OnionTiming.nodeTimeout : .distantFuture }

  /// The ping id that a request over this exit may carry.
  func pingID(over exit: Endpoint) -> AnnouncePingID { exit == pingIDExit ? pingID : .none }

  mutating func noteRequest(over path: OnionPathID, now: Now) {
    self.path = path
    askedAt = now.monotonic
    misses += 1
  }

  mutating func noteAnswer(to request: OnionRequests.Request) {
    path = request.path
    misses = 0
  }

  mutating func notePingID(_ pingID: AnnouncePingID, over exit: Endpoint) {
    self.pingID = pingID
    pingIDExit = exit
  }

  /// Gives it another three chances.
  mutating func forgive() { misses = 0 }
}
