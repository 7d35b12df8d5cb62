package import GatewayCore

/// An output of the engine, after its cause is on the disk.
package enum EngineOutput: Sendable {
  /// In order.
  case network([NetworkCommand])
  /// Each one's result comes back as `EngineInput.delivered`, with the time when it began.
  case deliver([Attempt])
  /// The reports of a batch, in order.
  case report([Report])
  case reply(Reply, to: ReplyHandler)
  case hookReply(HookReply, to: @Sendable (HookReply) -> Void)
}

/// One attempt at a delivery. A class, since it is handed on many times.
package final class Attempt: Sendable {
  package let delivery: Delivery
  package let webhook: Webhook
  package let time: UnixMilliseconds
  package let startedAt: Uptime

  package init(
    _ delivery: Delivery, to webhook: Webhook, at time: UnixMilliseconds, startedAt: Uptime
  ) {
    self.delivery = delivery
    self.webhook = webhook
    self.time = time
    self.startedAt = startedAt
  }
}

/// Takes the answer to a request, once.
package typealias ReplyHandler = @Sendable (Reply) -> Void
