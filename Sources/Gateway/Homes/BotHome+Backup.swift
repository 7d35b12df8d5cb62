import GatewayCore
public import GatewayStore
import ToxCore
import ToxWire

/// Backup of a home into one file, and its restoration.
extension BotHome {
  /// Writes the whole home into one file with mode 0600, whether a bot runs on it or not.
  ///
  /// - Parameter replaces: false refuses to replace an existing file.
  public static func backUp(
    path: String, to file: String, replaces: Bool
  ) throws(StoreError) {
    let hasKey = try Store.reading(home: path) { reader throws(StoreError) in
      try reader.identity() != nil
    }
    if hasKey ?? false, try Store.backUp(home: path, to: file, replaces: replaces, now: .now) {
      return
    }
    // This reports a home that is missing or lacks its key.
    try opened(path) { home throws(StoreError) in
      try home.store.backUp(to: file, replaces: replaces, now: .now)
    }
  }

  /// Deletes an incomplete backup of this process, which holds the key.
  public static func abandonBackup(to file: String) { Backup.abandon(file) }

  /// The result of a restoration.
  public struct Restored: Sendable {
    public var toxID: String
    /// Unix milliseconds; nil for a copy that was not made by `backUp`.
    public var backedUpAt: Int64?
  }

  /// Makes a new home from a file that `backUp` wrote, or from a copy of a closed home's database.
  ///
  /// - Parameter takesOld: accepts also a copy that was made while the original was in use.
  public static func restore(
    path: String, from file: String, takesOld: Bool
  ) throws(StoreError) -> Restored {
    try Home.makeParent(of: path)
    let home = try Home(path: path)
    let lock = try HomeLock(home)
    defer { lock.release() }
    var toxID = ""
    let backedUpAt = try Restoring(file, into: home).run(takesOld: takesOld) {
      stored throws(StoreError) in
      guard let identity = Identity(stored) else { throw .corrupt("the key has a wrong size") }
      toxID = identity.toxID.text
    }
    return Restored(toxID: toxID, backedUpAt: backedUpAt?.rawValue)
  }
}
