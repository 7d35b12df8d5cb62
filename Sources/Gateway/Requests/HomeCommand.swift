import GatewayCore
import GatewayEngine
import GatewayStore

/// A command that is carried out on a home, the same whether a bot runs on it or not. A running bot
/// then acts on the `changes`; one that starts later finds them in the store.
protocol HomeCommand: Command {
  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult
  /// What the audit log says of it; nil: nothing. Asked before it is carried out.
  func audited(in reader: StoreReader) -> AuditedAction?
}

extension HomeCommand {
  func audited(in reader: StoreReader) -> AuditedAction? { AuditedAction() }
}

/// A command that changes nothing: it is for the audit log alone.
protocol RecordedCommand: HomeCommand {}

extension RecordedCommand {
  func carryOut(
    in transaction: StoreTransaction, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    OperationResult()
  }
}

extension StoreTransaction {
  func carryOut(
    _ command: any Command, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    guard let command = command as? any HomeCommand else {
      throw .invalid(RequestMistake.unknown("command", named: type(of: command).name).sentence)
    }
    if author.way == .owner, author != .owner { try checkStaff(author.name) }
    return try audited(command, now: now) { () throws(OperationError) in
      try command.carryOut(in: self, keys: keys, now: now)
    }
  }
}

extension Store {
  /// On a full disk: carries out the deletions of this request in steps that need little room.
  ///
  /// - Returns: what is deleted already; see `OperationResult.including(_:)`.
  func makeRoom(for request: ApplicationRequest) throws(StoreError) -> Forgotten {
    guard case .command(let command as ContactRemoveCommand) = request else { return Forgotten() }
    let contact = try read { reader throws(StoreError) in
      try? reader.find(command.contact).contact.key
    }
    guard let contact else { return Forgotten() }
    return try forgetMessagesInSteps(of: contact, now: .now)
  }
}
