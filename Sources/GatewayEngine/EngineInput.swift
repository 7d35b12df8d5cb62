package import GatewayCore

/// What comes to the engine.
package enum EngineInput: Sendable {
  case network(NetworkEvent)
  /// What the network told in one turn of its loop.
  case burst([NetworkEvent])
  case delivered(DeliveryID, DeliveryResult, startedAt: Uptime)
  case control(ApplicationRequest, reply: ReplyHandler)
  /// The bot's file changed.
  case reload
  /// Finish what is being done, and end.
  case stop

  var isRequest: Bool { request != nil }

  var request: OwnerRequest? {
    guard case .control(let request, let reply) = self else { return nil }
    return OwnerRequest(request: request, reply: reply)
  }

  var isResult: Bool { if case .delivered = self { true } else { false } }
  var isStop: Bool { if case .stop = self { true } else { false } }
}

/// A request with what takes its answer.
struct OwnerRequest: Sendable {
  let request: ApplicationRequest
  let reply: ReplyHandler
}
