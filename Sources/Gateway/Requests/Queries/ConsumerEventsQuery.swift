package import GatewayCore
import GatewayEngine
import GatewayStore

/// The events that a consumer has not acknowledged, oldest first.
package struct ConsumerEventsQuery: HomeQuery {
  package static let name = "consumer_events"
  package static let scope = Scope.read
  package static let isLong = true

  package var consumer: String
  package var limit: Int

  static let pageMax = 500

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let position = try reader.findConsumer(consumer)
    let page = try reader.storing { () throws(StoreError) in
      try reader.events(after: position, limit: min(max(1, limit), Self.pageMax))
    }
    var events: [JSONValue] = []
    var next = position + 1
    for event in page.events {
      events += Self.gap(from: next, to: event.number, now: now)
      next = event.number + 1
      guard case .object(var members)? = try? JSONValue(json: event.body.utf8) else { continue }
      members.insert(.init("seq", .integer(event.number)), at: min(2, members.count))
      events.append(.object(members))
    }
    if page.events.isEmpty { events += Self.gap(from: next, to: page.last + 1, now: now) }
    return .value(.events(ConsumerEvents(events: events, last: page.last)))
  }

  /// What tells of the events before one that are not there any more; nothing where all are.
  private static func gap(
    from first: Int64, to event: Int64, now: UnixMilliseconds
  ) -> [JSONValue] {
    guard first < event else { return [] }
    let line = FeedNotice.gap(missed: event - first).jsonLine(at: now, number: event - 1)
    return [(try? JSONValue(json: line.utf8)) ?? .null]
  }
}

extension Query where Self == ConsumerEventsQuery {
  package static func consumerEvents(_ name: String, limit: Int) -> Self {
    Self(consumer: name, limit: limit)
  }
}
