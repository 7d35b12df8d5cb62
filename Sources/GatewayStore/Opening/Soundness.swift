import GRDB

/// Checks a database for damage, without changing it.
extension Store {
  /// How much of a database is read.
  public enum Thoroughness: Sendable {
    /// A check that a start can afford: a database of up to 64 MiB without the order of its
    /// indices, of a larger one only the bot's own tables and contacts. 64 MiB take 0.1 s, from a
    /// slow card 3 s.
    case bounded
    /// Everything, which takes as long as reading the whole file.
    case whole
  }

  private static let boundedBytesMax = 64 << 20

  /// - Throws: `.corrupt` with a description; `.incomplete` where the files don't belong together.
  /// - Returns: false where there is no home yet.
  @discardableResult
  public static func requireSound(
    home path: String, _ thoroughness: Thoroughness
  ) throws(StoreError) -> Bool {
    guard try hasHome(at: path) else { return false }
    let opening = DatabaseOpening(home: try Home(existing: path))
    try opening.inspect()
    // A crash during a change of the journal mode: only a writer can undo it.
    guard !HomeFiles.exists(opening.home.databasePath + "-journal") else { return true }
    var configuration = opening.configuration()
    configuration.readonly = true
    do {
      let queue = try DatabaseQueue(
        path: opening.home.databasePath, configuration: configuration)
      defer { try? queue.close() }
      for check in try queue.read({ try checks(thoroughness, $0) }) {
        let faults = try queue.read { try String.fetchAll($0, sql: "PRAGMA \(check)") }
        guard let fault = faults.first, fault != "ok" else { continue }
        throw StoreError.corrupt(fault.split(separator: "\n").joined(separator: " "))
      }
    } catch {
      throw StoreError(error)
    }
    return true
  }

  private static func checks(
    _ thoroughness: Thoroughness, _ database: Database
  ) throws -> [String] {
    if case .whole = thoroughness { return ["integrity_check(1)"] }
    let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    let pageSize = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
    guard pages * pageSize > boundedBytesMax else { return ["quick_check(1)"] }
    return ["identity", "meta", "counters", "contacts"].map { "quick_check(\($0))" }
  }
}
