import GatewayCore
import GatewayStore

/// Files that contacts offer: those that an earlier session left unfinished go on at once, within
/// the limits; of others the rules, a person or the policy decide.
extension Engine {
  /// The policy for files. Without a bot's file a person decides, and only the disk limits.
  var files: FilePolicy { configuration?.files ?? .ownIdentity }

  /// Whether the bot takes files at all. One that keeps nothing has no place for them.
  private var takesFiles: Bool { files.acceptance != .nobody && policy.takesFiles }

  /// Clients offer their picture whenever they come online, without any action of their user: one
  /// that the bot does not want is refused without a word.
  private func takes(avatar offer: OfferedFile) -> Bool {
    files.takesAvatars && takesFiles
      && offer.size.map { (1...UInt64(Avatar.bytesMax)).contains($0) } ?? false
  }

  func handleOffer(
    _ offer: OfferedFile, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let key = offer.contact
    guard let contact = transaction.contact(key), contact.state == .accepted,
      !offer.isAvatar || takes(avatar: offer)
    else {
      after.commands.append(.file(.refuse(offer.token)))
      return
    }
    guard takesFiles else {
      after.commands.append(.file(.refuse(offer.token)))
      let file = ContactOffer.file(name: offer.name, size: offer.size, kind: offer.kind)
      return try handleOffer(file, from: key, in: transaction, now: now, &after)
    }
    if let known = try transaction.file(of: key, fileID: offer.fileID),
      try goOn(known, with: offer, in: transaction, &after)
    {
      return
    }
    var isAnswered = false
    try doCounted(for: key, in: transaction, now: now, &after) { after throws(StoreError) in
      isAnswered = try decide(offer, of: contact, in: transaction, now: now, &after)
      try charge(messages: 1, bytes: 0, to: key, in: transaction, now: now)
    }
    if !isAnswered { after.commands.append(.file(.refuse(offer.token))) }
  }

  /// Takes up a file again that its client offered in an earlier session.
  ///
  /// - Returns: false where it is another one, or over.
  private func goOn(
    _ file: StoredFile, with offer: OfferedFile, in transaction: StoreTransaction,
    _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    let id = file.item.id
    // Of a sealed one the bot does not know the size any more.
    guard
      file.item.size == offer.size
        || file.item.state == .whole && (offer.size == nil || file.isSealed)
    else { return false }
    switch file.item.state {
    case .offered, .accepted:
      guard !memory.files.contains(id) else {
        // The same file twice in one session.
        after.commands.append(.file(.refuse(offer.token)))
        return true
      }
      memory.files.offered(id, by: offer.contact, token: offer.token)
      if file.item.state == .accepted { receive(file, &after) }
    case .whole where offer.isAvatar:
      after.commands.append(.file(.refuse(offer.token)))
    case .whole:
      // The end of a stream can't be asked for without its size.
      let size = file.item.size ?? offer.size
      after.commands.append(
        .file(size.map { .satisfy(offer.token, size: $0) } ?? .refuse(offer.token)))
    case .refused, .ended, .waiting: return false
    }
    return true
  }

  /// - Returns: false where the offer is to be refused without a trace.
  private func decide(
    _ offer: OfferedFile, of contact: Contact, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    let key = offer.contact
    guard memory.files.incomingCount(of: key) < files.contactTransfersMax else { return false }
    let new = NewFile(
      contact: key, name: FileName(offer.name), size: offer.size, fileID: offer.fileID,
      kind: offer.kind)
    guard let id = try transaction.addOffered(new, now: now) else { return false }
    try endOldest(of: key, in: transaction, now: now, &after)
    if try isOverLimit(offer.size, from: key, in: transaction) {
      after.commands.append(.file(.refuse(offer.token)))
      if let item = try transaction.refuseFile(id, because: .overLimit) {
        try fileFailed(item, because: .overLimit, in: transaction, now: now, &after)
      }
      return true
    }
    memory.files.offered(id, by: key, token: offer.token)
    guard let item = try transaction.file(id)?.item else { return true }
    after.reports.append(.file(item, contact))
    let outcome = try run(.file(item, contact), in: transaction, now: now, &after)
    // A rule that failed may have wanted to refuse it: a person decides.
    if files.acceptance == .everyone, outcome.failure == nil {
      try accept(id, in: transaction, now: now, &after)
    }
    return true
  }

  private func isOverLimit(
    _ size: UInt64?, from key: ContactKey, in transaction: StoreTransaction
  ) throws(StoreError) -> Bool {
    let needed = Int64(clamping: size ?? 0)
    guard needed <= files.sizeMax else { return true }
    let stored = try transaction.fileBytes(of: key)
    return stored.ofContact > files.contactBytesMax - needed
      || stored.ofAll > files.bytesMax - needed
  }

  /// Offers of earlier sessions that were never made again end, so that they do not pile up.
  private func endOldest(
    of key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let open = try transaction.openFiles(of: key)
    for id in open.dropLast(files.contactTransfersMax) where !memory.files.contains(id) {
      try endFile(id, because: .expired, in: transaction, now: now, &after)
    }
  }

  /// Takes a file that a contact offers: at once, or when its client offers it again.
  func accept(
    _ id: MessageID, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard var file = try transaction.file(id), file.item.state == .offered else { return }
    let size = Int64(clamping: file.item.size ?? UInt64(files.sizeMax))
    guard try transaction.acceptFile(id, bytes: size) else { return }
    file.item.state = .accepted
    receive(file, &after)
    try report(file.item, in: transaction, &after)
  }

  private func receive(_ file: StoredFile, _ after: inout AfterCommit) {
    guard let token = memory.files.accepted(file.item.id) else { return }
    after.commands.append(
      .file(
        .receive(
          FileIntake(
            id: file.item.id, token: token, contact: file.item.contact,
            position: file.item.position, size: file.item.size, sizeMax: UInt64(files.sizeMax),
            keepsFree: freeBytesKept))))
  }

  /// The bytes of the file system that files leave free.
  var freeBytesKept: Int64 {
    limits.freeBytes(ofFileSystem: space()?.fileSystemBytes ?? 0)
  }

  /// Refuses a file that a contact offers, or ends its transfer.
  func refuse(
    _ id: MessageID, text: String?, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let file = try transaction.file(id), file.item.direction == .inbound else { return }
    if file.item.state == .offered {
      guard let refused = try transaction.refuseFile(id, because: .cancelled) else { return }
      stop(id, &after)
      try report(refused, in: transaction, &after)
    } else {
      try endFile(id, because: .cancelled, in: transaction, now: now, &after)
    }
    if let text { try tell(text, to: file.item.contact, in: transaction, &after) }
  }

  func tell(
    _ text: String, to key: ContactKey, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    var consequences = RuleConsequences()
    try transaction.reply(
      text, kind: .text, to: key, answers: nil, in: context, to: &consequences)
    answer(consequences.answers, in: transaction, &after)
  }
}

extension FilePolicy {
  /// For an identity without a bot's file: a person decides on each.
  fileprivate static var ownIdentity: FilePolicy {
    var policy = FilePolicy()
    policy.acceptance = .ask
    policy.sizeMax = .max
    policy.contactBytesMax = .max
    policy.bytesMax = .max
    return policy
  }
}
