import GRDB
public import GatewayCore

/// One transaction: reads see its own writes. Valid inside the closure that it was given to.
///
/// It begins with its first statement: a batch that needs nothing of the database costs nothing.
///
/// Rules read through `RuleState`, which cannot throw: a read that fails there is remembered and
/// undoes the transaction, so that no rule's decision on wrong grounds is ever committed.
public final class StoreTransaction: StoreReader {
  let online: Set<ContactKey>
  let cache: WriterCache
  /// Messages, answers and deliveries of this transaction that are not written yet.
  var pending = PendingRows()
  /// Whether anything was done that may change when the next delivery or timer is due, and that
  /// neither `ready` nor `putOff` tells of.
  public private(set) var movedDueTimes = false
  /// Deliveries that got the time at which they may leave: new ones, and those whose turn came.
  var ready: [Delivery] = []
  /// The earliest time to which an attempt that failed put its delivery off.
  var putOff: UnixMilliseconds?

  /// Messages that got their number.
  public internal(set) var receivedCount = 0
  /// What was asked to be stored, rows with their text; also what a bot that keeps nothing holds in
  /// memory.
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

  /// What becomes of the content that is written from now on.
  public var policy: ContentPolicy {
    get { vault.policy }
    set { vault = Vault(newValue, sealer: vault.sealer) }
  }

  /// Writes what was collected, and commits.
  func finish() throws(StoreError) {
    if let failure { throw failure }
    try writePending()
    // Counts alone are no reason for a commit: they go along with the next one.
    guard hasBegun || mustCommit else { return }
    try writeChangedContacts()
    try writeNumbers()
    try writeTotalUsage()
    try fast("COMMIT").execute()
  }

  /// Undoes everything; what the cache knows of it too.
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

  /// A statement to bind and execute; prepared once per connection.
  func fast(_ sql: String) throws(StoreError) -> FastStatement {
    try begin()
    return try FastStatement(database, sql)
  }

  /// The same for a statement that has nothing to do with what is not written yet, which can go on
  /// waiting for more of its kind.
  func fastBesidePending(_ sql: String) throws(StoreError) -> FastStatement {
    try beginBesidePending()
    return try FastStatement(database, sql)
  }

  /// - Returns: how many rows it changed.
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

  /// What is counted in memory must be on the disk when this transaction ends.
  func demandCommit() { mustCommit = true }

  /// A row with this much text comes to the others.
  func countBytes(_ text: Int) { bytesCounted += Int64(text) + Self.rowBytes }

  /// What a row takes beside its text, about.
  private static let rowBytes: Int64 = 64

  /// Timers or deliveries changed.
  func noteMovedDueTimes() { movedDueTimes = true }

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
