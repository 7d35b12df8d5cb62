import GatewayCore
import GatewayWebhooks

/// Makes the attempts of deliveries with the courier, each as its format requires.
final class WebhookDeliverer: Deliverer {
  /// The attempts that may be in progress at one time.
  let room = CourierLimits.transfersStandard
  private let courier: Courier
  private let formats: WebhookFormats

  init(_ route: CourierRoute, formats: WebhookFormats) throws(CourierError) {
    courier = try Courier(route: route)
    self.formats = formats
  }

  func deliver(
    _ delivery: Delivery, to webhook: Webhook, at time: UnixMilliseconds,
    completion: @escaping @Sendable (DeliveryResult) -> Void
  ) {
    guard let format = formats[delivery.format] else {
      let name = delivery.format
      return completion(.unreachable("This version has no format \"\(name)\" any more."))
    }
    courier.send(format.request(for: delivery, to: webhook, now: time)) { result in
      // Without a result the agent is stopping: the delivery stays in the store for the next start.
      guard let result else { return }
      let judged = result.delivery(in: format)
      guard delivery.answerBy != nil, case .delivered(let status) = judged,
        case .answered(let response) = result
      else { return completion(judged) }
      // Part of an answer may say something else than the whole.
      guard response.isComplete else {
        return completion(.unreachable("The answer broke off before its end."))
      }
      completion(
        .answered(
          status: status,
          AskAnswer(status: status, contentType: response.contentType, body: response.body)))
    }
  }

  /// Keeps the connections that these webhooks want to stand between deliveries, and no others.
  func keepStatus(of webhooks: [Webhook]) { courier.keepStatus(of: webhooks) }

  func shutdown() { courier.shutdown() }
}
