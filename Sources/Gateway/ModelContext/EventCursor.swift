import Foundation
import GatewayCore
import GatewayWebhooks

/// The place behind an event: the run of the bot, and the event's number in it.
struct EventPlace: Hashable, Sendable {
  var run: UnixMilliseconds
  var number: Int64

  init(run: UnixMilliseconds, number: Int64) {
    self.run = run
    self.number = number
  }

  /// - Returns: nil for a text that `text` did not give.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let run = Subscription.run(String(parts[0])),
      let number = Int64(parts[1]), number >= 0
    else { return nil }
    self.init(run: run, number: number)
  }

  var text: String { "\(run.rfc3339)/\(number)" }
}

/// What a caller waits for.
struct EventWait: Sendable {
  /// nil: behind what was returned last.
  var after: EventPlace?
  var kinds: [String]
  var limit: Int
  var timeout: Duration
}

/// Reads the event feed for one agent. The connection stays open between two calls, so that the bot
/// holds what comes in the meantime.
final class EventCursor: @unchecked Sendable {
  /// The events that may be waited for.
  static let kinds = [
    "message", "contact_request", "contact_online", "contact_offline", "reply", "receipt",
    "reply_expired", "file_offer", "file", "call", "group_invitation", "connection",
  ]
  static let standardKinds = ["message", "contact_request"]

  /// What a call returns.
  struct Page {
    var events: [String] = []
    var missed: Int64 = 0
    var place: EventPlace?

    var json: String {
      let cursor = place.map { #""cursor":"\#($0.text)","# } ?? ""
      return #"{\#(cursor)"events":[\#(events.joined(separator: ","))],"missed":\#(missed)}"#
    }
  }

  /// What a line says about itself.
  private struct Line: Decodable {
    let event: String
    let seq: Int64?
    let run: UnixMilliseconds?
    let missed: Int64?
  }

  /// How often a waiting call looks whether it is cancelled.
  private static let slice = Duration.milliseconds(250)

  /// Held while a call waits, and by it alone: it protects the properties below.
  private let lock = NSLock()
  private var lines: (any FollowedLines)?
  /// Behind the last line that was read.
  private var read: EventPlace?
  /// Behind the last event that a caller was given.
  private var returned: EventPlace?

  /// Begins to follow, so that the first call returns what came since then. Without a running bot
  /// it begins with the first call.
  func begin(_ client: any ApplicationClient) {
    lock.withLock { lines = try? client.follow(Subscription()) }
  }

  /// - Throws: `ToolFailure` where no bot runs, or another call waits.
  func wait(
    _ wait: EventWait, client: any ApplicationClient, isCancelled: () -> Bool
  ) throws -> Page {
    guard lock.try() else {
      throw ToolFailure("Another call of wait_for_events is waiting: one at a time.")
    }
    defer { lock.unlock() }
    let start = wait.after ?? returned
    if let start, start != read { lines = nil }
    do {
      let page = try page(for: wait, from: start, client: client, isCancelled: isCancelled)
      // What a caller did not wait for to the end is returned to the next one.
      if isCancelled() { lines = nil } else { returned = page.place }
      return page
    } catch {
      lines = nil
      throw error
    }
  }

  private func page(
    for wait: EventWait, from start: EventPlace?, client: any ApplicationClient,
    isCancelled: () -> Bool
  ) throws -> Page {
    let deadline = ContinuousClock.now + wait.timeout
    var page = Page(place: start)
    while page.events.count < wait.limit, !isCancelled() {
      let left = max(deadline - .now, .zero)
      // What is there already is returned together.
      let patience = page.events.isEmpty ? min(left, Self.slice) : .zero
      do {
        if let line = try nextLine(after: page.place, from: client, within: patience) {
          try take(line, kinds: wait.kinds, into: &page)
          read = page.place
          if returned == nil { returned = page.place }
          continue
        }
      } catch  where Self.mayPass(error) {
        // A bot that is started anew goes on where it was.
        lines = nil
        guard left > .zero else {
          throw error as? ControlError == .connectionLost ? ControlError.notRunning : error
        }
        Thread.sleep(forTimeInterval: 0.1)
        continue
      }
      if left == .zero || !page.events.isEmpty { break }
    }
    return page
  }

  private static func mayPass(_ error: any Error) -> Bool {
    switch error {
    case ControlError.connectionLost, ControlError.notRunning, is HTTPClientFailure: true
    default: false
    }
  }

  private func nextLine(
    after place: EventPlace?, from client: any ApplicationClient, within limit: Duration
  ) throws -> String? {
    let open = try lines ?? client.follow(Subscription(after: place?.number, run: place?.run))
    lines = open
    return try open.next(within: limit)
  }

  private func take(_ text: String, kinds: [String], into page: inout Page) throws {
    let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
    if line.event == "following", let run = line.run {
      page.place = EventPlace(run: run, number: line.seq ?? 0)
      return
    }
    if let number = line.seq { page.place?.number = number }
    page.missed += line.missed ?? 0
    if kinds.contains(line.event) { page.events.append(text) }
  }
}
