package import GatewayCore
import GatewayEngine
import GatewayStore

/// One delivery with its attempts.
package struct HookDeliveryQuery: HomeQuery {
  package static let name = "hook_delivery"
  package static let scope = Scope.hooks

  package var delivery: Int64

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let id = DeliveryID(delivery)
    let found = try reader.storing { () throws(StoreError) in
      (record: try reader.delivery(id), attempts: try reader.attempts(of: id))
    }
    guard let record = found.record else {
      throw .absent(
        "There is no delivery \(delivery): `postern hooks show NAME` names those of a webhook.")
    }
    return .value(
      .delivery(
        DeliverySummary(record),
        attempts: found.attempts.map { attempt in
          AttemptSummary(
            time: attempt.at, duration: attempt.duration, address: attempt.address,
            status: attempt.status, text: attempt.error, response: attempt.response)
        }))
  }
}

extension Query where Self == HookDeliveryQuery {
  package static func hookDelivery(_ number: Int64) -> Self { Self(delivery: number) }
}
