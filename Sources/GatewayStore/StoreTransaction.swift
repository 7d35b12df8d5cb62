import GRDB
public import GatewayCore

/// One transaction: reads see its own writes. Valid only inside the closure that it was passed to.
///
/// It begins with its first statement: a batch that does not need the database costs nothing.
///
/// Rules read through `RuleState`, which cannot throw: a failed read is remembered there and undoes
/// the transaction, so that no decision of a rule based on a failed read is committed.
public final class StoreTransaction: StoreReader {
  let online: Set<ContactKey>
  let cache: WriterCache
  /// Messages, answers and deliveries of this transaction that are not written yet.
  var pending = PendingRows()
  /// Whether a change may affect when the next delivery is due, apart from those in `ready` and
  /// `putOff`.
  public private(set) var movedDueTimes = false
  /// Whether timers changed.
  public private(set) var movedTimers = false
  /// Deliveries that got their due time: new ones, and those that became the first of their lane.
  var ready: [Delivery] = []
  /// The times to which failed attempts postponed their deliveries.
  var putOff: [(webhook: String, due: UnixMilliseconds)] = []
  /// The webhooks of deliveries for which there was no room.
  var turnedAway: [String] = []
  /// The author of what is done now: the requests of one batch may come from several.
  public var author = Author.rule
  /// The time that decides what is too old, where it is known; see `TrustedTime`.
  public var trusted: UnixMilliseconds?
  /// Conversations whose status changed.
  var changedConversations: [ChangedConversation] = []
  /// Whether a change may affect when the next deadline is due.
  private var movedDeadlines = false
  private var movedErasures = false

  /// Messages that got their number.
  public internal(set) var receivedCount = 0
  /// The bytes of rows and their text to be stored, including what a bot that keeps nothing holds
  /// in memory.
  public private(set) var bytesCounted: Int64 = 0

  override var held: HeldContent? { cache.held }
  private let heldBefore: HeldContent

  private var failure: StoreError?
  private var hasBegun = false
  private var mustCommit = false

  init(
    _ database: Database, _ cache: WriterCache, online: Set<ContactKey>, vault: Vault
  ) {
    self.online = online
    self.cache = cache
    heldBefore = cache.held
    cache.trim()
    super.init(database, vault)
  }

  /// The policy for content that is written from now on.
  public var policy: ContentPolicy {
    get { vault.policy }
    set { vault = Vault(newValue.effective(with: vault.sealer), sealer: vault.sealer) }
  }

  /// Writes the pending rows, and commits.
  func finish() throws(StoreError) {
    if let failure { throw failure }
    try writePending()
    // Counts alone do not cause a commit: they are written with the next one.
    guard hasBegun || mustCommit else { return }
    try writeEnvelope()
    try writeChangedContacts()
    try writeChangedWebhooks()
    try writeNumbers()
    try writeTotalUsage()
    try fast("COMMIT").execute()
  }

  /// Undoes everything, also in the cache.
  func undo() {
    cache.forget()
    cache.held = heldBefore
    try? database.rollback()
  }

  override func begin() throws(StoreError) {
    try beginBesidePending()
    if !pending.isEmpty { try writePending() }
  }

  private func beginBesidePending() throws(StoreError) {
    guard !hasBegun else { return }
    hasBegun = true
    try FastStatement(database, "BEGIN IMMEDIATE").execute()
  }

  override func writeBack(_ contact: ContactKey) throws(StoreError) {
    if let known = cache[contact] { try writeCounts(of: known) }
  }

  override func writeBackWebhooks() throws(StoreError) { try writeChangedWebhooks() }

  /// A statement for binding and execution, prepared once per connection, that is independent of
  /// pending rows: they can go on waiting for more of their kind.
  func fastBesidePending(_ sql: String) throws(StoreError) -> FastStatement {
    try beginBesidePending()
    return try FastStatement(database, sql)
  }

  /// - Returns: the number of changed rows.
  @discardableResult
  func run(_ sql: String, _ arguments: StatementArguments = []) throws(StoreError) -> Int {
    try begin()
    do {
      let statement = try database.cachedStatement(sql: sql)
      try statement.execute(arguments: arguments)
      return database.changesCount
    } catch {
      throw StoreError(error)
    }
  }

  /// The time that decides what is too old: a clock that is ahead has nothing erased, or forgotten,
  /// before its time.
  func timeForErasing(at now: UnixMilliseconds) -> UnixMilliseconds { min(trusted ?? now, now) }

  /// Whether a row of the time `at` is so young: by the trusted time, or where a clock that is
  /// ahead dated it, by that clock. Takes the present time as `:now`, the trusted one as
  /// `:trusted`.
  static let isWithinAge = """
    (at > :now - :age OR at <= :trusted AND at > :trusted - :age)
    """

