public import GatewayCore
public import GatewayStore
import ToxCore
import ToxWire

/// What the command line does on a home itself, whether a bot runs on it or not.
extension BotHome {
  /// Where a bot that runs on this home listens.
  public static func socketPath(home path: String) -> String { path + "/control.sock" }

  /// The home's Tox ID; makes home and key where they are missing.
  public static func toxID(path: String) throws(StoreError) -> String {
    try opened(path) { home throws(StoreError) in try home.identity().toxID.text }
  }

  /// Carries out a request on the store of a home on which no bot runs.
  public static func carryOut(
    _ request: ControlRequest, path: String
  ) throws(StoreError) -> ControlReply {
    try opened(path) { home throws(StoreError) in
      var refusal: String?
      let result = try home.store.write { transaction throws(StoreError) -> OperationResult? in
        if case .send = request, try transaction.meta(.keepsNothing) != nil {
          refusal = "This bot keeps nothing on the disk, so it can send only while it runs."
          return nil
        }
        do throws(OperationError) {
          return try transaction.carryOut(request, keys: home.keys, now: .now)
        } catch {
          switch error {
          case .refused(let sentence): refusal = sentence
          case .store(let error): throw error
          }
          return nil
        }
      }
      guard let result else { return .failed(refusal ?? "Refused.") }
      if result.erased { try home.store.emptyJournal() }
      guard case .value(let reply) = result.reply else { return .done }
      return reply
    }
  }

  public static func inbox(
    path: String, _ filter: InboxFilter
  ) throws(StoreError) -> [InboxEntry] {
    try opened(path) { home throws(StoreError) in
      try home.store.read { reader throws(StoreError) in try reader.inbox(filter) }
    }
  }

  public static func inboxEntry(path: String, _ id: MessageID) throws(StoreError) -> InboxEntry? {
    try opened(path) { home throws(StoreError) in
      try home.store.read { reader throws(StoreError) in try reader.inboxEntry(id) }
    }
  }

  static func opened<Value>(
    _ path: String, new: NewHome = .withKey, _ body: (BotHome) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let home = try BotHome(path: path, exclusively: false, new: new)
    defer { home.close() }
    return try body(home)
  }
}
