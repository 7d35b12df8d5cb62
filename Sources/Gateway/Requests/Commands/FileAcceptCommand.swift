package import GatewayCore
import GatewayEngine
import GatewayStore

/// Takes a file that a contact offers: at once, or when its client offers it again.
package struct FileAcceptCommand: HomeCommand {
  package static let name = "file_accept"
  package static let scope = Scope.inbox

  package var file: Int64

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let item = try transaction.findFile(file)
    try item.require(.inbound, in: .offered, else: "can't be accepted")
    return OperationResult(changes: [.file(.accept(item.id))])
  }
}

extension Command where Self == FileAcceptCommand {
  package static func fileAccept(_ file: Int64) -> Self { Self(file: file) }
}
