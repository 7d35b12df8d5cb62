import Foundation
import GRDB
import GatewayCore

@testable import GatewayStore

/// A unique text in one column of one row.
struct StoredMark: Hashable {
  var table: String
  var column: String
  /// 0: the bot itself.
  var person: Int
  var text: String { "mark(\(table).\(column).\(person))" }
}

extension TemporaryHome {
  /// All files of the home, concatenated.
  func allBytes() throws -> Data {
    try FileManager.default.contentsOfDirectory(atPath: path).reduce(into: Data()) {
      $0 += try Data(contentsOf: URL(fileURLWithPath: path + "/" + $1))
    }
  }
}

extension StoreTransaction {
  func tables() throws(StoreError) -> [String] {
    try rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid") { $0[0] }
  }

  /// A key whose bytes are a mark.
  static func keyBytes(_ person: Int) -> [UInt8] {
    Array("mark(contacts.key.\(person))".utf8) + [UInt8](repeating: 0, count: 12)
  }

  /// Writes rows for a person into a table, with a mark in each column that can hold one.
  func fill(
    _ table: String, of person: Int
  ) throws(StoreError) -> [StoredMark] {
    switch table {
    // An answer next to the message.
    case "items":
      let marks = try insert(table, of: person, with: ["id": person * 100])
      _ = try insert(
        table, of: person,
        with: ["id": person * 100 + 1, "direction": "out", "answers": person * 100])
      return marks
    case "outbox":
      return try insert(
        table, of: person, with: ["id": person * 100 + 2, "answer": person * 100 + 1])
    case "counters", "sqlite_sequence": return []
    case "conversations": return try insert(table, of: person, with: ["id": person])
    case "item_spans":
      let time = StoreTransaction.time(person)
      try run("INSERT INTO item_spans VALUES (?, ?, ?)", [person * 100, time, time + 3_599_999])
      return []
    // Of a token.
    case "web_sessions": return try insert(table, of: person, with: ["member": DatabaseValue.null])
    case "identity": return try insert(table, of: 0, with: ["id": 1])
    default: return try insert(table, of: person, with: [:])
    }
  }

  private static func time(_ person: Int) -> Int64 { noon.rawValue + Int64(person - 1) * 7_200_000 }

  /// Words of the program, which contain no personal data.
  private static let words: [String: String] = [
    "contacts.state": "accepted", "items.direction": "in", "items.kind": "text",
    "items.status": "open", "outbox.kind": "text", "deliveries.state": "pending",
    "rule_failures.reason": "error", "broadcasts.state": "sending",
    "broadcast_members.ending": "failed", "confirmations.answer": "yes",
    "triage.status": "new", "staff_members.role": "reader", "files.direction": "in",
    "files.state": "whole",
    "files.failure": "cancelled",
  ]

  private func insert(
    _ table: String, of person: Int, with fixed: [String: any DatabaseValueConvertible]
  ) throws(StoreError) -> [StoredMark] {
    let columns = try rows("SELECT name, type FROM pragma_table_info(?)", [table]) {
      (name: $0[0] as String, type: $0[1] as String)
    }
    var marks: [StoredMark] = []
    var values: [(any DatabaseValueConvertible)?] = []
    for column in columns {
      let mark = StoredMark(table: table, column: column.name, person: person)
      if let value = fixed[column.name] ?? Self.words["\(table).\(column.name)"] {
        values.append(value)
      } else if column.type == "INTEGER" {
        values.append(Self.number(column.name, of: person))
      } else {
        marks.append(mark)
        values.append(Self.content(of: mark, isBlob: column.type == "BLOB"))
      }
    }
    let places = columns.map { _ in "?" }.joined(separator: ", ")
    try run("INSERT INTO \(table) VALUES (\(places))", StatementArguments(values))
    return marks
  }

  private static func content(
    of mark: StoredMark, isBlob: Bool
  ) -> any DatabaseValueConvertible {
    switch (mark.table, mark.column) {
    case ("contacts", "key"): Data(keyBytes(mark.person))
    case ("key_values", "key"):
      StoreKey.contact(ContactKey(bytes: keyBytes(mark.person)), mark.text)
    // 32 bytes, like every id.
    case ("handled_stamps", "stamp"): Data(mark.text.utf8 + [UInt8](repeating: 0, count: 4))
    default: isBlob ? Data(mark.text.utf8) : mark.text
    }
  }

  private static func number(_ column: String, of person: Int) -> Int64? {
    switch column {
    case "message", "first_item", "last_received", "newest", "newest_in": Int64(person * 100)
    case "item": Int64(person * 100)
    case "last_item": Int64(person * 100 + 1)
    case "at", "created_at", "first_seen", "last_seen", "due": time(person)
    case "answers", "answer": nil
    case "is_sealed", "acknowledged": 0
    default: Int64(person)
    }
  }
}
