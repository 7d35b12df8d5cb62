public import GatewayCore
import GRDB

/// The state of one bot: one SQLite file, one writer at a time, readers that never wait for it.
///
/// Everything that one batch of events comes to is written in one `write`, which returns after the
/// disk has it: only then may an acknowledgement leave. Safe to use from any thread; neither `read`
/// nor `write` may be called from within another one.
public final class Store: Sendable {
  public let home: Home
  let pool: DatabasePool
  private let cache = WriterCache()
  private let rewritingStop = RewritingStop()
  private let sealer: (any ContentSealer)?

  /// Opens the home's database, or makes it, and brings it to this version's schema.
  ///
  /// Holding the home's `HomeLock` is the caller's business.
  ///
  /// - Parameters:
  ///   - sealer: seals content for the policy `sealed`, and opens what was sealed.
  ///   - fill: writes what a new home has from its beginning, together with its schema.
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
    self.sealer = sealer
    pool = try DatabaseOpening(home: home, pageCountMax: pageCountMax).open(new: fill)
  }

  /// Runs `body` in one transaction and commits it to the disk, or on any failure undoes it. Where
  /// `body` needs nothing of the database there is no transaction at all.
  ///
  /// - Parameters:
  ///   - online: the contacts that are connected now, for the rules to see.
  ///   - policy: what becomes of the content that is written.
  @discardableResult
  public func write<Value>(
    online: Set<ContactKey> = [], policy: ContentPolicy = .stored,
    _ body: (StoreTransaction) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    do {
      return try pool.writeWithoutTransaction { database in
        let transaction = StoreTransaction(
          database, cache, online: online, vault: Vault(policy, sealer: sealer))
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

  /// Runs `body` on the last committed state, beside any writer.
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

  /// Takes what was forgotten out of the files. Not within `write`.
  ///
  /// What the file system or the device copied elsewhere is out of reach.
  ///
  /// - Parameter bound: how large a database is written anew now.
  @discardableResult
  public func clean(
    rewriting bound: RewritingBound = .small
  ) throws(StoreError) -> CleaningOutcome {
    do {
      return try pool.writeWithoutTransaction { database in
        try Cleaning(database: database, home: home).run(rewriting: bound, until: rewritingStop)
      }
    } catch {
      throw StoreError(error)
    }
  }

  /// Somebody is about to close the store: a long rewriting ends, and stays owed. From any thread.
  public func stopRewriting() { rewritingStop.ask() }

  /// Empties the journal, as far as no other process reads.
  ///
  /// - Parameter waits: some tenths of a second for such a reader.
  /// - Returns: false where one is in the way.
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

  /// Reads the whole database for damage; takes long on a large one.
  ///
  /// - Returns: what is wrong, a sentence each; empty when nothing is.
  public func check() throws(StoreError) -> [String] {
    try read { reader throws(StoreError) in
      try reader.rows("PRAGMA integrity_check(20)") { $0[0] as String }.filter { $0 != "ok" }
    }
  }

  /// Closes the files; waits for the writer and the readers. Calls after it fail.
  ///
  /// Everything is in the database's one file then, unless another process has it open.
  ///
  /// - Parameter rewrites: writes a small database anew where that is owed: for who holds the home's
  ///   lock, since nobody else can write meanwhile.
  public func close(rewrites: Bool = false) throws(StoreError) {
    do {
      try DatabaseClosing(home: home, pool: pool).close(rewrites: rewrites)
    } catch {
      throw StoreError(error)
    }
  }
}
