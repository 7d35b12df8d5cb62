package import GatewayCore
import GatewayEngine
import GatewayStore

/// Erases messages after a while, in which that can be undone.
package struct ErasureScheduleCommand: HomeCommand {
  package static let name = "erasure_schedule"
  package static let scope = Scope.inbox

  package var messages: [Int64]
  /// Seconds in which it can be undone.
  package var undo: Int64

  /// A day.
  package static let undoMax: Int64 = 86_400

  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard (0...Self.undoMax).contains(undo) else {
      throw .invalid("What is erased can be undone for at most a day.")
    }
    return try transaction.changing(messages) { messages throws(StoreError) in
      try transaction.scheduleErasure(of: messages, after: undo * 1_000, now: now)
    }
  }

  func audited(in reader: StoreReader) -> AuditedAction? {
    AuditedAction(messages: messages)
  }
}

extension ErasureScheduleCommand {
  package init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Member.self)
    messages = try members.numbers("messages")
    undo = try members.decode(Int64.self, forKey: "undo")
  }
}

extension Command where Self == ErasureScheduleCommand {
  package static func erasureSchedule(messages: [Int64], undo: Int64) -> Self {
    Self(messages: messages, undo: undo)
  }
}
