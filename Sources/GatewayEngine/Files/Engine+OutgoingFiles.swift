import GatewayCore
import GatewayStore

/// Files for contacts. They wait as answers do: each is offered whenever the contact comes online,
/// by the same id, until its client has all of it.
extension Engine {
  func send(
    _ id: MessageID, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let file = try transaction.file(id), file.source != nil else { return }
    memory.files.expects(file.item.contact)
    if let due = file.expiresAt { memory.files.nextExpiry.add(due) }
    copy(file, &after)
    try report(file.item, in: transaction, &after)
  }

  /// Offers the next files that wait for a contact.
  func offerFiles(
    to key: ContactKey, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard memory.online.contains(key), memory.files.mayExpect(key) else { return }
    var room = FileTraffic.outgoingMax - memory.files.outgoingCount(to: key)
    guard room > 0 else { return }
    let waiting = try transaction.waitingFiles(of: key, limit: 2 * FileTraffic.outgoingMax)
    if waiting.isEmpty { memory.files.expectsNothing(key) }
    for file in waiting where room > 0 && !memory.files.contains(file.item.id) {
      // The home has no copy of it yet.
      guard file.source == nil, let size = file.item.size else { continue }
      room -= 1
      memory.files.offering(file.item.id, to: key)
      after.sends.append(
        .file(
          .offer(
            OutgoingFile(
              id: file.item.id, contact: key, name: file.item.name.claimed, size: size,
              fileID: file.fileID))))
    }
  }

  /// The contact has all of a file.
  func sent(
    _ id: MessageID, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let item = try transaction.markFileSent(id) else { return }
    stop(id, &after)
    try report(item, in: transaction, &after)
    try tellRules(of: item.contact, in: transaction, now: now, &after) { .fileDone(item, $0) }
    try offerFiles(to: item.contact, in: transaction, &after)
  }

  /// Does what is due with files: what an earlier run left to be copied, offers that found no room,
  /// and the end of files that are too old.
  func handleDueFiles(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    if !memory.files.isLoaded { try loadFiles(in: transaction, &after) }
    if let due = memory.files.retryAt, due <= uptime() {
      memory.files.retryAt = nil
      for key in memory.online.filter(memory.files.mayExpect).sorted() {
        try offerFiles(to: key, in: transaction, &after)
      }
    }
    guard memory.files.nextExpiry.isDue(now) else { return }
    for id in try transaction.expireFiles(now: now, limit: Self.expiredFilesMax) {
      try endFile(id, because: .expired, in: transaction, now: now, &after)
    }
    memory.files.nextExpiry = NextDue(try transaction.nextFileExpiry())
  }

  /// Files that end in one transaction.
  private static let expiredFilesMax = 100

  private func loadFiles(
    in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    memory.files.load(expecting: try transaction.contactsWithWaitingFiles())
    for file in try transaction.filesToCopy() { copy(file, &after) }
  }

  private func copy(_ file: StoredFile, _ after: inout AfterCommit) {
    guard let source = file.source else { return }
    after.commands.append(.file(.copy(file.item.id, source, keepsFree: freeBytesKept)))
  }
}
