import ToxCore

/// What a client and its contact have to do with each other.
///
/// Unchecked: only the client's event loop touches it, in what its driver tells and in the work
/// that is enqueued there.
final class Conversation: @unchecked Sendable {
  private let index: Int
  private var contact: FriendID?
  private var unconsumed: StreamPosition?
  private var flood: Flood?

  init(_ index: Int) { self.index = index }

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
        tell(isOnline: true)
      case .friendOffline: tell(isOnline: false)
      case .message(_, _, let text, _, let position):
        unconsumed = position
        flood?.hear(text, now)
        hasWork = true
      case .receipt(_, let position):
        flood?.acknowledged(through: position, now)
        hasWork = true
      default: break
      }
    }
    return hasWork
  }

  func begin(_ plan: FloodPlan, _ node: inout ToxNode, _ now: Now) {
    flood = Flood(plan, now)
    advance(&node, now)
  }

  /// Acknowledges what came, and goes on with the flood.
  func advance(_ node: inout ToxNode, _ now: Now) {
    guard let contact else { return }
    if let unconsumed { node.consume(through: unconsumed, of: contact, now: now) }
    unconsumed = nil
    flood?.send(to: contact, &node, now)
    guard let result = flood?.result(now) else { return }
    flood = nil
    result.line(of: index).say()
  }

  private func tell(isOnline: Bool) {
    Line.event("friend_connection", of: index).with("friend", 0)
      .with("connection", isOnline ? "udp" : "none").say()
  }
}
