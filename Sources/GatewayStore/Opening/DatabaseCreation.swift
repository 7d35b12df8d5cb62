import GRDB
import Glibc

/// Makes the database of a new home: schema and first content are one transaction in a file of
/// another name, which gets its own when all is on the disk.
///
/// So no crash leaves a database without its key, and whatever else has none has lost it.
struct DatabaseCreation {
  let home: Home
  let configuration: Configuration

  /// - Parameter fill: writes what a new home has from its beginning.
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
