package import GatewayCore
import GatewayEngine
import GatewayStore

/// The state of the bot.
package struct StatusQuery: HomeQuery {
  package static let name = "status"
  package static let scope = Scope.read

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    .value(.status(try reader.statusSummary()))
  }
}

extension Query where Self == StatusQuery {
  package static var status: Self { Self() }
}