  /// Counts in memory must be on the disk when this transaction ends.
  func demandCommit() { mustCommit = true }

  /// Counts a new row with this much text.
  func countBytes(_ text: Int) { bytesCounted += Int64(text) + Self.rowBytes }

  /// The approximate size of a row without its text.
  private static let rowBytes: Int64 = 64

  /// Deliveries changed.
  func noteMovedDueTimes() { movedDueTimes = true }

  /// - Returns: whether the times of deliveries have to be looked up; asked again, only if they
  ///   changed since.
  public func takeMovedDueTimes() -> Bool {
    defer { movedDueTimes = false }
    return movedDueTimes
  }

  /// Whether there was no room for a delivery.
  public var hasTurnedAway: Bool { !turnedAway.isEmpty }

  /// - Returns: the webhook of each delivery for which there was no room.
  public func takeTurnedAway() -> [String] {
    defer { turnedAway = [] }
    return turnedAway
  }

  func noteMovedTimers() { movedTimers = true }

  func noteMovedDeadlines() { movedDeadlines = true }

  /// - Returns: whether deadlines have to be looked up; asked again, only if they changed since.
  public func takeMovedDeadlines() -> Bool {
    defer { movedDeadlines = false }
    return movedDeadlines
  }

  /// The same, which asks again.
  public var hasMovedDeadlines: Bool { movedDeadlines }

  func noteMovedErasures() { movedErasures = true }

  /// - Returns: whether erasures have to be looked up; asked again, only if they changed since.
  public func takeMovedErasures() -> Bool {
    defer { movedErasures = false }
    return movedErasures
  }

  /// The same, which asks again.
  public var hasMovedErasures: Bool { movedErasures }

  private func remembering<Value>(
    _ body: () throws(StoreError) -> Value?
  ) -> Value? {
    do {
      return try body()
    } catch {
      failure = failure ?? error
      return nil
    }
  }
}

extension StoreTransaction: RuleState {
  public func value(forKey key: String) -> String? {
    remembering { () throws(StoreError) in try storedValue(forKey: key) }
  }

  public var valueCount: Int {
    remembering { () throws(StoreError) in try countValues() } ?? 0
  }

  public var timerCount: Int {
    remembering { () throws(StoreError) in try countTimers() } ?? 0
  }

  public func hasTimer(_ name: String, contact: ContactKey?) -> Bool {
    remembering { () throws(StoreError) in try timerExists(name, contact: contact) } ?? false
  }

  public func messageCount(of contact: ContactKey) -> Int {
    remembering { () throws(StoreError) in try batchContact(contact)?.messageCount } ?? 0
  }

  public func contact(_ codename: Codename) -> Contact? {
    let key = remembering { () throws(StoreError) in try storedContact(codename)?.contact.key }
    return key.flatMap { contact($0) }
  }

  public func labels(of contact: ContactKey) -> [ContactLabel] {
    remembering { () throws(StoreError) in try contactLabels(of: contact) } ?? []
  }

  public func contacts(with label: ContactLabel, limit: Int) -> [Contact] {
    let keys = remembering { () throws(StoreError) in
      try contactKeys(with: label, limit: limit)
    }
    return (keys ?? []).compactMap { contact($0) }
  }

  public func triage(of contact: ContactKey) -> Triage? {
    remembering { () throws(StoreError) in try storedTriage(of: contact) }
  }

  public func conversations(_ status: ConversationStatus, limit: Int) -> [Contact] {
    let keys = remembering { () throws(StoreError) in
      try conversationKeys(ConversationFilter(TriageFilter(status: status), limit: limit))
    }
    return (keys ?? []).compactMap { contact($0) }
  }

  public var staffNames: [String] {
    remembering { () throws(StoreError) in try knownStaff() } ?? []
  }

  public func contactCount(with label: ContactLabel) -> Int {
    remembering { () throws(StoreError) in try countContacts(with: label) } ?? 0
  }

  public func requestCode(of contact: ContactKey) -> RequestCode? {
    remembering { () throws(StoreError) in try storedRequestCode(of: contact) }
  }

  public func requester(_ code: RequestCode) -> Contact? {
    let key = remembering { () throws(StoreError) in try requesterKey(code) }
    return key.flatMap { contact($0) }
  }

  public func confirmationCount(of contact: ContactKey) -> Int {
    remembering { () throws(StoreError) in try confirmations(of: contact).count } ?? 0
  }

  public var sendingBroadcasts: Int {
    remembering { () throws(StoreError) in try countSendingBroadcasts() } ?? 0
  }

  public func contact(_ key: ContactKey) -> Contact? {
    remembering { () throws(StoreError) in
      try batchContact(key).map { known in
        var contact = known.contact
        contact.isOnline = online.contains(key)
        return contact
      }
    }
  }
}
