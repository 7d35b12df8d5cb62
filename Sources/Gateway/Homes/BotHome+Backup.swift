import GatewayCore
public import GatewayStore
import Glibc
import ToxCore
import ToxWire

/// Backup of a home into one file, and its restoration.
extension BotHome {
  /// Writes the whole home into one file with mode 0600, whether a bot runs on it or not.
  ///
  /// - Parameters:
  ///   - replaces: false refuses to replace an existing file.
  ///   - holdsFiles: false leaves out the bytes of files.
  ///   - passphrase: seals the file; only sealed bytes are then written outside of the home.
  public static func backUp(
    path: String, to file: String, replaces: Bool, holdsFiles: Bool = true,
    passphrase: [UInt8]? = nil
  ) throws(StoreError) {
    guard let passphrase else {
      return try writeBackup(path: path, to: file, replaces: replaces, holdsFiles: holdsFiles)
    }
    try writeBackup(
      path: path, to: plainPath(home: path), replaces: true, holdsFiles: holdsFiles
    ) {
      plain throws(StoreError) in
      try Backup.writeFile(file, replaces: replaces) { sealed throws(StoreError) in
        try SealedFile.seal(plain, into: sealed, passphrase: passphrase)
      }
    }
  }

  /// In the home, a backup that is being sealed or was opened for a restoration.
  private static func plainPath(home path: String) -> String { "\(path)/\(plainName)" }

  static let plainName = "unsealed"

  /// Deletes what killed processes have left of those in a home that is locked by this one.
  static func removeUnsealed(home path: String) {
    unlink(plainPath(home: path))
    Backup.removeLeftOvers(of: plainPath(home: path))
  }

  /// The bot's own file, which is in no backup; nil for a home without one.
  public static func rulesPath(home path: String) throws(StoreError) -> String? {
    try Store.reading(home: path) { reader throws(StoreError) in try reader.botFile()?.path }
      .flatMap(\.self)
  }

  private static func writeBackup(
    path: String, to file: String, replaces: Bool, holdsFiles: Bool,
    finish: ((String) throws(StoreError) -> Void)? = nil
  ) throws(StoreError) {
    let hasKey = try Store.reading(home: path) { reader throws(StoreError) in
      try reader.identity() != nil
    }
    if hasKey ?? false,
      try Store.backUp(
        home: path, to: file, replaces: replaces, holdsFiles: holdsFiles, now: .now,
        finish: finish)
    {
      return
    }
    // This reports a home that is missing or lacks its key.
    try opened(path) { home throws(StoreError) in
      try home.store.backUp(
        to: file, replaces: replaces, holdsFiles: holdsFiles, now: .now, finish: finish)
    }
  }

  /// Deletes an incomplete backup of this process, which holds the key.
  public static func abandonBackup(path: String, to file: String) {
    Backup.abandon(file)
    Backup.abandon(plainPath(home: path))
  }

  /// The result of a restoration.
  public struct Restored: Sendable {
    public var toxID: String
    /// Unix milliseconds; nil for a copy that was not made by `backUp`.
    public var backedUpAt: Int64?
  }

  /// Makes a new home from a file that `backUp` wrote, or from a copy of a closed home's database.
  ///
  /// - Parameters:
  ///   - takesOld: accepts also a copy that was made while the original was in use.
  ///   - passphrase: for a sealed file.
  public static func restore(
    path: String, from file: String, takesOld: Bool, passphrase: [UInt8]? = nil
  ) throws(StoreError) -> Restored {
    guard SealedFile.isOne(file) else {
      return try restore(path: path, fromPlain: file, takesOld: takesOld)
    }
    guard let passphrase else { throw .sealedFile(path: file, .passphraseNeeded) }
    try Home.makeParent(of: path)
    _ = try Home(path: path)
    let plain = plainPath(home: path)
    defer { unlink(plain) }
    try Backup.writeFile(plain, replaces: true) { plain throws(StoreError) in
      try SealedFile.open(file, into: plain, passphrase: passphrase)
    }
    return try restore(path: path, fromPlain: plain, takesOld: takesOld)
  }

  private static func restore(
    path: String, fromPlain file: String, takesOld: Bool
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
