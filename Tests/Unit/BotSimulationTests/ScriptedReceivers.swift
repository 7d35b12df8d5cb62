import GatewayCore
import ToxCore

/// The receivers of a bot's webhooks, with scripted answers.
final class ScriptedReceivers {
  /// One attempt that reached a receiver.
  struct Attempt {
    var at: UnixMilliseconds
    /// The same for each attempt of one delivery.
    var webhookID: String
    var body: String
    var result: DeliveryResult

    var isTaken: Bool { if case .delivered = result { true } else { false } }
  }

  /// The time that an answer takes.
  var delay = Interval.milliseconds(40)
  var answer: (UnixMilliseconds) -> DeliveryResult = { _ in .delivered(status: 200) }
  private(set) var attempts: [Attempt] = []

  func receive(_ delivery: Delivery, at time: UnixMilliseconds) -> DeliveryResult {
    let result = answer(time)
    attempts.append(
      Attempt(
        at: time, webhookID: delivery.webhookID, body: delivery.body, result: result))
    return result
  }
}
