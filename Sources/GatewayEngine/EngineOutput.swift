package import GatewayCore

/// An output of the engine, after its cause is on the disk.
package enum EngineOutput: Sendable {
  /// In order.
  case network([NetworkCommand])
  /// One attempt. Its result comes back as `EngineInput.delivered`, with the time when it began.
  case deliver(Delivery, to: Webhook, at: UnixMilliseconds, startedAt: Uptime)
  /// The reports of a batch, in order.
  case report([Report])
  case reply(Reply, to: ReplyHandler)
  case hookReply(HookReply, to: @Sendable (HookReply) -> Void)
}

/// Takes the answer to a request, once.
package typealias ReplyHandler = @Sendable (Reply) -> Void
