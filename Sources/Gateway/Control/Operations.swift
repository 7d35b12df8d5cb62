import GatewayCore
import GatewayEngine
import GatewayStore
import ToxCore
import ToxCrypto
import ToxWire

/// Requests of the owner, carried out on the store: the same whether the bot runs or not. A running
/// bot then acts on the `changes`; one that starts later finds them in the store.
extension StoreTransaction {
  func carryOut(
    _ request: ApplicationRequest, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    switch request {
    case .command(let command): try carryOut(command, keys: keys, now: now)
    case .query(let query): OperationResult(reply: try answer(query, now: now))
    }
  }

  func carryOut(
    _ command: Command, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    switch command {
    case .contactAdd(let address, let message):
      return try add(address, message: message, keys: keys, now: now)
    case .contactAccept(let reference): return try accept(reference)
    case .contactBlock(let reference):
      let key = try find(reference).contact.key
      _ = try storing { () throws(StoreError) in try setState(.blocked, of: key) }
      return OperationResult(changes: [.blocked(key)])
    case .contactRemove(let reference):
      let key = try find(reference).contact.key
      let forgotten = try storing { () throws(StoreError) in try forget(contact: key, now: now) }
      return OperationResult(
        reply: .value(.forgotten(ForgottenSummary(forgotten))), changes: [.forgotten(key)],
        forgotten: forgotten)
    case .contactRemoveNeverSeen:
      let keys = try storing { () throws(StoreError) in try neverSeen() }
      return OperationResult(reply: .afterForgetting(keys))
    case .contactNote(let reference, let note):
      let key = try find(reference).contact.key
      try storing { () throws(StoreError) in try setNote(note, of: key) }
      return OperationResult()
    case .contactPublicStatus(let reference, let status):
      let key = try find(reference).contact.key
      try storing { () throws(StoreError) in try setPublicStatus(status, of: key) }
      return OperationResult()
    case .send(let reference, let text, let kind, let keep):
      return try send(text, kind, to: reference, keep: keep, now: now)
    case .inboxLabel(let numbers, let label):
      return try changing(numbers) { messages throws(StoreError) in
        try setLabel(label, of: messages)
      }
    case .inboxClose(let numbers):
      return try changing(numbers) { messages throws(StoreError) in
        try setStatus(.closed, of: messages)
      }
    case .inboxReopen(let numbers):
      return try changing(numbers) { messages throws(StoreError) in
        try setStatus(.open, of: messages)
      }
    case .inboxMarkRead(let numbers):
      let messages = try bounded(numbers)
      try storing { () throws(StoreError) in try markRead(messages) }
      return OperationResult()
    case .inboxErase(let numbers): return try erase(numbers, now: now)
    case .hookResume(let name): return try resumeHook(name, now: now)
    case .newNoSpam: return try newNoSpam()
    case .clockConfirm:
      try storing { () throws(StoreError) in try setTrustedTime(TrustedTime(trusted: now)) }
      return OperationResult(changes: [.clockConfirmed])
    }
  }

  private func add(
    _ text: String, message: String, keys: HomeKeys, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let address = try address(text)
    let key = address.key
    let own = try ownIdentity()
    guard key.bytes != own.keyPair.publicKey.bytes else {
      throw .refused("This is the bot's own address.")
    }
    guard (1...921).contains(message.utf8.count) else {
      throw .refused("The request's message must have 1 to 921 bytes.")
    }
    let request = address.noSpam.map { ContactRequest(noSpam: $0, message: message) }
    try storing { () throws(StoreError) in
      let (contact, isNew) = try addContact(
        key, codenameHash: keys.codenameHash(of: key), state: .accepted, now: now)
      if !isNew, contact.state != .accepted { try setState(.accepted, of: key) }
      try setOwned(key)
      if let request {
        try setContactRequest(to: key, noSpam: request.noSpam, message: request.message)
      }
    }
    return OperationResult(
      reply: .value(.contacts(try contactSummaries().filter { $0.key == key.bytes.hex })),
      changes: [.added(key, request)])
  }

  private func accept(_ reference: ContactReference) throws(OperationError) -> OperationResult {
    let stored = try find(reference)
    let key = stored.contact.key
    let isChanged = try storing { () throws(StoreError) in
      try setOwned(key)
      return try setState(.accepted, of: key)
    }
    guard isChanged else { return OperationResult() }
    // A peer that was a contact before it was blocked has been greeted.
    return stored.wasOnline
      ? OperationResult(changes: [.added(key, nil)]) : OperationResult(welcomed: [key])
  }

