import GRDB
import GatewayCore

extension Migration {
  /// Labels are stored in one spelling: see `ContactLabel.stored`.
  static let labelSpellings = Migration(version: 27, sql: "") { database in
    for table in ["contact_labels", "broadcasts"] {
      let labels = try String.fetchAll(database, sql: "SELECT DISTINCT label FROM \(table)")
      for label in labels where !label.utf8.elementsEqual(ContactLabel.stored(label).utf8) {
        try database.execute(
          sql: "UPDATE OR REPLACE \(table) SET label = ? WHERE label = ?",
          arguments: [ContactLabel.stored(label), label])
      }
    }
  }
}
