import Foundation
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

  private let feed: EventFeed
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
    _ feed: EventFeed, after id: String?, presence: Presence,
    mayRead: @escaping @Sendable () -> Bool, wasUnlocked: Bool,
    isUnlocked: @escaping @Sendable () -> Bool, isOver: @escaping @Sendable () -> Void
  ) {
    self.feed = feed
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
        number: subscription.start(in: feed.run, newest: feed.newest),
        presence: presence.changes(after: 0).version, isUnlocked: wasUnlocked))
    feed.follow(self) {}
  }

  func next(within limit: Duration) async -> [ServerEvent]? {
    let end = ContinuousClock.now + limit
    while true {
      let newest = feed.newest
      guard mayRead() else { return nil }
      let events = take()
      if !events.isEmpty { return events }
      let left = end - ContinuousClock.now
      guard !place.withLock(\.isEnded), !feed.isEnded else { return nil }
      guard left > .zero else { return [] }
      await feed.wait(after: newest, atMost: min(left, .seconds(1)))
    }
  }

  func end() {
    let isFirst = place.withLock { place in
      defer { place.isEnded = true }
      return !place.isEnded
    }
    guard isFirst else { return }
    isOver()
    guard let stopKeeping = feed.leave(self) else { return }
    Task {
      try? await Task.sleep(for: EventFeed.keptAfterLast)
      stopKeeping()
    }
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
        let page = feed.page(for: self, after: place.number, atMost: Self.eventsAtOnce)
        if page.missed > 0 {
          place.number += page.missed
          events.append(event("gap", number: place.number))
        }
        guard let last = page.events.last else { break }
        place.number = last.number
        events += page.events.compactMap { event in
          guard let (name, contact) = event.content.ofPages else { return nil }
          return self.event(name, contact, number: event.number)
        }
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
    return ServerEvent(id: "\(feed.run.rawValue)-\(number)", name: name, data: data.text)
  }
}

extension Report {
  /// The name of the event for pages, and the codename of its conversation; nil where no page shows
  /// it.
  fileprivate var ofPages: (name: String, contact: String?)? {
    switch self {
    case .message(let message): ("message", message.contact.codename.text)
    case .reply(let contact, _), .receipt(let contact, _), .replyExpired(let contact, _):
      ("reply", contact.codename.text)
    case .conversation(let contact, _, _): ("conversation", contact.codename.text)
    case .deadline(let notice): ("conversation", notice.contact.codename.text)
    case .file(_, let contact): ("file", contact.codename.text)
    case .contactRequest(let contact, _, _): ("request", contact.codename.text)
    case .forgotten: ("forgotten", nil)
    default: nil
    }
  }
}