  private func send(
    _ text: String, _ kind: InboundMessage.Kind, to reference: ContactReference, keep: Bool,
    now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    let contact = try find(reference).contact
    guard contact.state == .accepted else {
      throw .refused("\(contact.codename) is not an accepted contact.")
    }
    let text = text.asMessage
    guard !text.isEmpty else { throw .refused("An empty message can't be sent.") }
    let parts = try storing { () throws(StoreError) in
      let answer = try keepAnswer(text, kind: kind, to: contact.key, now: now)
      return try enqueue(
        text, kind: kind, to: contact.key, of: answer, partBytesMax: Engine.messageBytesMax,
        now: now)
    }
    guard let last = parts.last else { throw .refused("Nothing was sent.") }
    return OperationResult(
      reply: keep ? .value(.done) : .afterReceipt(last.id, of: contact.key),
      changes: [.answered(parts)])
  }

  private func newNoSpam() throws(OperationError) -> OperationResult {
    var identity = try ownIdentity()
    identity.noSpam = NoSpam(UInt32.random(in: .min ... .max))
    try storing { () throws(StoreError) in try store(identity) }
    return OperationResult(
      reply: .value(.toxID(identity.toxID.text)), changes: [.noSpam(identity.noSpam.rawValue)])
  }
}

extension StoreReader {
  func contactSummaries() throws(OperationError) -> [ContactSummary] {
    try storing { () throws(StoreError) in
      try storedContacts().map(summary)
    }
  }

  func summary(of stored: StoredContact) -> ContactSummary {
    ContactSummary(
      codename: stored.contact.codename.text, key: stored.contact.key.bytes.hex,
      name: stored.contact.name, publicStatus: stored.contact.publicStatus, note: stored.note,
      state: stored.contact.state, firstSeen: stored.contact.firstSeen, lastSeen: stored.lastSeen,
      requestText: stored.requestText)
  }

  func statusSummary() throws(OperationError) -> StatusSummary {
    StatusSummary(toxID: try ownIdentity().toxID.text, connection: "stopped", contactsOnline: 0)
  }

  func clockSummary(now: UnixMilliseconds) throws(OperationError) -> ClockSummary {
    let time = try storing { () throws(StoreError) in try trustedTime() }
    var current = time ?? TrustedTime(trusted: now)
    current.start(at: now)
    return ClockSummary(
      now: now, usedForErasing: current.forErasing, ahead: max(0, current.lead),
      remaining: current.remaining)
  }

  func ownIdentity() throws(OperationError) -> Identity {
    guard let identity = try storing({ () throws(StoreError) in try loadedIdentity() }) else {
      throw .refused("The home has no key yet: run the bot, or `postern key new`.")
    }
    return identity
  }

  /// The contact with this codename, key or Tox ID.
  func find(_ reference: ContactReference) throws(OperationError) -> StoredContact {
    let found = try storing { () throws(StoreError) -> StoredContact? in
      if let known = try storedContact(Codename(text: reference.text.lowercased())) { return known }
      guard let address = try? ContactAddress(reference.text) else { return nil }
      return try storedContact(address.key)
    }
    if let found { return found }
    // A mistyped address gets its own message.
    if ContactAddress.isMeant(by: reference.text) { _ = try address(reference.text) }
    throw .refused("There is no contact \"\(reference.text)\": `postern contact list` names them.")
  }

  func address(_ text: String) throws(OperationError) -> ContactAddress {
    do throws(ContactAddress.Mistake) {
      return try ContactAddress(text)
    } catch {
      throw .refused(error.sentence)
    }
  }

  /// Runs a part that fails only with a store error.
  func storing<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(OperationError) -> Value {
    do throws(StoreError) {
      return try body()
    } catch {
      switch error {
      case .unknownMessage, .unknownContact, .unknownDelivery: throw .refused(error.description)
      default: throw .store(error)
      }
    }
  }
}

/// The operations as a running bot carries them out.
struct HomeOperations: Operations {
  let keys: HomeKeys

  func carryOut(
    _ request: ApplicationRequest, in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult {
    try transaction.carryOut(request, keys: keys, now: now)
  }

  func reply(
    to query: Query, in reader: StoreReader, now: UnixMilliseconds
  ) throws(StoreError) -> OperationResult.Answer {
    try reader.reply(to: query, now: now)
  }

  func makeRoom(
    for request: ApplicationRequest, in store: Store
  ) throws(StoreError) -> Forgotten {
    try store.makeRoom(for: request)
  }
}
