import GatewayCore
import GatewayHTTP
import Synchronization

/// What happens, for the script of a page: which conversation has changed and how, without any text
/// of people.
final class PageStream: EventStream {
  private struct Place {
    /// The last event that was read.
    var number: Int64
    var presence: Int64
    var isFirst = true
    var isEnded = false
    /// As the page knows it.
    var isUnlocked = false
  }

  private static let eventsAtOnce = 64

  private let source: any PageEvents
  private let presence: Presence
  private let mayRead: @Sendable () -> Bool
  private let isUnlocked: @Sendable () -> Bool
  private let isOver: @Sendable () -> Void
  private let place: Mutex<Place>

  /// - Parameters:
  ///   - id: of the last event that the page has seen; any other text: from now on.
  ///   - mayRead: whether its session still is one.
  ///   - wasUnlocked: whether its session had the inbox key when the page was made.
  ///   - isUnlocked: whether it has: a page is told when that changes.
  ///   - isOver: called once, at the end.
  init(
    _ source: any PageEvents, after id: String?, presence: Presence,
    mayRead: @escaping @Sendable () -> Bool, wasUnlocked: Bool,
    isUnlocked: @escaping @Sendable () -> Bool, isOver: @escaping @Sendable () -> Void
  ) {
    self.source = source
    self.presence = presence
    self.mayRead = mayRead
    self.isUnlocked = isUnlocked
    self.isOver = isOver
    let parts = (id ?? "").split(separator: "-", omittingEmptySubsequences: false)
    var subscription = Subscription()
    if parts.count == 2, let run = Int64(parts[0]), let number = Int64(parts[1]) {
      subscription = Subscription(after: number, run: UnixMilliseconds(run))
    }
    place = Mutex(
      Place(
        number: subscription.start(in: source.run, newest: source.newest),
        presence: presence.changes(after: 0).version, isUnlocked: wasUnlocked))
    source.begin(self)
  }

  func next(within limit: Duration) async -> [ServerEvent]? {
    let end = ContinuousClock.now + limit
    while true {
      let newest = source.newest
      guard mayRead() else { return nil }
      let events = take()
      if !events.isEmpty { return events }
      let left = end - ContinuousClock.now
      guard !place.withLock(\.isEnded), !source.isEnded else { return nil }
      guard left > .zero else { return [] }
      await source.wait(after: newest, atMost: min(left, .seconds(1)))
    }
  }

  func end() {
    let isFirst = place.withLock { place in
      defer { place.isEnded = true }
      return !place.isEnded
    }
    guard isFirst else { return }
    isOver()
    source.end(self)
  }

  private func take() -> [ServerEvent] {
    let isUnlocked = isUnlocked()
    return place.withLock { place in
      var events: [ServerEvent] = []
      if place.isUnlocked != isUnlocked {
        place.isUnlocked = isUnlocked
        events.append(event(isUnlocked ? "unlocked" : "locked", number: place.number))
      }
      if place.isFirst {
        place.isFirst = false
        events.append(event("following", number: place.number))
      }
      while events.count < Self.eventsAtOnce {
        let batch = source.batch(for: self, after: place.number, atMost: Self.eventsAtOnce)
        if batch.missed > 0 {
          place.number += batch.missed
          events.append(event("gap", number: place.number))
        }
        guard let last = batch.last else { break }
        place.number = last
        events += batch.events.map { event($0.name, $0.contact, number: $0.number) }
      }
      let changes = presence.changes(after: place.presence)
      if changes.version != place.presence {
        place.presence = changes.version
        let contacts = changes.contacts?.map(String?.some) ?? [nil]
        events += contacts.map { event("presence", $0, number: place.number) }
      }
      return events
    }
  }

  private func event(_ name: String, _ contact: String? = nil, number: Int64) -> ServerEvent {
    let data = JSONValue.object(contact.map { [.init("contact", .string($0))] } ?? [])
    return ServerEvent(id: "\(source.run.rawValue)-\(number)", name: name, data: data.text)
  }
}
