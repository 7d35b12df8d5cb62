package import GatewayCore
import GatewayEngine
import GatewayStore

/// The tokens of the HTTP interface, without their texts.
package struct TokenListQuery: HomeQuery {
  package static let name = "token_list"
  package static let scope = Scope.key

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    try reader.storing { () throws(StoreError) in
      .value(.tokens(try reader.tokens().map(\.summary)))
    }
  }
}

extension Query where Self == TokenListQuery {
  package static var tokenList: Self { Self() }
}
