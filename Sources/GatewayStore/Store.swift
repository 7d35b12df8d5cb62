public import GatewayCore
import GRDB
import Synchronization

/// The state of one bot: one SQLite file, one writer at a time, readers that do not wait for it.
///
/// All results of one batch of events are written in one `write`, which returns after the commit is
/// on the disk: only then may an acknowledgement be sent. Safe to use from any thread; neither
/// `read` nor `write` may be called from within another one.
public final class Store: Sendable {
  public let home: Home
  let pool: DatabasePool
  private let cache = WriterCache()
  private let rewritingStop = RewritingStop()
  private let sealing: Mutex<(any ContentSealer)?>

  /// Opens the home's database, or creates it, and migrates it to this version's schema.
  ///
  /// The caller holds the home's `HomeLock`.
  ///
  /// - Parameters:
  ///   - sealer: seals content for the policy `sealed`, and opens sealed content.
  ///   - fill: writes the initial content of a new home, together with its schema.
  public convenience init(
    _ home: Home, sealer: (any ContentSealer)? = nil,
    new fill: (StoreTransaction) throws(StoreError) -> Void
  ) throws(StoreError) {
    try self.init(home, sealer: sealer, pageCountMax: nil, new: fill)
  }

  /// - Parameter pageCountMax: pages that the database may grow to; for tests of a full disk.
  init(
    _ home: Home, sealer: (any ContentSealer)? = nil, pageCountMax: Int? = nil,
    new fill: (StoreTransaction) throws(StoreError) -> Void = { _ in }
  ) throws(StoreError) {
    self.home = home
    sealing = Mutex(sealer)
    pool = try DatabaseOpening(home: home, pageCountMax: pageCountMax).open(new: fill)
  }

  /// What seals content, and opens what the bot itself needs of it.
  public var sealer: (any ContentSealer)? { sealing.withLock(\.self) }

  /// From the next transaction on.
  public func use(_ sealer: (any ContentSealer)?) { sealing.withLock { $0 = sealer } }

  /// Runs `body` in one transaction and commits it to the disk, or on any failure undoes it. Where
  /// `body` does not need the database, no transaction is begun.
  ///
  /// - Parameters:
  ///   - online: the contacts that are connected now, visible to rules.
  ///   - policy: how content is written. `stored` in a sealed home means `sealed`.
  @discardableResult
  public func write<Value>(
    online: Set<ContactKey> = [], policy: ContentPolicy = .stored,
    _ body: (StoreTransaction) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    do {
      return try pool.writeWithoutTransaction { database in
        let sealer = sealer
        sealer?.renew()
        let transaction = StoreTransaction(
          database, cache, online: online,
          vault: Vault(policy.effective(with: sealer), sealer: sealer))
        do {
          let value = try body(transaction)
          try transaction.finish()
          return value
        } catch {
          transaction.undo()
          throw error
        }
      }
    } catch {
      throw StoreError(error)
    }
  }

  /// Runs `body` on the last committed state, concurrently with the writer.
  public func read<Value>(
    _ body: (StoreReader) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    do {
      return try pool.read { database in
        try body(StoreReader(database, Vault(sealer: sealer)))
      }
    } catch {
      throw StoreError(error)
    }
  }

  /// Removes forgotten content from the files. Not within `write`.
  ///
  /// Copies made by the file system or the device are out of reach.
  ///
  /// - Parameter bound: how large a database may be to be rewritten now.
  @discardableResult
  public func clean(
    rewriting bound: RewritingBound = .small
  ) throws(StoreError) -> CleaningOutcome {
    if let sealer, bound != .none {
      sealer.renew()
      try removeUnusedEnvelopes()
    }
    do {
      return try pool.writeWithoutTransaction { database in
        try Cleaning(database: database, home: home).run(rewriting: bound, until: rewritingStop)
      }
    } catch {
      throw StoreError(error)
    }
  }

  /// The store is about to be closed: a long rewriting stops, and stays due. From any thread.
  public func stopRewriting() { rewritingStop.ask() }

  /// Empties the journal, unless another process is reading.
  ///
  /// - Parameter waits: whether to wait some tenths of a second for such a reader.
  /// - Returns: false where a reader prevents it.
  @discardableResult
  public func emptyJournal(waits: Bool = true) throws(StoreError) -> Bool {
    do {
      return try pool.writeWithoutTransaction { database in
        let cleaning = Cleaning(database: database, home: home)
        return waits ? try cleaning.emptyJournal() : try cleaning.emptyJournal(patience: 0)
      }
    } catch {
      throw StoreError(error)
    }
  }

  /// Checks the whole database for damage; takes long on a large one.
  ///
  /// - Returns: the faults found, a sentence each; empty when there are none.
  public func check() throws(StoreError) -> [String] {
    try read { reader throws(StoreError) in
      try reader.rows("PRAGMA integrity_check(20)") { $0[0] as String }.filter { $0 != "ok" }
    }
  }

  /// Closes the files; waits for the writer and the readers. Calls after it fail.
  ///
  /// Afterwards everything is in the database's one file, unless another process has it open.
  ///
  /// - Parameter rewrites: rewrites a small database where that is due: for a caller that holds the
  ///   home's lock, so that no other process can write meanwhile.
  public func close(rewrites: Bool = false) throws(StoreError) {
    do {
      try DatabaseClosing(home: home, pool: pool).close(rewrites: rewrites)
    } catch {
      throw StoreError(error)
    }
  }
}
