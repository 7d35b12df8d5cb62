/// An event of a running bot with its number, which is one more than that of the event before it.
public struct NumberedEvent<Content: Sendable>: Sendable {
  /// Counted from 1 in each run of the bot.
  public var number: Int64
  public var time: UnixMilliseconds
  public var content: Content

  public init(number: Int64, time: UnixMilliseconds, content: Content) {
    self.number = number
    self.time = time
    self.content = content
  }
}

/// The newest events, limited in number and in bytes, for consumers that read at their own pace.
public struct EventRing<Content: Sendable>: Sendable {
  /// The result of reading behind some event.
  public struct Page: Sendable {
    /// The number of unread events that were removed.
    public var missed: Int64
    public var events: [NumberedEvent<Content>]
  }

  private let countMax: Int
  private let bytesMax: Int
  /// By number: an event's index is its number modulo `countMax`. Empty where none is held.
  private var slots: [(event: NumberedEvent<Content>, bytes: Int)?] = []
  private var bytes = 0
  /// The number of the oldest held event; `newest` + 1 where none is held.
  private var oldest: Int64 = 1
  /// The number of the newest event; 0 before the first.
  public private(set) var newest: Int64 = 0

  /// - Parameters:
  ///   - countMax: the number of events that are held.
  ///   - bytesMax: their total size; a single larger event is not held.
  public init(countMax: Int, bytesMax: Int) {
    precondition(countMax > 0)
    self.countMax = countMax
    self.bytesMax = bytesMax
  }

  /// Gives the next number to an event without holding it.
  public mutating func skip() -> Int64 {
    newest += 1
    removeAll()
    return newest
  }

  /// Gives an event its number and holds it; the oldest ones are removed for it.
  ///
  /// - Parameter size: the number of bytes that count for `bytesMax`.
  @discardableResult
  public mutating func append(
    _ content: Content, at time: UnixMilliseconds, size: Int
  ) -> NumberedEvent<Content> {
    if slots.isEmpty { slots = Array(repeating: nil, count: countMax) }
    newest += 1
    let event = NumberedEvent(number: newest, time: time, content: content)
    bytes += size
    while oldest < newest, bytes > bytesMax || newest - oldest >= Int64(countMax) { removeOldest() }
    slots[slot(newest)] = (event, size)
    if bytes > bytesMax { removeOldest() }
    return event
  }

  /// Removes every event; the numbers continue.
  public mutating func removeAll() {
    slots = []
    bytes = 0
    oldest = newest + 1
  }

  /// The events behind one, oldest first.
  ///
  /// - Parameter number: of the last event that was read; 0 for all. A number in the future counts
  ///   as the newest one.
  public func page(after number: Int64, atMost limit: Int) -> Page {
    let next = min(max(number, 0), newest) + 1
    let first = max(next, oldest)
    let end = min(newest, first + Int64(limit) - 1)
    guard first <= end else { return Page(missed: first - next, events: []) }
    return Page(
      missed: first - next, events: (first...end).compactMap { slots[slot($0)]?.event })
  }

  private mutating func removeOldest() {
    bytes -= slots[slot(oldest)]?.bytes ?? 0
    slots[slot(oldest)] = nil
    oldest += 1
  }

  private func slot(_ number: Int64) -> Int { Int(number % Int64(countMax)) }
}
