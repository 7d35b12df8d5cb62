import GatewayCore
import GatewayRules
import GatewayStore
import ToxCore

/// Events of the network half.
extension Worker {
  func handle(
    _ event: NetworkEvent, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    switch event {
    case .connection(let status):
      memory.connection = status
      after.reports.append(
        .connection(ConnectionReport(status: status.reported, words: status.words)))
    case .contactRequest(let key, let text):
      try handleRequest(key, text, in: transaction, now: now, &after)
    case .online(let key): try cameOnline(key, in: transaction, now: now, &after)
    case .offline(let key): try wentOffline(key, in: transaction, now: now, &after)
    case .name(let key, let name):
      try transaction.setName(name, of: key)
      if let contact = transaction.contact(key) { after.reports.append(.profile(contact)) }
    case .statusMessage(let key, let text): try transaction.setStatusMessage(text, of: key)
    case .status(let key, let status):
      if let contact = transaction.contact(key) {
        after.reports.append(.status(contact, "\(status)"))
      }
    case .typing(let key, let isTyping):
      if let contact = transaction.contact(key) {
        after.reports.append(.typing(contact, isTyping))
      }
    case .message(let key, let kind, let text, let position):
      try handleMessage(from: key, kind, text, position, in: transaction, now: now, &after)
    case .receipt(let key, let position):
      try handleReceipt(from: key, position, in: transaction, &after)
    case .sent(let key, let id, let outcome):
      handleSent(key, id, outcome)
    case .reachable(let key, let hint): try transaction.setNetworkHint(hint, of: key)
    }
  }

  private func handleRequest(
    _ key: ContactKey, _ text: String, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let policy = rules?.bot.configuration.contacts.accept ?? .ask
    let known = try transaction.storedContact(key)
    if known?.contact.state == .blocked { return }
    if known?.contact.state == .accepted {
      // It forgot us, or never saw our acceptance: it is a contact all the same.
      after.commands.append(.add(key, request: nil, hint: nil))
      return
    }
    guard policy != .nobody else { return }
    let (contact, isNew) = try transaction.addContact(
      key, codenameHash: keys.codenameHash(of: key), state: .requested, requestText: text, now: now)
    if isNew { after.reports.append(.contactRequest(contact, text: text)) }
    if policy == .everyone {
      try accept(contact, in: transaction, now: now, &after)
    } else if isNew {
      try run(.contactRequest(contact, text: text), in: transaction, now: now, &after)
    }
  }

  /// Makes a contact of one that asked, and lets the rules greet it.
  func accept(
    _ contact: Contact, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard try transaction.setState(.accepted, of: contact.key) else { return }
    try welcome(contact.key, in: transaction, now: now, &after)
  }

  /// The contact's state is "accepted" since a moment ago.
  func welcome(
    _ key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let contact = transaction.contact(key) else { return }
    after.commands.append(.add(key, request: nil, hint: nil))
    try run(.contact(contact), in: transaction, now: now, &after)
  }

  private func cameOnline(
    _ key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    memory.online.insert(key)
    try beginSession(key, in: transaction, now: now)
    try transaction.setSeen(key, now: now)
    try transaction.clearContactRequest(of: key)
    guard var contact = transaction.contact(key) else { return }
    contact.isOnline = true
    after.contactsToServe.append(key)
    after.reports.append(.contactOnline(contact))
    try run(.presence(contact, isOnline: true), in: transaction, now: now, &after)
  }

  private func beginSession(
    _ key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds
  ) throws(StoreError) {
    let unacknowledged = try transaction.unacknowledged(key)
    var live = memory.contacts[key] ?? LiveContact()
    live.isOnline = true
    live.repetitions =
      unacknowledged.isEmpty
      ? nil : RepetitionFilter(unacknowledged: unacknowledged.map(\.fingerprint))
    live.acknowledgements.sessionBegan(unsettled: unacknowledged.last?.id, now: now)
    memory.contacts[key] = live
    noteSettling(of: key)
  }

  private func wentOffline(
    _ key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    memory.online.remove(key)
    if let settled = memory.contacts[key]?.acknowledgements.sessionEnded(now: now) {
      try transaction.markAcknowledged(through: settled, of: key)
    }
    memory.contacts[key]?.wentAway()
    try transaction.setSeen(key, now: now)
    guard var contact = transaction.contact(key) else { return }
    contact.isOnline = false
    after.reports.append(.contactOffline(contact))
    try run(.presence(contact, isOnline: false), in: transaction, now: now, &after)
  }

  private func handleMessage(
    from key: ContactKey, _ kind: InboundMessage.Kind, _ text: String, _ position: StreamPosition,
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    after.commands.append(.consume(key, through: position))
    guard let contact = transaction.contact(key), contact.state == .accepted else { return }
    let fingerprint = keys.fingerprint(of: kind, text)
    if memory.contacts[key]?.repetitions?.isRepetition(fingerprint) == true { return }
    guard let id = try transaction.receive(from: key, fingerprint: fingerprint) else { return }
    memory.contacts[key, default: LiveContact()].acknowledgements.handled(id, now: now)
    noteSettling(of: key)
    let message = InboundMessage(
      id: id, contact: contact, kind: kind, text: text, receivedAt: now)
    after.reports.append(.message(message))
    try run(.message(message), in: transaction, now: now, &after)
  }

  private func handleReceipt(
    from key: ContactKey, _ position: StreamPosition, in transaction: StoreTransaction,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let received = memory.contacts[key]?.receipt(through: position), !received.isEmpty else {
      return
    }
    try transaction.markReceived(received.map(\.id))
    if let answered = received.last?.answersThrough {
      try transaction.markAcknowledged(through: answered, of: key)
    }
    after.contactsToServe.append(key)
    guard let contact = transaction.contact(key) else { return }
    for id in received.map(\.id) {
      after.reports.append(.receipt(contact, id))
      if let waiter = memory.receiptWaiters.removeValue(forKey: id) {
        after.replies.append((waiter, .done))
      }
    }
  }

  private func handleSent(
    _ key: ContactKey, _ id: OutboxID, _ outcome: Result<StreamPosition, SendError>
  ) {
    switch outcome {
    case .success(let position): memory.contacts[key]?.sent(id, at: position)
    case .failure: memory.contacts[key]?.refused(id)
    }
  }
}

extension ConnectionStatus {
  fileprivate var reported: ConnectionReport.Status {
    switch self {
    case .offline: .offline
    case .joining: .joining
    case .announced: .announced
    }
  }

  fileprivate var words: String {
    switch self {
    case .offline: "no node answers yet"
    case .joining: "nodes answer; announcing"
    case .announced: "announced, reachable"
    }
  }
}
