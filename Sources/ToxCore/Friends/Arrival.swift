import ToxWire

/// The first moments after a contact's ONLINE: its packets are kept until its waiting messages are
/// through, and then told to the owner together.
///
/// Clients send waiting messages as soon as we appear. uTox 0.18.1 may lock up for good when
/// acknowledgements and answers come meanwhile; and a backlog in one piece costs the owner one
/// batch. What is kept is not acknowledged: it goes with the session, and the contact sends it
/// again. `Limits.unconsumedMessages` and `Limits.friendNews` bound it.
///
/// A reference, held by the contact's state alone: each message changes it in place.
final class Arrival {
  private let since: Instant
  /// The last message, or when the contact was known to have our ONLINE; nil: it does not have it
  /// yet.
  private var quietSince: Instant?
  /// What it said, in order.
  private(set) var news: [Event] = []

  /// Clients send what waited 20 ms apart, or all at once.
  static let quiet = Interval.milliseconds(60)
  /// A contact that does not stop talking is heard after this time.
  static let lengthMax = Interval.seconds(1)

  /// - Parameter isGreeted: the contact has our ONLINE; before that it sends nothing.
  init(isGreeted: Bool, now: Now) {
    since = now.monotonic
    if isGreeted { quietSince = since }
  }

  /// When the owner gets the event.
  var end: Instant {
    let end = since + Self.lengthMax
    return quietSince.map { min($0 + Self.quiet, end) } ?? end
  }

  /// The contact has our ONLINE.
  func greeted(now: Now) { if quietSince == nil { quietSince = now.monotonic } }

  func keep(_ news: Event, now: Now) {
    self.news.append(news)
    if case .message = news { quietSince = now.monotonic }
  }
}

extension Friends {
  /// Tells the owner of a contact that came online, and of its messages, once the waiting ones are
  /// through.
  mutating func endArrivalWhereDue(of index: Int, _ context: inout NodeContext) {
    guard case .arriving(_, let arrival) = friends[index].state,
      arrival.end <= context.now.monotonic
    else { return }
    endArrival(of: index, &context)
  }

  /// The same at once.
  mutating func endArrival(of index: Int, _ context: inout NodeContext) {
    guard case .arriving(let link, let arrival) = friends[index].state else { return }
    friends[index].state = .online(link)
    context.outputs.event(.friendOnline(friends[index].id))
    rememberAddress(of: index, &context)
    for news in arrival.news { context.outputs.event(news) }
  }

  /// Tells the owner what a contact sends, now or with its arrival.
  func tell(_ news: Event, of index: Int, _ context: inout NodeContext) {
    if case .arriving(_, let arrival) = friends[index].state {
      arrival.keep(news, now: context.now)
    } else {
      context.outputs.event(news)
    }
  }

  /// The same of a contact that may be removed meanwhile.
  func tell(_ news: Event, of id: FriendID, _ context: inout NodeContext) {
    guard let index = friends.index(of: id) else { return context.outputs.event(news) }
    tell(news, of: index, &context)
  }

  /// The peer acknowledged everything up to this number: our ONLINE may be among it.
  mutating func noteGreeted(
    _ session: SessionID, through number: UInt32, _ context: inout NodeContext
  ) {
    guard let index = friends.index(of: session), let link = friends[index].link,
      let greeting = link.greeting, greeting.isAtOrBefore(number)
    else { return }
    link.greeting = nil
    guard case .arriving(_, let arrival) = friends[index].state else { return }
    arrival.greeted(now: context.now)
    schedule(index, &context)
  }
}
