import Foundation
import GatewayCore
import GatewayHTTP
import Synchronization

/// The events of the feed for one client of the HTTP interface.
final class FeedStream: EventStream {
  private struct Place {
    /// The last event that was read.
    var number: Int64
    /// Whether the client is to be told which run of the bot it follows.
    var isFirst = true
    var isEnded = false
  }

  private static let eventsAtOnce = 16

  private let feed: EventFeed
  private let place: Mutex<Place>

  /// - Parameter id: of the last event that the client has seen.
  init(_ feed: EventFeed, after id: String?) {
    self.feed = feed
    let parts = id?.split(separator: "-").compactMap { Int64($0) } ?? []
    let subscription =
      parts.count == 2
      ? Subscription(after: parts[1], run: UnixMilliseconds(parts[0])) : Subscription()
    place = Mutex(Place(number: subscription.start(in: feed.run, newest: feed.newest)))
    feed.follow(self) {}
  }

  func next(within limit: Duration) async -> [ServerEvent]? {
    let end = ContinuousClock.now + limit
    while true {
      let newest = feed.newest
      if let events = take() { return events }
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
    guard isFirst, let stopKeeping = feed.leave(self) else { return }
    Task {
      try? await Task.sleep(for: EventFeed.keptAfterLast)
      stopKeeping()
    }
  }

  /// - Returns: nil where there are none yet.
  private func take() -> [ServerEvent]? {
    place.withLock { place in
      var events: [ServerEvent] = []
      if place.isFirst {
        place.isFirst = false
        events.append(
          event(FeedNotice.following(run: feed.run), "following", number: place.number))
      }
      let page = feed.page(for: self, after: place.number, atMost: Self.eventsAtOnce)
      let next = place.number + page.missed
      if page.missed > 0 {
        events.append(event(FeedNotice.gap(missed: page.missed), "gap", number: next))
      }
      place.number = page.events.last?.number ?? next
      for event in page.events {
        events.append(
          ServerEvent(
            id: id(event.number), name: event.content.eventName, data: event.jsonLine))
      }
      return events.isEmpty ? nil : events
    }
  }

  private func event(_ notice: FeedNotice, _ name: String, number: Int64) -> ServerEvent {
    ServerEvent(
      id: id(number), name: name, data: notice.jsonLine(at: .now, number: number))
  }

  private func id(_ number: Int64) -> String { "\(feed.run.rawValue)-\(number)" }
}
