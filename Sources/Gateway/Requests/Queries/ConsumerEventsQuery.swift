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
    if page.missed > 0 {
      let gap = FeedNotice.gap(missed: page.missed)
        .jsonLine(at: now, number: position + page.missed)
      events.append((try? JSONValue(json: gap.utf8)) ?? .null)
    }
    for event in page.events {
      guard case .object(var members)? = try? JSONValue(json: event.body.utf8) else { continue }
      members.insert(.init("seq", .integer(event.number)), at: min(2, members.count))
      events.append(.object(members))
    }
    return .value(.events(ConsumerEvents(events: events, last: page.last)))
  }
}

extension Query where Self == ConsumerEventsQuery {
  package static func consumerEvents(_ name: String, limit: Int) -> Self {
    Self(consumer: name, limit: limit)
  }
}
