import Foundation
import GatewayCore
import Synchronization

/// The events of a bot that is reached through its control socket: as much of them as pages are
/// told.
///
/// A thread reads them for as long as this object is there, and connects anew when the connection
/// is lost: then a gap is told.
final class ControlEvents: PageEvents {
  private struct PageEvent: Sendable {
    var name: String
    var contact: String?
  }

  private struct State {
    var ring = EventRing<PageEvent>(countMax: 1_024, bytesMax: 1 << 20)
    var isEnded = false
  }

  let run = UnixMilliseconds.now
  private let state = Mutex(State())
  private let pool: ControlPool
  private static let pause = Duration.milliseconds(200)
  /// Until the next attempt to connect.
  private static let retryPause = 1.0

  init(_ pool: ControlPool) { self.pool = pool }

  var newest: Int64 { state.withLock(\.ring.newest) }
  var isEnded: Bool { state.withLock(\.isEnded) }

  func start() {
    Thread.detachNewThread { [weak self] in
      var isFirst = true
      while let self, !isEnded {
        if !isFirst { add(PageEvent(name: "gap")) }
        isFirst = false
        read()
        Thread.sleep(forTimeInterval: Self.retryPause)
      }
    }
  }

  func stop() { state.withLock { $0.isEnded = true } }

  private func read() {
    guard let client = try? pool.follow() else { return }
    while !isEnded {
      do {
        guard let line = try client.next(within: .seconds(1)) else { continue }
        if let event = Self.event(line) { add(event) }
      } catch { return }
    }
  }

  private func add(_ event: PageEvent) {
    state.withLock { _ = $0.ring.append(event, at: .now, size: 128) }
  }

  /// What a page is told of an event of the feed; nil where it shows none of it.
  private static func event(_ line: String) -> PageEvent? {
    struct Line: Decodable {
      var event: String
      var contact: String?
    }
    guard let line = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else {
      return nil
    }
    let names = [
      "message": "message", "reply": "reply", "receipt": "reply", "reply_expired": "reply",
      "conversation": "conversation", "deadline": "conversation", "file": "file",
      "contact_request": "request", "forgotten": "forgotten", "gap": "gap",
    ]
    return names[line.event].map { PageEvent(name: $0, contact: line.contact) }
  }

  func wait(after number: Int64, atMost limit: Duration) async {
    let end = ContinuousClock.now + limit
    while newest <= number, !isEnded, !Task.isCancelled, ContinuousClock.now < end {
      try? await Task.sleep(for: Self.pause)
    }
  }

  func begin(_ reader: AnyObject) {}
  func end(_ reader: AnyObject) {}
  func wake() {}

  func batch(for reader: AnyObject, after number: Int64, atMost limit: Int) -> PageEventBatch {
    let page = state.withLock { $0.ring.page(after: number, atMost: limit) }
    return PageEventBatch(
      missed: page.missed, last: page.events.last?.number,
      events: page.events.map {
        PageEventBatch.Event(
          number: $0.number, name: $0.content.name, contact: $0.content.contact)
      })
  }
}
