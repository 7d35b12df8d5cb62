package import GatewayCore
import GatewayEngine
import GatewayStore

/// Sends finished deliveries again, at a moderate rate.
package struct HookReplayCommand: HomeCommand {
  package static let name = "hook_replay"
  package static let scope = Scope.hooks

  package var deliveries: [Int64]
  /// Whether also those that a receiver has accepted.
  package var repeatsAccepted: Bool

  /// Milliseconds between two replayed deliveries to one webhook.
  private static let interval: Int64 = 50

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard deliveries.count <= ApplicationRequest.deliveriesMax else {
      throw .invalid("One request replays at most \(ApplicationRequest.deliveriesMax) deliveries.")
    }
    let replayed = try transaction.storing { () throws(StoreError) in
      try transaction.replay(
        deliveries.map(DeliveryID.init), repeatsAccepted: repeatsAccepted,
        interval: Self.interval, now: now)
    }
    return OperationResult(reply: .value(.replayed(ReplaySummary(replayed))))
  }
}

extension HookReplayCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    deliveries = try members.numbers("deliveries")
    repeatsAccepted = try members.decode(Bool.self, forKey: "repeats_accepted")
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(deliveries, forKey: "deliveries")
    try members.encode(repeatsAccepted, forKey: "repeats_accepted")
  }
}

extension Command where Self == HookReplayCommand {
  package static func hookReplay(deliveries: [Int64], repeatsAccepted: Bool) -> Self {
    Self(deliveries: deliveries, repeatsAccepted: repeatsAccepted)
  }
}
