import GatewayCore

/// The asks that wait for an answer, in memory.
struct TryAsks {
  private struct Open {
    var ask: TrySession.Ask
    var contact: ContactKey
    var due: UnixMilliseconds
    var fallback: String?
  }

  /// An ask that is over.
  struct Closed {
    var contact: ContactKey
    var replies: [AskAnswer.Reply]
  }

  private var waiting: [Open] = []

  /// Oldest first.
  var all: [TrySession.Ask] { waiting.map(\.ask) }

  /// When the next one ends without an answer.
  var nextDue: UnixMilliseconds? { waiting.map(\.due).min() }

  mutating func ask(
    _ ask: TrySession.Ask, for contact: ContactKey, _ terms: AskTerms, now: UnixMilliseconds
  ) {
    waiting.append(
      Open(
        ask: ask, contact: contact, due: now.advanced(byMilliseconds: terms.timeout),
        fallback: terms.fallback))
  }

  /// A webhook answers the oldest ask that it has.
  mutating func answer(_ webhook: String, _ answer: AskAnswer) -> Closed? {
    waiting.firstIndex { $0.ask.webhook == webhook }.map { close(at: $0, with: answer) }
  }

  /// Ends the ask that is due first, where that is by `end`.
  mutating func takeDue(by end: UnixMilliseconds) -> (closed: Closed, due: UnixMilliseconds)? {
    guard let due = nextDue, due <= end, let index = waiting.firstIndex(where: { $0.due == due })
    else { return nil }
    return (close(at: index, with: nil), due)
  }

  private mutating func close(at index: Int, with answer: AskAnswer?) -> Closed {
    let open = waiting.remove(at: index)
    if case .replies(let answered)? = answer {
      return Closed(contact: open.contact, replies: answered)
    }
    return Closed(contact: open.contact, replies: open.fallback.map { [AskAnswer.Reply($0)] } ?? [])
  }
}
