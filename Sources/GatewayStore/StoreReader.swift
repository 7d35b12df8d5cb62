import GRDB
import GatewayCore

/// The state as of one moment. Valid only inside the closure that it was passed to.
public class StoreReader {
  let database: Database
  /// Writes and reads content.
  var vault: Vault

  init(_ database: Database, _ vault: Vault = Vault()) {
    self.database = database
    self.vault = vault
  }

  /// The writer's content that is held in memory.
  var held: HeldContent? { nil }

  /// Called before each statement: begins a transaction that has not begun yet.
  func begin() throws(StoreError) {}

  /// Called before a statement that reads a contact's counts.
  func writeBack(_ contact: ContactKey) throws(StoreError) {}

  /// Called before a statement that reads the counts of webhooks.
  func writeBackWebhooks() throws(StoreError) {}

  /// A statement for binding and execution; prepared once per connection.
  func fast(_ sql: String) throws(StoreError) -> FastStatement {
    try begin()
    return try FastStatement(database, sql)
  }

  /// All rows of a query. Statements are prepared once per connection.
  func rows<Value>(
    _ sql: String, _ arguments: StatementArguments = [], decode: (Row) throws -> Value
  ) throws(StoreError) -> [Value] {
    try begin()
    do {
      let statement = try database.cachedStatement(sql: sql)
      let cursor = try Row.fetchCursor(statement, arguments: arguments)
      var values: [Value] = []
      while let row = try cursor.next() { values.append(try decode(row)) }
      return values
    } catch {
      throw StoreError(error)
    }
  }

  /// The first row, if any.
  func row<Value>(
    _ sql: String, _ arguments: StatementArguments = [], decode: (Row) throws -> Value
  ) throws(StoreError) -> Value? {
    try begin()
    do {
      let statement = try database.cachedStatement(sql: sql)
      let cursor = try Row.fetchCursor(statement, arguments: arguments)
      return try cursor.next().map(decode)
    } catch {
      throw StoreError(error)
    }
  }
}
