import GatewayCore
import GatewayEngine
import GatewayStore

/// A query that is answered from a home, the same whether a bot runs on it or not.
protocol HomeQuery: Query {
  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer
}

extension StoreReader {
  func answer(
    _ query: any Query, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    guard let query = query as? any HomeQuery else {
      throw .invalid(RequestMistake.unknown("query", named: type(of: query).name).sentence)
    }
    return try query.answer(from: self, now: now)
  }

  /// The answer, or the sentence of a refusal.
  func reply(
    to query: any Query, now: UnixMilliseconds
  ) throws(StoreError) -> OperationResult.Answer {
    do throws(OperationError) {
      return try answer(query, now: now)
    } catch {
      return .value(try error.refusal())
    }
  }
}
