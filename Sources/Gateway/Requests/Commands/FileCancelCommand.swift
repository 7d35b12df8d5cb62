package import GatewayCore
import GatewayEngine
import GatewayStore

/// Ends the transfer of a file in either direction.
package struct FileCancelCommand: HomeCommand {
  package static let name = "file_cancel"
  package static let scope = Scope.inbox

  package var file: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let item = try transaction.findFile(file)
    try item.require(in: .offered, .accepted, .waiting, else: "can't be cancelled")
    return OperationResult(changes: [.file(.cancel(item.id))])
  }
}

extension Command where Self == FileCancelCommand {
  package static func fileCancel(_ file: Int64) -> Self { Self(file: file) }
}
