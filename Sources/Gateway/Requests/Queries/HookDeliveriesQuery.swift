package import GatewayCore
import GatewayEngine
import GatewayStore

/// A page of deliveries, the newest first.
package struct HookDeliveriesQuery: HomeQuery {
  package static let name = "hook_deliveries"
  package static let scope = Scope.hooks
  package static let isLong = true

  package var selection: DeliverySelection

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    if let name = selection.webhook { try reader.checkHook(name) }
    return try reader.storing { () throws(StoreError) in
      let (page, last) = try reader.deliveryPage(
        DeliveryFilter(
          webhook: selection.webhook, states: selection.states, since: selection.since,
          before: selection.before.map(DeliveryID.init),
          limit: min(max(1, selection.limit), ApplicationRequest.deliveriesMax)))
      return .value(.deliveries(page.map(DeliverySummary.init), last: last?.rawValue))
    }
  }
}

extension HookDeliveriesQuery {
  package init(from decoder: any Decoder) throws {
    selection = try DeliverySelection(from: decoder)
  }

  package func encode(to encoder: any Encoder) throws { try selection.encode(to: encoder) }
}

extension Query where Self == HookDeliveriesQuery {
  package static func hookDeliveries(_ selection: DeliverySelection) -> Self {
    Self(selection: selection)
  }
}
