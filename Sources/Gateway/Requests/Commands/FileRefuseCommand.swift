package import GatewayCore
import GatewayEngine
import GatewayStore

/// Refuses a file that a contact offers, or ends its transfer.
package struct FileRefuseCommand: HomeCommand {
  package static let name = "file_refuse"
  package static let scope = Scope.inbox

  package var file: Int64
  /// What the contact is told; nil: nothing.
  package var text: String?

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let item = try transaction.findFile(file)
    try item.require(.inbound, in: .offered, .accepted, else: "can't be refused")
    let text = text?.asMessage
    guard text?.isEmpty != true else { throw .invalid("An empty message can't be sent.") }
    return OperationResult(changes: [.file(.refuse(item.id, text: text))])
  }
}

extension Command where Self == FileRefuseCommand {
  package static func fileRefuse(_ file: Int64, text: String? = nil) -> Self {
    Self(file: file, text: text)
  }
}
