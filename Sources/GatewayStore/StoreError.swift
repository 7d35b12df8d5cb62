/// Why the home or its database could not be used. The texts name files, never their content.
public enum StoreError: Error, Hashable, Sendable {
  /// The home cannot be made or entered.
  case homeUnusable(path: String, reason: String)
  /// Another process runs on this home; its number where the lock file tells it.
  case homeInUse(path: String, process: Int32?)
  /// A newer Postern wrote this home. Nothing was changed.
  case newerVersion(found: Int, supported: Int)
  /// The file is no database, or one of another program. Nothing was changed.
  case notAStore(path: String)
  /// The database is damaged. Nothing was changed.
  case corrupt(String)
  /// The disk, or what the database may take of it, is full. The transaction was undone.
  case full
  case readOnly
  case permissionDenied
  /// The disk failed, or the file cannot be opened.
  case inputOutput(String)
  /// Another connection held the database for longer than we wait.
  case busy
  /// The system does not keep what a receipt promises: `synchronous` did not stay FULL.
  case notDurable(synchronous: Int)
  case unknownContact
  case unknownMessage
  case unknownDelivery
  /// Anything else that SQLite reports, with its extended result code.
  case database(code: Int32, message: String)
}

extension StoreError: CustomStringConvertible {
  /// One sentence for the owner.
  public var description: String {
    switch self {
    case .homeUnusable(let path, let reason): "The home \(path) cannot be used: \(reason)."
    case .homeInUse(let path, let process?):
      "The home \(path) is already in use by process \(process)."
    case .homeInUse(let path, nil): "The home \(path) is already in use by another process."
    case .newerVersion(let found, let supported):
      "The home was written by a newer Postern (version \(found) of its database; this one knows"
        + " version \(supported)). Nothing was changed."
    case .notAStore(let path): "\(path) is not a database of Postern. Nothing was changed."
    case .corrupt(let detail): "The database is damaged (\(detail)). Nothing was changed."
    case .full: "The disk is full."
    case .readOnly: "The database can only be read."
    case .permissionDenied: "The system denies access to the database."
    case .inputOutput(let detail): "The disk failed, or a file cannot be opened: \(detail)."
    case .busy: "Another process holds the database."
    case .notDurable(let synchronous):
      "SQLite does not wait for the disk here (synchronous is \(synchronous), not 2)."
    case .unknownContact: "There is no such contact."
    case .unknownMessage: "There is no such message."
    case .unknownDelivery: "There is no such delivery."
    case .database(let code, let message): "SQLite failed with code \(code): \(message)."
    }
  }
}
