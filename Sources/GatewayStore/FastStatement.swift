import Foundation
import GRDB
import GRDBSQLite
import GatewayCore

/// A prepared statement through SQLite's C interface, for work that is done for every message:
/// GRDB's arguments and rows cost more there than the statement itself.
///
/// GRDB prepares, keeps and finalizes it. Valid within the transaction that uses it.
struct FastStatement {
  private let statement: Statement
  private let connection: OpaquePointer?

  init(_ database: Database, _ sql: String) throws(StoreError) {
    do {
      statement = try database.cachedStatement(sql: sql)
      connection = database.sqliteConnection
    } catch {
      throw StoreError(error)
    }
  }

  /// - Parameter index: counted from 1, as in all these functions.
  func bind(_ index: Int, _ value: Int64) {
    sqlite3_bind_int64(statement.sqliteStatement, Int32(index), value)
  }

  func bind(_ index: Int, _ value: Int64?) {
    guard let value else {
      sqlite3_bind_null(statement.sqliteStatement, Int32(index))
      return
    }
    bind(index, value)
  }

  func bind(_ index: Int, _ value: Bool) { bind(index, value ? 1 : 0) }

  func bind(_ index: Int, _ word: StaticString) {
    word.withUTF8Buffer { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        _ = sqlite3_bind_text(
          statement.sqliteStatement, Int32(index), $0.baseAddress, Int32($0.count), Self.staticBytes
        )
      }
    }
  }

  /// A name or a word that is no content; NUL bytes are allowed.
  func bind(_ index: Int, text: String) {
    guard !text.isEmpty else { return bind(index, "") }
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        _ = sqlite3_bind_text(
          statement.sqliteStatement, Int32(index), $0.baseAddress, Int32($0.count), Self.copied)
      }
    }
  }

  func bind(_ index: Int, text: String?) {
    if let text { bind(index, text: text) } else { bind(index, Int64?.none) }
  }

  func bind(_ index: Int, bytes: [UInt8]?) {
    guard let bytes else { return bind(index, nil as Int64?) }
    bytes.withUnsafeBytes { bind(index, blob: $0) }
  }

  func bind(_ index: Int, bytes content: VaultedContent) {
    content.withBytes { bind(index, blob: $0) }
  }

  /// For a column of text, also where the content is sealed.
  func bind(_ index: Int, text content: VaultedContent?) {
    guard let content else { return bind(index, nil as Int64?) }
    content.withBytes { bytes in
      guard let start = bytes.baseAddress, !bytes.isEmpty else { return bind(index, "") }
      _ = sqlite3_bind_text(
        statement.sqliteStatement, Int32(index), start.assumingMemoryBound(to: CChar.self),
        Int32(bytes.count), Self.copied)
    }
  }

  /// Runs a statement that returns no rows.
  func execute() throws(StoreError) { _ = try findsRow() }

  /// Runs a query only to learn whether there is a row.
  func findsRow() throws(StoreError) -> Bool { try first { _ in true } ?? false }

  /// Runs a query for its first row.
  func first<Value>(
    _ decode: (FastRow) throws(StoreError) -> Value
  ) throws(StoreError) -> Value? {
    defer { sqlite3_reset(statement.sqliteStatement) }
    return try step() ? decode(row) : nil
  }

  /// Runs a query for all its rows.
  func all<Value>(_ decode: (FastRow) throws(StoreError) -> Value) throws(StoreError) -> [Value] {
    defer { sqlite3_reset(statement.sqliteStatement) }
    var values: [Value] = []
    while try step() { values.append(try decode(row)) }
    return values
  }

  private var row: FastRow { FastRow(statement: statement.sqliteStatement) }

  /// - Returns: whether there is a row.
  private func step() throws(StoreError) -> Bool {
    let code = sqlite3_step(statement.sqliteStatement)
    guard code == SQLITE_DONE || code == SQLITE_ROW else {
      let message = sqlite3_errmsg(connection).map { String(cString: $0) }
      throw StoreError(
        DatabaseError(resultCode: ResultCode(rawValue: code), message: message) as any Error)
    }
    return code == SQLITE_ROW
  }

  private func bind(_ index: Int, blob: UnsafeRawBufferPointer) {
    let handle = statement.sqliteStatement
    guard let start = blob.baseAddress, !blob.isEmpty else {
      // A blob without an address would be bound as NULL.
      sqlite3_bind_zeroblob(handle, Int32(index), 0)
      return
    }
    sqlite3_bind_blob(handle, Int32(index), start, Int32(blob.count), Self.copied)
  }

  /// SQLITE_TRANSIENT: SQLite copies the bytes before the call returns.
  private static var copied: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  /// SQLITE_STATIC: they live as long as the program.
  private static var staticBytes: sqlite3_destructor_type? { nil }
}

/// The row at which a `FastStatement` stands; columns are counted from 0.
struct FastRow {
  fileprivate let statement: OpaquePointer?

  func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

  func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }

  func text(_ column: Int) -> String {
    guard let start = sqlite3_column_text(statement, Int32(column)) else { return "" }
    let count = Int(sqlite3_column_bytes(statement, Int32(column)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// A value's bytes; empty where there is none.
  func data(_ column: Int) -> Data {
    guard let start = sqlite3_column_blob(statement, Int32(column)) else { return Data() }
    return Data(bytes: start, count: Int(sqlite3_column_bytes(statement, Int32(column))))
  }

  func optionalKey(_ column: Int) throws(StoreError) -> ContactKey? {
    if isNull(column) { return nil }
    let bytes = [UInt8](data(column))
    guard bytes.count == 32 else { throw .corrupt("a contact's key has a wrong size") }
    return ContactKey(bytes: bytes)
  }

  private func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
  }
}
