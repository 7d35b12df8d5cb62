import OrderedCollections
import ToxWire

/// Decides which requests of strangers reach the owner, and when. Senders repeat a request until it
/// is accepted, and any client with our Tox ID can make thousands of keys.
///
/// What comes faster than the rate waits here: a client that hears nothing asks again at intervals
/// that double, so that of 2,000 that ask at once the last ones would wait for minutes while the
/// node has nothing to do.
///
/// - Spec: "Friend Requests"
struct FriendRequestFilter {
  private let sendersMax: Int
  private let waitingMax: Int
  private var recentSenders: OrderedSet<LongTermPublicKey> = []
  private var rate: TokenBucket
  /// Messages that are to reach the owner later, by their senders, in the order in which they came.
  private var waiting: OrderedDictionary<LongTermPublicKey, [UInt8]> = [:]

  enum Verdict: Equatable {
    case reachesOwner
    /// `nextDueAt` tells when `takeNext` has something.
    case waits
    case drop(Drop)
  }

  init(_ limits: Limits) {
    sendersMax = limits.friendRequestSenders
    waitingMax = limits.friendRequestsWaiting
    rate = TokenBucket(limits.friendRequests)
  }

  mutating func judge(_ message: [UInt8], from key: LongTermPublicKey, now: Now) -> Verdict {
    guard !recentSenders.contains(key), waiting[key] == nil else { return .drop(.duplicate) }
    if waiting.isEmpty, rate.take(now.monotonic) {
      remember(key)
      return .reachesOwner
    }
    guard waiting.count < waitingMax else { return .drop(.overLimit) }
    waiting[key] = message
    return .waits
  }

  /// When the first of those that wait may reach the owner; nil where none waits.
  func nextDueAt(_ now: Now) -> Instant? {
    waiting.isEmpty ? nil : rate.availableAt(now.monotonic)
  }

  /// The next one that waited, where the rate allows it.
  mutating func takeNext(_ now: Now) -> (key: LongTermPublicKey, message: [UInt8])? {
    guard !waiting.isEmpty, rate.take(now.monotonic) else { return nil }
    let (key, message) = waiting.removeFirst()
    remember(key)
    return (key, message)
  }

  private mutating func remember(_ key: LongTermPublicKey) {
    if recentSenders.count == sendersMax { recentSenders.removeFirst() }
    recentSenders.append(key)
  }

  /// The key may ask anew: it became a contact, or was one.
  mutating func forget(_ key: LongTermPublicKey) {
    recentSenders.remove(key)
    waiting[key] = nil
  }

  /// The Tox ID that they asked by is retired.
  mutating func forgetWaiting() { waiting = [:] }
}

/// A request of ours, sent again and again until the contact was seen online.
struct OutgoingRequest {
  let noSpam: NoSpam
  let message: [UInt8]
  private(set) var interval = Self.intervalMin
  private(set) var sentAt: Instant?

  private static let intervalMin = Interval.seconds(5)
  private static let intervalMax = Interval.seconds(3_600)

  init(_ noSpam: NoSpam, message: [UInt8]) {
    self.noSpam = noSpam
    self.message = message
  }

  /// Whether the last one is so recent that a change of the contact is no reason for another.
  func wasJustSent(_ now: Now) -> Bool {
    guard let sentAt else { return false }
    return now.monotonic < sentAt + Self.intervalMin
  }

  /// The contact came within reach: repeat quickly again.
  mutating func hurry() { interval = Self.intervalMin }

  /// One leaves now; the pause until the next doubles.
  ///
  /// - Returns: when the next is due.
  mutating func noteSent(_ now: Now) -> Instant {
    sentAt = now.monotonic
    defer { interval = min(interval * 2, Self.intervalMax) }
    return now.monotonic + interval
  }
}
