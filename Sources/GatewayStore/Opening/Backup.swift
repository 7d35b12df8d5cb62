import GRDB
public import GatewayCore
import Glibc

extension Store {
  /// Writes the state as of one moment into a file of its own, whoever else writes meanwhile. The
  /// file has its name only when it is whole and on the disk.
  ///
  /// SQLite writes it anew: what was erased here is not in it either.
  ///
  /// - Parameter replaces: false refuses where something has that name.
  public func backUp(
    to path: String, replaces: Bool, now: UnixMilliseconds
  ) throws(StoreError) {
    if !replaces, HomeFiles.exists(path) { throw .fileExists(path: path) }
    let unfinished = "\(path).partial-\(getpid())"
    try Disk.createFile(unfinished)
    defer { unlink(unfinished) }
    try writeCopy(to: unfinished)
    do {
      let queue = try DatabaseQueue(path: unfinished)
      try queue.write { database in
        try database.execute(
          sql: "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)",
          arguments: [MetaKey.backedUpAt.rawValue, String(now.rawValue).data])
      }
      try queue.close()
    } catch {
      throw StoreError(error)
    }
    try Disk.publish(unfinished, as: path, replaces: replaces)
  }
}
