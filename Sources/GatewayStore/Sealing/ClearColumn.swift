import Foundation
import GRDB

/// A column whose values may have been stored before the home was sealed, and how its rows are
/// found and sealed.
struct ClearColumn {
  let column: ContentColumn
  /// By which its rows are walked through.
  let key: String
  /// The number that a sealed value is bound to: see `ContentPlace.row`.
  let row: String
  /// Whether the column has texts; otherwise it has bytes.
  let isText: Bool
  /// What is set beside it.
  let beside: String

  private init(
    _ column: ContentColumn, key: String = "id", row: String = "0", isText: Bool = true,
    beside: String = ""
  ) {
    self.column = column
    self.key = key
    self.row = row
    self.isText = isText
    self.beside = beside
  }

  /// Every column that a sealed home has, apart from those that are made with the seal itself.
  /// Names and hashes of files that are over go into their records before: see `ClearFile`.
  static let all: [ClearColumn] = [
    ClearColumn(.itemContent, row: "id", isText: false, beside: ", is_sealed = 1"),
    ClearColumn(.noteContent, row: "id", isText: false),
    ClearColumn(.draftContent, row: "id", isText: false),
    ClearColumn(.outboxText, row: "id"),
    ClearColumn(.deliveryBody, row: "id"),
    ClearColumn(.askFallback, key: "delivery"),
    ClearColumn(.attemptError, row: "delivery"),
    ClearColumn(.deliveryResponse, row: "delivery"),
    ClearColumn(.ruleFailureText, row: "ifnull(message, 0)"),
    ClearColumn(.contactPublicStatus),
    ClearColumn(.contactNote),
    ClearColumn(.contactNetworkHint, isText: false),
    ClearColumn(.requestText),
    ClearColumn(.ownRequestText),
    ClearColumn(.value, key: "key"),
    ClearColumn(.timerPayload),
    ClearColumn(.broadcastText),
    ClearColumn(.confirmationData),
    ClearColumn(.eventBody, key: "seq"),
    ClearColumn(.hookAnswer, key: "seq"),
    ClearColumn(.fileName, key: "item"),
    ClearColumn(.fileSource, key: "item"),
    ClearColumn(.fileDigest, key: "item", isText: false),
  ]

  /// Columns that a sealed home does not have: they are emptied.
  static let emptied: [ContentColumn] = ContentColumn.allCases.filter { !$0.isSealable }

  /// Columns that exist in a sealed home alone.
  static let ofSeal: [ContentColumn] = [.fileKey, .fileRecord]

  var table: String { column.table }
  private var name: String { column.name }

  /// A stretch of rows behind a key, with the value of those that are in clear.
  var stretch: String {
    """
    SELECT \(hasTextKey ? "CAST(\(key) AS BLOB)" : key), \(row),
      CASE WHEN \(column.isClear) THEN CAST(\(name) AS BLOB) END
    FROM \(table) WHERE \(key) > \(keyArgument("?1")) ORDER BY \(key) LIMIT ?2
    """
  }

  /// Before all keys.
  var start: DatabaseValue { hasTextKey ? Data().databaseValue : Int64.min.databaseValue }

  var update: String {
    """
    UPDATE \(table) SET \(name) = \(isText ? "CAST(?1 AS TEXT)" : "?1")\(beside)
    WHERE \(key) = \(keyArgument("?2"))
    """
  }

  private var hasTextKey: Bool { key == "key" }

  /// A text is passed as its bytes: as a text it would end at its first NUL.
  private func keyArgument(_ mark: String) -> String {
    hasTextKey ? "CAST(\(mark) AS TEXT)" : mark
  }
}

extension ContentColumn {
  var table: String { String(rawValue.prefix { $0 != "." }) }
  var name: String { String(rawValue.drop { $0 != "." }.dropFirst()) }

  /// Whether a row has something in clear; an empty value says nothing.
  ///
  /// By the bytes: SQLite counts the characters of a text up to its first NUL.
  var isClear: String {
    let bytes = "CAST(\(name) AS BLOB)"
    let isUnmarked = "substr(\(bytes), 1, 1) <> x'FF'"
    let hasClearSize = clearSize.map { " OR length(\(bytes)) = \($0)" } ?? ""
    return "(\(name) IS NOT NULL AND length(\(bytes)) > 0 AND (\(isUnmarked)\(hasClearSize)))"
  }
}
