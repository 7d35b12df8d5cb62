import GatewayCore
import GatewayStore

/// Friend requests, and the limits on strangers.
extension Engine {
  func handleRequest(
    _ key: ContactKey, text: String, in transaction: StoreTransaction, now: UnixMilliseconds,
    _ after: inout AfterCommit
  ) throws(StoreError) {
    let known = try transaction.storedContact(key)
    if known?.contact.state == .blocked { return }
    if known?.contact.state == .accepted {
      // The peer forgot us, or never saw our acceptance: it is still a contact.
      after.commands.append(.add(key, request: nil, hint: nil))
      return
    }
    guard let answer = answer(toRequest: text) else {
      memory.losses.requests += 1
      return
    }
    var contact = known?.contact
    if contact == nil {
      contact = try admit(key, text: text, as: answer, in: transaction, now: now, &after)
    }
    guard let contact else { return }
    if answer == .accepted {
      try accept(contact, requestText: text, in: transaction, now: now, &after)
    } else if known == nil {
      try run(.contactRequest(contact, text: text), in: transaction, now: now, &after)
    }
  }

  private enum RequestAnswer {
    case accepted
    /// A rule or the owner decides.
    case waits
  }

  /// - Returns: nil where the request is dropped.
  private func answer(toRequest text: String) -> RequestAnswer? {
    let policy = configuration?.contacts ?? BotConfiguration.ContactPolicy()
    switch policy.accept {
    case .everyone: return .accepted
    case .ask, .code: return .waits
    case .nobody: return nil
    case .phrase: return policy.phrase?.isIn(text) ?? false ? .accepted : nil
    }
  }

