import GatewayCore
import GatewayWebhooks

/// Carries deliveries to their webhooks with the courier.
final class WebhookDeliverer: Deliverer {
  /// How many are under way at once.
  let room = 64
  private let courier: Courier

  init(_ route: CourierRoute) throws(CourierError) { courier = try Courier(route: route) }

  func deliver(
    _ delivery: Delivery, to webhook: Webhook, at time: UnixMilliseconds,
    completion: @escaping @Sendable (DeliveryResult) -> Void
  ) {
    let request = JSONFormat.request(for: delivery, to: webhook, now: time)
    courier.send(request) { result in
      // Without a result we are stopping: the delivery is still owed, and made after the next
      // start.
      if let result { completion(result) }
    }
  }

  func shutdown() { courier.shutdown() }
}
