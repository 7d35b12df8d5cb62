package import GatewayCore
import GatewayEngine
import GatewayStore

/// The time as the home knows it.
package struct ClockQuery: HomeQuery {
  package static let name = "clock"
  package static let scope = Scope.read

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let time = try reader.storing { () throws(StoreError) in try reader.trustedTime() }
    var current = time ?? TrustedTime(trusted: now)
    current.start(at: now)
    return .value(
      .clock(
        ClockSummary(
          now: now, usedForErasing: current.forErasing, ahead: max(0, current.lead),
          remaining: current.remaining)))
  }
}

extension Query where Self == ClockQuery {
  package static var clock: Self { Self() }
}