  /// Stores a request from a new peer, if there is room.
  private func admit(
    _ key: ContactKey, text: String, as answer: RequestAnswer, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Contact? {
    if let obstacle = memory.space.obstacle {
      try reportLimitOfAll(obstacle, in: transaction, now: now, &after)
      return nil
    }
    var usage = try transaction.totalUsage()
    guard limits.admitsRequest(&usage, now: now) else {
      try reportLimitOfAll(.requestsPerDay, in: transaction, now: now, &after)
      return nil
    }
    try transaction.setTotalUsage(usage)
    let contact = try transaction.addContact(
      key, codenameHash: keys.codenameHash(of: key), state: .requested,
      requestText: text, ownerDecides: answer == .waits, now: now
    ).contact
    var code: RequestCode?
    if configuration?.contacts.accept == .code {
      code = try giveCode(to: contact, text: text, in: transaction, now: now, &after)
    }
    after.reports.append(.contactRequest(contact, text: text, code: code))
    try boundRequests(in: transaction, now: now, &after)
    return contact
  }

  /// Deletes the oldest requests over the limit, and the oldest contacts that rules blocked.
  private func boundRequests(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    let codes = configuration?.contacts.accept == .code ? Int64(RequestCode.waitingMax) : nil
    if let most = [limits.waitingRequests, codes].compactMap(\.self).min() {
      let excess = try transaction.contactCount(.requested) - Int(clamping: most)
      if excess > 0 {
        let oldest = try transaction.oldestRequests(limit: excess)
        for key in oldest { try forgetWhole(key, in: transaction, &after) }
        try reportLimitOfAll(.waitingRequests, in: transaction, now: now, &after)
      }
    }
    let excess = try transaction.contactCount(.blocked) - settings.strangersMax
    guard excess > 0 else { return }
    for key in try transaction.oldestBlockedByRules(limit: excess) {
      try forgetWhole(key, in: transaction, &after)
    }
  }

  /// Makes a contact of a peer that asked, and lets the rules greet it.
  func accept(
    _ contact: Contact, requestText: String, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard
      try makeRoom(forContacts: 1, areStrangers: true, in: transaction, now: now, &after)
    else { return }
    guard try transaction.setState(.accepted, of: contact.key, isByPolicy: true) else { return }
    try welcome(contact.key, requestText: requestText, in: transaction, now: now, &after)
  }

  /// At the limit of contacts, or of strangers that never came online, removes the oldest of these.
  ///
  /// - Parameters:
  ///   - count: how many contacts are to be added to those that are stored.
  ///   - areStrangers: whether they come without the owner.
  /// - Returns: false where no room can be made: the peer then waits as a request.
  @discardableResult
  func makeRoom(
    forContacts count: Int, areStrangers: Bool = false, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    let excess = try transaction.contactCount(.accepted) + count - settings.contactsMax
    var unseenExcess = excess
    if areStrangers {
      let unseen = try transaction.unseenStrangerCount()
      unseenExcess = max(excess, unseen + count - settings.strangersMax)
    }
    guard unseenExcess > 0 else { return true }
    let strangers = try transaction.unseenStrangers(limit: unseenExcess)
    for key in strangers { try forgetWhole(key, in: transaction, &after) }
    try reportLimitOfAll(.contacts, in: transaction, now: now, &after)
    return strangers.count >= excess
  }

  /// Forgets strangers that were accepted and never came online.
  func forgetSomeUnseen(
    in transaction: StoreTransaction, now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) -> Bool {
    guard let age = unseenAge else { return false }
    let (moment, time) = (uptime(), timeForErasing)
    let strangers = try transaction.unseenStrangers(
      before: time.advanced(byMilliseconds: -age), limit: Self.forgottenPerStep)
    let (count, forgotten) = try transaction.forget(
      contacts: strangers, rows: memory.steps.rows, now: now)
    for key in strangers.prefix(count) { disconnect(key, &after) }
    let isDone = count == strangers.count && count < Self.forgottenPerStep
    let soonest = isDone ? Self.forgettingInterval : 0
    memory.nextForgettingOfUnseen = try transaction.oldestUnseenStranger().map { since in
      let wait = since.advanced(byMilliseconds: age + 1).rawValue &- time.rawValue
      return moment.advanced(byMilliseconds: min(max(soonest, wait), age + 1))
    }
    if count > 0 {
      after.reports.append(.log("\(count) contacts that never came online were forgotten"))
    }
    return noteStep(forgotten, isDone: isDone, &after)
  }

  private static let forgottenPerStep = 64
  private static let forgettingInterval: Int64 = 60_000

  /// Notes that a stranger was accepted, which may never come online.
  func noteUnseen() {
    guard memory.nextForgettingOfUnseen == nil, let age = unseenAge else { return }
    memory.nextForgettingOfUnseen = uptime().advanced(byMilliseconds: age + 1)
  }

  /// Milliseconds after which a stranger that never came online is forgotten; nil for never.
  private var unseenAge: Int64? {
    guard let seconds = configuration?.contacts.forgetUnseen else { return nil }
    let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
    return overflow ? nil : milliseconds
  }

  /// When to look for such contacts; nil where there are none, or they are never forgotten.
  var unseenDue: Uptime? { unseenAge == nil ? nil : memory.nextForgettingOfUnseen }

  func forgetWhole(
    _ key: ContactKey, in transaction: StoreTransaction, _ after: inout AfterCommit
  ) throws(StoreError) {
    noteForgotten(try transaction.forget(contact: key, now: context.now), &after)
    disconnect(key, &after)
  }

  /// Handles a contact that the network half did not take.
  func handleRefusal(
    of key: ContactKey, because reason: ContactRefusal, in transaction: StoreTransaction,
    now: UnixMilliseconds, _ after: inout AfterCommit
  ) throws(StoreError) {
    guard transaction.contact(key)?.state == .accepted else { return }
    if case .unusable(let words) = reason {
      after.reports.append(.log("a contact can't be searched for: \(words)"))
      return
    }
    if !memory.unsearched.contains(key) { memory.unsearched.append(key) }
    try reportLimit(.contacts, of: key, in: transaction, now: now, &after)
  }
}
