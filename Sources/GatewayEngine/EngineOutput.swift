package import GatewayCore

/// What the engine wants done, once what led to it is on the disk.
package enum EngineOutput: Sendable {
  /// In order.
  case network([NetworkCommand])
  /// One attempt. Its result comes back as `EngineInput.delivered`, with the time at which it began.
  case deliver(Delivery, to: Webhook, at: UnixMilliseconds, startedAt: Uptime)
  /// What a batch came to, in order.
  case report([Report])
  case reply(Reply, to: ReplyHandler)
}

/// Takes the answer to a request, once.
package typealias ReplyHandler = @Sendable (Reply) -> Void
