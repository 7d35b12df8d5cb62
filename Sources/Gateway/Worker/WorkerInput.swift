import GatewayCore

/// What the worker's mailbox holds.
enum WorkerInput: Sendable {
  case network(NetworkEvent)
  /// What the network told in one turn of its loop.
  case burst([NetworkEvent])
  case delivered(DeliveryID, DeliveryResult, startedAt: UnixMilliseconds)
  case control(ControlRequest, reply: @Sendable (ControlReply) -> Void)
  /// The bot's file changed.
  case reload
  /// Finish what is being done, and end.
  case stop

  var isStop: Bool { if case .stop = self { true } else { false } }
}
