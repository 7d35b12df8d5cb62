import ToxCore
import ToxWire

/// What a client and its contact have to do with each other.
///
/// Unchecked: only the client's event loop touches it, in what its driver tells and in the work
/// that is enqueued there.
final class Conversation: @unchecked Sendable {
  private let index: Int
  private var contact: FriendID?
  private var unconsumed: StreamPosition?
  private var flood: RunningFlood?
  private var talker: StampingTalker?
  private var files: ClientFiles
  /// Strangers that asked to become contacts: each may.
  private var newcomers: [LongTermPublicKey] = []

  init(_ index: Int) {
    self.index = index
    files = ClientFiles(index)
  }

  /// - Returns: whether there is something to do with the node now.
  func hear(_ events: [Event], _ now: Now) -> Bool {
    var hasWork = false
    for event in events {
      switch event {
      case .connection(let status):
        // c-toxcore's clients call themselves on line when they can be found, too.
        let word = status == .announced ? "udp" : "none"
        Line.event("self_connection", of: index).with("connection", word).say()
      case .friendOnline(let friend):
        contact = friend
        talker?.sessionChanged()
        tell(isOnline: true)
      case .friendOffline:
        talker?.sessionChanged()
        tell(isOnline: false)
      case .message(_, let kind, let text, let tail, let position):
        unconsumed = position
        flood?.hear(text, now)
        talker?.hear(Message(text, kind: kind, tail: tail), of: index)?.say()
        hasWork = true
      case .receipt(_, let position):
        flood?.acknowledged(through: position, now)
        talker?.receipt(through: position, of: index).forEach { $0.say() }
        hasWork = true
      case .messageAcknowledged(_, let id):
        talker?.named(id, of: index).forEach { $0.say() }
        hasWork = true
      case .friendRequest(let key, _):
        newcomers.append(key)
        hasWork = true
      default: hasWork = files.hear(event, now) || hasWork
      }
    }
    return hasWork
  }

  func begin(_ plan: FloodPlan, _ node: inout ToxNode, now: Now) {
    flood = RunningFlood(plan, now)
    advance(&node, now)
  }

  func talk(_ talker: StampingTalker, _ node: inout ToxNode, now: Now) {
    self.talker = talker
    advance(&node, now)
  }

  /// Says nothing new. One that hears nothing comes back first, to hear what it missed.
  func hush(_ node: inout ToxNode, _ now: Now) {
    talker?.hush()
    guard talker?.isDeaf ?? false, let friend = contact, let key = node.key(of: friend) else {
      return
    }
    node.removeFriend(friend, now: now)
    contact = try? node.addFriend(key, now: now)
  }

  /// How many messages the talker has begun, and how often it sent one again.
  var talked: (begun: Int, sentAgain: Int) { (talker?.begun ?? 0, talker?.sentAgain ?? 0) }

  /// - Returns: its number, or why there is none.
  func sendFile(
    _ verb: String, words: [String], _ node: inout ToxNode, now: Now
  ) -> Result<Int, Refusal> {
    guard let contact else { return .failure(Refusal("nobody is there")) }
    return files.send(verb, words: words, to: contact, &node, now: now)
  }

  /// - Returns: why it was not done.
  func steerFile(
    _ verb: String, words: [String], _ node: inout ToxNode, now: Now
  ) -> Refusal? {
    verb == "accept_file"
      ? files.accept(words, &node, now: now) : files.control(words, &node, now: now)
  }

  func say(_ text: String, _ node: inout ToxNode, now: Now) {
    guard let contact else { return }
    _ = try? node.send([UInt8](text.utf8), to: contact, now: now)
  }

  /// Acknowledges what came, and goes on with what is to be sent.
  func advance(_ node: inout ToxNode, _ now: Now) {
    for key in newcomers { _ = try? node.addFriend(key, now: now) }
    newcomers = []
    guard let contact else { return }
    if let unconsumed { node.consume(through: unconsumed, of: contact, now: now) }
    unconsumed = nil
    files.advance(&node, of: contact, now)
    talker?.advance(&node, to: contact, now)
    flood?.send(to: contact, &node, now)
    guard let result = flood?.result(now) else { return }
    flood = nil
    result.line(of: index).say()
  }

  private func tell(isOnline: Bool) {
    Line.event("friend_connection", of: index).with("friend", 0)
      .with("connection", isOnline ? "udp" : "none").withTime().say()
  }
}
