package import GatewayCore

/// An input of the engine.
package enum EngineInput: Sendable {
  /// The events of one turn of the network's loop.
  case network([NetworkEvent])
  case delivered(DeliveryID, AttemptOutcome, startedAt: Uptime)
  case control(ApplicationRequest, by: Author = .owner, reply: ReplyHandler)
  /// A request to a hook.
  case hook(HookArrival)
  /// The bot's file changed.
  case reload
  /// Finish the work in progress, and end.
  case stop

  /// Whether it gets a transaction beside the batch's.
  var isRequest: Bool { request != nil || hook != nil }

  var request: OwnerRequest? {
    guard case .control(let request, let author, let reply) = self else { return nil }
    return OwnerRequest(request: request, author: author, reply: reply)
  }

  var hook: HookArrival? { if case .hook(let arrival) = self { arrival } else { nil } }

  var isResult: Bool { if case .delivered = self { true } else { false } }
  var isStop: Bool { if case .stop = self { true } else { false } }
}

/// A request with the handler of its answer.
struct OwnerRequest: Sendable {
  let request: ApplicationRequest
  var author = Author.owner
  let reply: ReplyHandler
}
