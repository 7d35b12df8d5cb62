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
  private let mayRead: @Sendable () -> Bool
  private let place: Mutex<Place>

  /// - Parameters:
  ///   - id: of the last event that the client has seen.
  ///   - mayRead: whether the client still may; where that changes, the feed wakes those that wait.
  /// - Returns: nil where the id is none of any event.
  init?(_ feed: EventFeed, after id: String?, mayRead: @escaping @Sendable () -> Bool) {
    var subscription = Subscription()
    if let id {
      let parts = id.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, let run = Self.number(parts[0]), let number = Self.number(parts[1])
      else { return nil }
      subscription = Subscription(after: number, run: UnixMilliseconds(run))
    }
    self.feed = feed
    self.mayRead = mayRead
    place = Mutex(Place(number: subscription.start(in: feed.run, newest: feed.newest)))
    feed.follow(self) {}
  }

  private static func number(_ text: Substring) -> Int64? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
  }

  func next(within limit: Duration) async -> [ServerEvent]? {
    let end = ContinuousClock.now + limit
    while true {
      let newest = feed.newest
      guard mayRead() else { return nil }
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

  private func id(_ number: Int64) -> String { Self.id(of: number, in: feed.run) }

  /// As its clients send it back.
  static func id(of number: Int64, in run: UnixMilliseconds) -> String {
    "\(run.rawValue)-\(number)"
  }
}
