package import GatewayCore
import GatewayEngine
import GatewayStore

/// Gives up deliveries that wait for a webhook, `deliveriesMax` at most. Replies how many.
package struct HookExpireCommand: HomeCommand {
  package static let name = "hook_expire"
  package static let scope = Scope.hooks

  package var webhook: String
  /// Only those of events before this time; nil: all.
  package var before: UnixMilliseconds?

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.checkHook(webhook)
    let count = try transaction.storing { () throws(StoreError) in
      try transaction.expire(
        webhook, before: before ?? UnixMilliseconds(.max),
        limit: ApplicationRequest.deliveriesMax, now: now)
    }
    return OperationResult(reply: .value(.changed(count)))
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(value: webhook)
  }
}

extension HookExpireCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    webhook = try members.text("webhook")
    before = try members.decode(UnixMilliseconds?.self, forKey: "before")
  }

  package func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Member.self)
    try members.encode(webhook, forKey: "webhook")
    try members.encode(before, forKey: "before")
  }
}

extension Command where Self == HookExpireCommand {
  package static func hookExpire(_ webhook: String, before: UnixMilliseconds?) -> Self {
    Self(webhook: webhook, before: before)
  }
}
