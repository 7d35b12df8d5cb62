import DequeModule
import ToxCore
import ToxWire

/// Numbered messages to one contact without end, as a client sends them that puts an id and a time
/// behind each text (TRIfA, Antidote): what the contact has not named goes out again in the next
/// session, first and in order, with the same id. Once the contact's own texts carry an id, a
/// receipt of the core says nothing any more.
///
/// What it hears it shows once for each id, and names each time. Now and then it hears nothing more
/// in a session, although its core goes on to give receipts: as an app does that hangs or is ended
/// by its system.
struct StampingTalker {
  private let name: String
  /// Messages that are not ticked, at most, and new ones a second.
  private let window: Int
  private let perSecond: Int
  private var isHushed = false
  private var dueAt: Instant
  /// In order; the first ones are sent in this session.
  private var open: Deque<Open> = []
  private var sentCount = 0
  private(set) var begun = 0
  private(set) var sentAgain = 0
  private var entropy = SystemRandomNumberGenerator()

  private var hasHeardIDs = false
  /// What each id stood for.
  private var heard: [Bytes32: Message] = [:]
  private var heardInSession: Set<Bytes32> = []
  /// Exits: the session ends.
  private(set) var isDeaf = false
  /// Messages after which it hears nothing more: one in so many.
  private static let deafAfter = 300
  /// To be acknowledged.
  private var unnamed: [MessageTail] = []

  private struct Open {
    let number: Int
    let tail: MessageTail
    var position: StreamPosition?
    var wasSent = false
  }

  /// talk FRIEND NAME WINDOW PER_SECOND
  init?(_ words: [String], _ now: Now) {
    guard words.count == 4, let window = Int(words[2]), let perSecond = Int(words[3]),
      window > 0, perSecond > 0
    else { return nil }
    (name, self.window, self.perSecond, dueAt) = (words[1], window, perSecond, now.monotonic)
  }

  mutating func hush() { isHushed = true }

  /// A session begins or ends: whatever is open goes out again.
  mutating func sessionChanged() {
    sentCount = 0
    heardInSession = []
    unnamed = []
    isDeaf = false
  }

  /// - Returns: what to tell; nil for what was heard before.
  mutating func hear(_ message: Message, of instance: Int) -> Line? {
    if !isHushed, Int.random(in: 0..<Self.deafAfter, using: &entropy) == 0 { isDeaf = true }
    guard !isDeaf else { return nil }
    guard let tail = message.tail else {
      return hasHeardIDs ? Self.line("a text without an id", of: instance) : line(message, instance)
    }
    hasHeardIDs = true
    unnamed.append(tail)
    guard heardInSession.insert(tail.id).inserted else {
      return Self.line("twice in one session", of: instance)
    }
    guard let known = heard[tail.id] else {
      heard[tail.id] = message
      return line(message, instance)
    }
    return known == message ? nil : Self.line("another text under the same id", of: instance)
  }

  private func line(_ message: Message, _ instance: Int) -> Line {
    Self.line(String(decoding: message.text, as: UTF8.self), of: instance)
  }

  private static func line(_ text: String, of instance: Int) -> Line {
    Line.event("message", of: instance).with("text", text).withTime()
  }

  /// - Returns: what to tell.
  mutating func named(_ id: Bytes32, of instance: Int) -> [Line] {
    guard let index = open.firstIndex(where: { $0.tail.id == id }) else { return [] }
    let ticked = open.remove(at: index)
    if index < sentCount { sentCount -= 1 }
    return [tick(ticked.number, inOrder: index == 0, of: instance)]
  }

  /// A receipt of the core, which counts while the contact's texts carry no id.
  mutating func receipt(through position: StreamPosition, of instance: Int) -> [Line] {
    var lines: [Line] = []
    while !hasHeardIDs, let first = open.first, let sent = first.position, sentCount > 0,
      sent.session == position.session,
      Int32(bitPattern: position.number &- sent.number) >= 0
    {
      open.removeFirst()
      sentCount -= 1
      lines.append(tick(first.number, inOrder: true, of: instance))
    }
    return lines
  }

  private func tick(_ number: Int, inOrder: Bool, of instance: Int) -> Line {
    Line.event("ticked", of: instance).with("number", number).with("in_order", inOrder).withTime()
  }

  mutating func advance(_ node: inout ToxNode, to contact: FriendID, _ now: Now) {
    for tail in unnamed {
      let handled = MessageTail(id: tail.id, time: UInt32(truncatingIfNeeded: now.unixSeconds))
      node.acknowledge(handled, to: contact, now: now)
    }
    unnamed = []
    begin(now)
    while sentCount < open.count {
      let text = [UInt8](Self.text(open[sentCount].number, by: name).utf8)
      guard
        let position = try? node.send(text, tail: open[sentCount].tail, to: contact, now: now)
      else { return }
      open[sentCount].position = position
      sentAgain += open[sentCount].wasSent ? 1 : 0
      open[sentCount].wasSent = true
      sentCount += 1
    }
  }

  /// What is due to be said, in bursts of one to eight; what could not be said in time is not made
  /// up for.
  private mutating func begin(_ now: Now) {
    guard !isHushed else { return }
    dueAt = max(dueAt, now.monotonic - .milliseconds(100))
    while dueAt <= now.monotonic, open.count < window {
      let burst = 1 + begun % 8
      dueAt = dueAt + .milliseconds(Int64(burst * 1_000 / perSecond))
      for _ in 0..<min(burst, window - open.count) {
        let id = Bytes32(words: (entropy.next(), entropy.next(), entropy.next(), entropy.next()))
        let time = UInt32(truncatingIfNeeded: now.unixSeconds)
        open.append(Open(number: begun, tail: MessageTail(id: id, time: time)))
        begun += 1
      }
    }
  }

  /// As `interop-peer` writes it.
  private static func text(_ number: Int, by name: String) -> String {
    let filler = number % 50 == 49 ? 1_200 : number * 31 % 90
    return "\(name) \(number) " + String(repeating: "x", count: filler)
  }
}
