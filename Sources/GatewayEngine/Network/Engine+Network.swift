import GatewayCore
import GatewayStore

/// Handles events of the network half.
extension Engine {
  func handle(
    _ event: NetworkEvent, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    switch event {
    case .connection(let status):
      memory.connection = status
      after.reports.append(
        .connection(ConnectionReport(status: status, words: status.words)))
    case .runsElsewhere:
      try transaction.setMeta(.seenElsewhereAt, Array("\(now.rawValue)".utf8))
      after.reports.append(.runsElsewhere)
    case .contactRequest(let key, let text):
      try handleRequest(key, text: text, in: transaction, now: now, &after)
    case .online(let key): try cameOnline(key, in: transaction, now: now, &after)
    case .offline(let key): try wentOffline(key, in: transaction, now: now, &after)
    case .name(let key, let name):
      try transaction.setName(name, of: key)
      if let contact = transaction.contact(key) { after.reports.append(.profile(contact)) }
    case .statusMessage(let key, let text): try transaction.setStatusMessage(text, of: key)
    case .status(let key, let status):
      if let contact = transaction.contact(key) {
        after.reports.append(.status(contact, status.rawValue))
      }
    case .typing(let key, let isTyping):
      if let contact = transaction.contact(key) {
        after.reports.append(.typing(contact, isTyping))
      }
    case .message(let message): try take(message, in: transaction, now: now, &after)
    case .acknowledged(let key, let stampID):
      try handleAcknowledgement(of: stampID, from: key, in: transaction, &after)
    case .offer(let key, let offer):
      try handleOffer(offer, from: key, in: transaction, now: now, &after)
    case .fileOffered(let offer):
      try handleOffer(offer, in: transaction, now: now, &after)
    case .fileWithdrawn(let token):
      guard let id = memory.files.offer(token) else { return }
      try endFile(id, because: .cancelledByContact, in: transaction, now: now, &after)
    case .file(let id, let news):
      try handle(news, of: id, in: transaction, now: now, &after)
    case .receipt(let key, let position):
      try handleReceipt(from: key, position, in: transaction, &after)
    case .acknowledgementKnown(let key, let position):
      try acknowledgementKnown(to: key, through: position, in: transaction)
    case .routeChanged(let key):
      let now = uptime()
      _ = contacts.changeIfKnown(key) { $0.recent.routeChanged(now: now) }
    case .sent(let key, let id, let outcome):
      handleSent(id, to: key, outcome)
    case .notAdded(let key, let reason):
      try handleRefusal(of: key, because: reason, in: transaction, now: now, &after)
    case .reachable(let key, let hint): try transaction.setNetworkHint(hint, of: key)
    }
  }

  /// Welcomes a contact whose state has just become "accepted".
  ///
  /// - Parameter requestText: the text of its request, where that is not in the store.
  func welcome(
    _ key: ContactKey, requestText: String? = nil, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard let contact = transaction.contact(key) else { return }
    noteUnseen()
    after.commands.append(.add(key, request: nil, hint: nil))
    try run(.contact(contact), in: transaction, now: now, &after)
    try handleRequestText(requestText, of: key, in: transaction, now: now, &after)
  }

  private func cameOnline(
    _ key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    memory.online.insert(key)
    _ = contacts.changeIfKnown(key) { $0.endsSession = false }
    forgetHeldBack(of: key)
    try beginSession(key, in: transaction)
    try transaction.setSeen(key, now: now)
    try transaction.clearContactRequest(of: key)
    guard var contact = transaction.contact(key) else { return }
    contact.isOnline = true
    after.contactsToServe.append(key)
    try offerFiles(to: key, in: transaction, &after)
    after.reports.append(.contactOnline(contact))
    try showTyping(to: key, in: transaction, &after)
    // A request that still waits here was accepted while the bot did not run.
    let request = contact.state == .accepted ? try transaction.takeRequestText(of: key) : nil
    if request != nil { try run(.contact(contact), in: transaction, now: now, &after) }
    try doCounted(for: key, in: transaction, now: now, &after) { after throws(StoreError) in
      try run(.presence(contact, isOnline: true), in: transaction, now: now, &after)
    }
    if let request { try handleRequestText(request, of: key, in: transaction, now: now, &after) }
  }

  func wentOffline(
    _ key: ContactKey, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    memory.online.remove(key)
    memory.partsDue[key] = nil
    memory.files.removeAll(of: key)
    forgetHeldBack(of: key)
    _ = contacts.changeIfKnown(key) { $0.sessionEnded() }
    try transaction.setSeen(key, now: now)
    guard var contact = transaction.contact(key) else { return }
    contact.isOnline = false
    after.reports.append(.contactOffline(contact))
    try doCounted(for: key, in: transaction, now: now, &after) { after throws(StoreError) in
      try run(.presence(contact, isOnline: false), in: transaction, now: now, &after)
    }
  }

  /// Handles a message, or several that are one text, and counts what it makes us store.
  func handle(
    _ message: NetworkMessage, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let key = message.contact
    after.commands.append(.consume(key, through: message.position))
    guard let contact = transaction.contact(key), contact.state == .accepted else { return }
    let bytes = transaction.bytesCounted
    try noteStamping(message.stamp != nil, by: key, in: transaction, &after)
    let number: MessageID?
    // A stamp tells a message from equal ones.
    var fingerprint: Fingerprint?
    if let stamp = message.stamp {
      number = try numberIfNew(stamp, from: key, in: transaction, now: now, &after)
    } else {
      let digest = keys.digest(of: message.text, message.kind)
      let moment = uptime()
      fingerprint = digest
      var settled: MessageID?
      number = try contacts.change(key) { live throws(StoreError) -> MessageID? in
        guard !live.recent.isRepetition(digest, at: message.position),
          let id = try transaction.receive(from: key)
        else { return nil }
        settled = live.recent.handled(id, digest, at: message.position, now: moment)
        return id
      }
      try note(settled, of: key, in: transaction)
    }
    // A repetition.
    guard let number else { return }
    let inbound = InboundMessage(
      id: number, contact: contact, kind: message.kind, text: message.text, receivedAt: now,
      sentAt: message.stamp?.sentAt, fingerprint: fingerprint)
    after.reports.append(.message(inbound))
    var isAnswer = false
    if memory.confirmations.mayBeOpen {
      isAnswer = try takeConfirmation(inbound, in: transaction, now: now, &after)
    }
    if !isAnswer { try run(.message(inbound), in: transaction, now: now, &after) }
    try charge(
      messages: 1, bytes: transaction.bytesCounted - bytes, to: key, in: transaction, now: now)
  }

  private func handleReceipt(
    from key: ContactKey, _ position: MessagePosition, in transaction: StoreTransaction,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let received = contacts.changeIfKnown(key) { $0.receipt(through: position) } ?? []
    try finish(received, of: key, in: transaction, &after)
  }

  private func handleSent(
    _ id: OutboxID, to key: ContactKey, _ outcome: Result<MessagePosition, SendObstacle>
  ) {
    _ = contacts.changeIfKnown(key) { live in
      switch outcome {
      case .success(let position): live.sent(id, at: position)
      case .failure: live.refused(id)
      }
    }
  }
}

extension ConnectionReport.Status {
  fileprivate var words: String {
    switch self {
    case .offline:
      "no node and no relay answers: contacts can't reach the bot (see `postern doctor`)"
    case .joining: "on the network; announcing"
    case .announced: "announced, reachable"
    }
  }
}
