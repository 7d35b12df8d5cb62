import GRDB
import GatewayCore

/// The state as of one moment. Valid inside the closure that it was given to, and nowhere else.
public class StoreReader {
  let database: Database
  /// Through which content is written and read.
  var vault: Vault

  init(_ database: Database, _ vault: Vault = Vault()) {
    self.database = database
    self.vault = vault
  }

  /// What is held in memory, for the writer.
  var held: HeldContent? { nil }

  /// Called before each statement: where a transaction begins that has not yet.
  func begin() throws(StoreError) {}

  /// Called before a statement that reads what is counted of a contact.
  func writeBack(_ contact: ContactKey) throws(StoreError) {}

  /// All rows that a statement finds. Statements are prepared once per connection.
  func rows<Value>(
    _ sql: String, _ arguments: StatementArguments = [], _ decode: (Row) throws -> Value
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
    _ sql: String, _ arguments: StatementArguments = [], _ decode: (Row) throws -> Value
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
