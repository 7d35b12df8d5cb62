import GatewayCore
import GatewayStore

/// What becomes of files under way, in both directions.
extension Engine {
  func handle(
    _ news: FileNews, of id: MessageID, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    switch news {
    case .durable(let position, let type):
      try noteDurable(position, of: id, type: type, in: transaction, now: now, &after)
    case .whole(let size, let digest, let type):
      try completed(
        id, size: size, digest: digest, type: type, in: transaction, now: now, &after)
    case .isOutOfSpace: try reportLimitOfAll(.freeBytes, in: transaction, now: now, &after)
    case .copied(let size, let digest, let type):
      guard try transaction.noteFileStored(id, size: size, digest: digest, type: type) else {
        after.commands.append(.file(.discard(id)))
        return
      }
      guard let key = try report(id, in: transaction, &after) else { return }
      try offerFiles(to: key, in: transaction, &after)
    case .notCopied(let failure), .failed(let failure):
      let isRefused = failure == .cancelledByContact && !memory.files.isTaken(id)
      try endFile(
        id, because: failure, isRefused: isRefused, in: transaction, now: now, &after)
    case .notOffered:
      memory.files.remove(id)
      memory.files.retryAt = uptime().advanced(byMilliseconds: FileTraffic.retryDelay)
    case .taken: memory.files.taken(id)
    case .progress(let position):
      guard var item = try transaction.file(id)?.item, item.state == .waiting else { return }
      item.position = position
      try report(item, in: transaction, &after)
    case .sent: try sent(id, in: transaction, now: now, &after)
    }
  }

  private func noteDurable(
    _ position: UInt64, of id: MessageID, type: String?, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    if let type, !files.takes(type: type) {
      return try endFile(id, because: .type, in: transaction, now: now, &after)
    }
    try transaction.noteFile(id, position: position, type: type)
    guard let item = try transaction.file(id)?.item, item.state == .accepted else { return }
    try report(item, in: transaction, &after)
  }

  /// The acknowledgement of the last data leaves once the row is committed.
  private func completed(
    _ id: MessageID, size: UInt64, digest: [UInt8], type: String?,
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    if let type, !files.takes(type: type) {
      return try endFile(id, because: .type, in: transaction, now: now, &after)
    }
    memory.files.remove(id)
    guard let item = try transaction.completeFile(id, size: size, digest: digest, type: type) else {
      after.commands.append(.file(.discard(id)))
      return
    }
    after.commands.append(.file(.acknowledge(id)))
    // Without rules everything goes into the inbox.
    if rules == nil { try transaction.keepFile(id) }
    try report(item, in: transaction, &after)
    try tellRules(of: item.contact, in: transaction, now: now, &after) { .fileDone(item, $0) }
  }

  /// Ends a transfer before its file is whole, and removes what the home has of it.
  func endFile(
    _ id: MessageID, because failure: FileFailure, isRefused: Bool = false,
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    let ended =
      isRefused
      ? try transaction.refuseFile(id, because: failure)
      : try transaction.endFile(id, because: failure)
    stop(id, &after)
    if let ended { try fileFailed(ended, because: failure, in: transaction, now: now, &after) }
  }

  /// Tells a contact why its file was not taken, where neither it nor a rule can know.
  private func tellReason(
    _ failure: FileFailure, for item: FileItem, in transaction: StoreTransaction,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard item.direction == .inbound, [.overLimit, .type].contains(failure),
      let sentence = files.refusal(of: item.name, because: failure)
    else { return }
    try tell(sentence, to: item.contact, in: transaction, &after)
  }

  /// Ends what the network half and the disk do with a file.
  func stop(_ id: MessageID, _ after: inout AfterCommit) {
    if let token = memory.files.remove(id) { after.commands.append(.file(.refuse(token))) }
    after.commands.append(.file(.discard(id)))
  }

  func fileFailed(
    _ item: FileItem, because failure: FileFailure, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    try report(item, in: transaction, &after)
    try tellReason(failure, for: item, in: transaction, &after)
    try tellRules(of: item.contact, in: transaction, now: now, &after) {
      .fileFailed(item, $0, failure)
    }
    if item.direction == .outbound {
      try offerFiles(to: item.contact, in: transaction, &after)
    }
  }

  /// Runs the rules for what was begun with their consent: it is counted, and never left out.
  func tellRules(
    of key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit, _ event: (Contact) -> RuleEvent
  ) throws(StoreError) {
    guard let contact = transaction.contact(key), handler != nil else { return }
    let before = transaction.bytesCounted
    try run(event(contact), in: transaction, now: now, &after)
    let bytes = transaction.bytesCounted - before
    try charge(messages: 0, bytes: bytes, to: key, in: transaction, now: now)
  }

  /// Does what a rule or a person asks for.
  func handle(
    _ request: FileRequest, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    switch request {
    case .accept(let id): try accept(id, in: transaction, now: now, &after)
    case .refuse(let id, let text):
      try refuse(id, text: text, in: transaction, now: now, &after)
    case .cancel(let id):
      try endFile(id, because: .cancelled, in: transaction, now: now, &after)
    case .send(let id): try send(id, in: transaction, &after)
    }
  }

  /// Reports the state of a file.
  ///
  /// - Returns: its contact.
  @discardableResult
  func report(
    _ id: MessageID, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) -> ContactKey? {
    guard let item = try transaction.file(id)?.item else { return nil }
    try report(item, in: transaction, &after)
    return item.contact
  }

  func report(
    _ item: FileItem, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    if let contact = transaction.contact(item.contact) {
      after.reports.append(.file(item, contact))
    }
  }
}
