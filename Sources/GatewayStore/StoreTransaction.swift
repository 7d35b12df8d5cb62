import GRDB
public import GatewayCore

/// One transaction: reads see its own writes. Valid inside the closure that it was given to.
///
/// Rules read through `RuleState`, which cannot throw: a read that fails there is remembered and
/// undoes the transaction, so that no rule's decision on wrong grounds is ever committed.
public final class StoreTransaction: StoreReader {
  let online: Set<ContactKey>
  private var failure: StoreError?
  /// What this transaction has looked up, so that a batch does not ask again for each message.
  var contacts: [ContactKey: BatchContact] = [:]
  var lastMessageID: Int64?

  init(_ database: Database, online: Set<ContactKey>) {
    self.online = online
    super.init(database)
  }

  /// Writes what was collected; the last step before the commit.
  func finish() throws(StoreError) {
    if let failure { throw failure }
    try writeCounts()
    try writeLastMessageID()
  }

  /// - Returns: how many rows it changed.
  @discardableResult
  func run(_ sql: String, _ arguments: StatementArguments = []) throws(StoreError) -> Int {
    do {
      let statement = try database.cachedStatement(sql: sql)
      try statement.execute(arguments: arguments)
      return database.changesCount
    } catch {
      throw StoreError(error)
    }
  }

  var lastInsertedID: Int64 { database.lastInsertedRowID }

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
