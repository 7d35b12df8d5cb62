import GRDB
import Glibc

/// Creates the database of a new home: schema and first content are one transaction in a file with
/// a temporary name, which gets its final name when all is on the disk.
///
/// So no crash leaves a database without its key: any other database without a key has lost it.
struct DatabaseCreation {
  let home: Home
  let configuration: Configuration

  /// - Parameter fill: writes the initial content of a new home.
  func run(_ fill: (StoreTransaction) throws(StoreError) -> Void) throws(StoreError) {
    let path = home.unfinishedPath
    home.removeUnfinished()
    try Disk.createFile(path)
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.inDatabase { database in
        let transaction = StoreTransaction(
          database, WriterCache(), online: [], vault: Vault())
        do {
          try transaction.begin()
          try Migration.run(on: database)
          try fill(transaction)
          try transaction.finish()
        } catch {
          transaction.undo()
          throw error
        }
      }
      try queue.close()
      try Disk.publish(path, as: home.databasePath, replaces: false)
    } catch {
      home.removeUnfinished()
      throw StoreError(error)
    }
  }
}
