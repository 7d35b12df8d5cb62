import DequeModule
import ToxWire

/// Decides which requests of strangers reach the owner. Senders repeat a request until it is
/// accepted, and any client with our Tox ID can make thousands of keys.
///
/// - Spec: "Friend Requests"
struct FriendRequestFilter {
  private let capacity: Int
  private var recentSenders: Deque<LongTermPublicKey> = []
  private var rate: TokenBucket

  init(_ limits: Limits) {
    capacity = limits.friendRequestSenders
    rate = TokenBucket(limits.friendRequests)
  }

  /// - Returns: why the request is dropped; nil where the owner is to be asked.
  mutating func reasonToDrop(from key: LongTermPublicKey, now: Now) -> Drop? {
    guard !recentSenders.contains(key) else { return .duplicate }
    guard rate.take(now.monotonic) else { return .overLimit }
    if recentSenders.count == capacity { recentSenders.removeFirst() }
    recentSenders.append(key)
    return nil
  }

  /// The key may ask anew: it became a contact, or was one.
  mutating func forget(_ key: LongTermPublicKey) {
    recentSenders.removeAll { $0 == key }
  }
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
