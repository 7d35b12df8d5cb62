import GatewayCore
import GatewayStore

/// Requests of the owner, through the socket in the home.
extension Engine {
  /// Answers requests, even while the disk fails: many in one transaction, or where that fails each
  /// in its own.
  func serve(_ requests: [OwnerRequest]) {
    if requests.count > 1 {
      do throws(StoreError) {
        return try attempt { () throws(StoreError) in try commit(requests) }
      } catch {
        // The transaction is undone; each request gets an answer of its own.
      }
    }
    for request in requests { serve(request) }
  }

  /// A query needs no transaction; a command may use the home's reserve.
  private func serve(_ request: OwnerRequest) {
    do throws(StoreError) {
      if let answer = try read(request.request) { return request.reply(answer) }
      do throws(StoreError) {
        try attempt { () throws(StoreError) in try commit([request]) }
      } catch {
        guard error.isOutOfSpace else { throw error }
        try store.usingReserve { () throws(StoreError) in
          let before = try operations.makeRoom(for: request.request, in: store)
          try attempt { () throws(StoreError) in try commit([request], forgottenBefore: before) }
        }
      }
    } catch {
      request.reply(.failed(error.description, .unavailable, error.reason))
    }
  }

  private func read(_ request: ApplicationRequest) throws(StoreError) -> Reply? {
    guard case .query(let query) = request else { return nil }
    let answer = try store.read { reader throws(StoreError) in
      try operations.reply(to: query, in: reader, now: clock())
    }
    switch answer {
    case .value(let value): return online(value)
    case .waitingAnswers(let answers): return underway(answers)
    case .afterReceipt, .afterForgetting: return nil
    }
  }

  /// - Parameter before: what was forgotten to make room for the requests.
  private func commit(
    _ requests: [OwnerRequest], forgottenBefore before: Forgotten = Forgotten()
  ) throws(StoreError) -> AfterCommit {
    var after = AfterCommit()
    let now = beginNow()
    try store.write(
      online: memory.online, policy: policy
    ) { transaction throws(StoreError) in
      try followClock(in: transaction, now: now, &after)
      for request in requests {
        try handle(request, forgottenBefore: before, in: transaction, now: now, &after)
      }
      try collectOutgoing(in: transaction, &after)
      try lookAhead(in: transaction)
      try keepEvents(&after, in: transaction, now: now)
    }
    return after
  }

  func handle(
    _ asked: OwnerRequest, forgottenBefore before: Forgotten = Forgotten(),
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    do throws(OperationError) {
      transaction.author = asked.author
      defer { transaction.author = .rule }
      let result = try operations.carryOut(asked.request, in: transaction, now: now)
        .including(before)
      try makeRoom(for: result, in: transaction, now: now, &after)
      try changeWebhooks(as: result, in: transaction, &after)
      try changeFiles(as: result, in: transaction, now: now, &after)
      consequences(of: result, asked.reply, in: transaction, &after)
      try welcomeAll(result.welcomed, in: transaction, now: now, &after)
    } catch {
      after.replies.append((asked.reply, try error.refusal()))
    }
  }

  /// A contact that the owner adds or accepts takes the place of a stranger at the limit.
  private func makeRoom(
    for result: OperationResult, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(OperationError) {
    let isAdded = result.changes.contains { if case .added = $0 { true } else { false } }
    guard isAdded || !result.welcomed.isEmpty else { return }
    do throws(StoreError) {
      try makeRoom(forContacts: 0, in: transaction, now: now, &after)
    } catch {
      throw .store(error)
    }
  }

  private func changeWebhooks(
    as result: OperationResult, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(OperationError) {
    do throws(StoreError) {
      for change in result.changes {
        switch change {
        case .paused(let webhook): try paused(webhook, in: transaction, &after)
        case .resumed(let webhook): try resumed(webhook, in: transaction, &after)
        default: break
        }
      }
    } catch {
      throw .store(error)
    }
  }

  private func changeFiles(
    as result: OperationResult, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(OperationError) {
    do throws(StoreError) {
      for case .file(let request) in result.changes {
        try handle(request, in: transaction, now: now, &after)
      }
    } catch {
      throw .store(error)
    }
  }

  private func welcomeAll(
    _ keys: [ContactKey], in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(OperationError) {
    do throws(StoreError) {
      for key in keys { try welcome(key, in: transaction, now: now, &after) }
    } catch {
      throw .store(error)
    }
  }

  private func consequences(
    of result: OperationResult, _ reply: @escaping ReplyHandler,
    in transaction: StoreTransaction, _ after: inout AfterCommit
  ) {
    for change in result.changes {
      switch change {
      case .added(let key, let request):
        after.commands.append(.add(key, request: request, hint: nil))
      case .blocked(let key):
        transaction.dropHeldAnswers(to: key)
        disconnect(key, &after)
      case .forgotten(let key): disconnect(key, &after)
      case .answered(let parts): answer(parts, in: transaction, &after)
      case .paused, .resumed, .file: break
      case .noSpam(let value): after.commands.append(.setNoSpam(value))
      case .clockConfirmed: confirmClock()
      case .resealed: after.cleansFiles = true
      case .broadcast: memory.broadcasts.add(at: uptime())
      case .asked(let due): memory.confirmations.add(due)
      }
    }
    noteForgotten(result.forgotten, &after)
    switch result.reply {
    case .value(let value): after.replies.append((reply, value))
    case .waitingAnswers(let answers): after.replies.append((reply, underway(answers)))
    case .afterForgetting(let contacts):
      memory.steps.removals.append(
        ForgettingSteps.Removal(contacts: contacts[...], reply: reply))
    case .afterReceipt(let id, let contact):
      for overdue in memory.receiptWaiters.add(id, of: contact, reply) {
        after.replies.append((overdue, .failed(Self.tooManyWait)))
      }
    }
  }

  private static let tooManyWait = """
    So many messages wait for their receipts that this one's will not be told. It stays in the \
    outbox until the contact has it.
    """

  /// Adds to a reply what only the running bot knows. Not within a transaction.
  func online(_ reply: Reply) -> Reply {
    switch reply {
    case .contacts(var list):
      let names = Set(memory.online.map { $0.hexadecimal.lowercased() })
      for index in list.indices { list[index].isOnline = names.contains(list[index].key) }
      return .contacts(list)
    case .status(var status):
      status.connection = memory.connection.rawValue
      status.contactsOnline = memory.online.count
      status.refusesWrites = isRefused ? true : nil
      return .status(status)
    case .hooks(var hooks):
      for held in (try? store.heldDeliveryCounts()) ?? [] {
        guard let index = hooks.firstIndex(where: { $0.name == held.webhook }) else { continue }
        hooks[index].waiting += held.count
      }
      return .hooks(hooks)
    default:
      return reply
    }
  }

  private func underway(_ answers: [WaitingAnswer]) -> Reply {
    .messages(answers.filter(isUnderway).map(\.message.rawValue))
  }

  /// Whether all waiting parts of an answer were handed to the network in this session.
  private func isUnderway(_ answer: WaitingAnswer) -> Bool {
    let underway = contacts.read(answer.contact) { contact in
      Set(contact.inFlight.lazy.filter { $0.position != nil }.map(\.id))
    }
    return underway.map { answer.parts.allSatisfy($0.contains) } ?? false
  }
}
