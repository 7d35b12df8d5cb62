/// Why the home or its database could not be used. The texts name files, not their content.
public enum StoreError: Error, Hashable, Sendable {
  /// The home cannot be created or accessed.
  case homeUnusable(path: String, reason: String)
  /// Another process uses this home; its number where the lock file names it.
  case homeInUse(path: String, HomeLock.Holder?)
  /// The file system has no locks to exclude a second process.
  case noLocks(path: String, reason: String)
  /// A newer Postern wrote this home. Nothing was changed.
  case newerVersion(found: Int, supported: Int)
  /// The file is no database, or that of another program. Nothing was changed.
  case notAStore(path: String)
  /// The database is damaged. Nothing was changed.
  case corrupt(String)
  /// A file to be written exists already. It was left as it is.
  case fileExists(path: String)
  /// The home for a restored backup has a database already.
  case homeExists(path: String)
  /// There is no home where one was expected.
  case noHome(path: String)
  /// The home is not new, and has no key. None was created in its place.
  case keyMissing(path: String)
  /// The file to be restored has no key.
  case noKey(path: String)
  /// A backup under a passphrase that was not opened.
  case sealedFile(path: String, Seal)
  /// The database is not complete. Nothing was changed, and nothing was created in its place.
  case incomplete(path: String, Lack)
  /// The disk is full, or the database has reached its limit. The transaction was undone.
  case full
  case readOnly
  case permissionDenied
  /// The disk failed, or the file cannot be opened.
  case inputOutput(String)
  /// Another connection locked the database for longer than the timeout.
  case busy
  /// The system does not guarantee what a receipt promises: `synchronous` did not stay FULL.
  case notDurable(synchronous: Int)
  case unknownContact
  case unknownMessage
  case unknownDelivery
  /// The bot needs the content of this column, and the key for it is not on this machine.
  case sealed(ContentColumn)
  /// A segment of a sealed file, counted from 1, is not what was sealed: it was changed, swapped or
  /// moved, or what stood behind it was cut off or continued.
  case changedSegment(path: String, number: UInt64)
  /// Anything else that SQLite reports, with its extended result code.
  case database(code: Int32, message: String)

  /// Why a backup under a passphrase was not opened.
  public enum Seal: Hashable, Sendable {
    case passphraseNeeded, wrongPassphrase, damaged
  }

  /// The missing part of an incomplete database.
  public enum Lack: Hashable, Sendable {
    /// Its content.
    case empty
    /// The journal with the latest commits: the file is a copy made while the original was in use.
    case journalMissing
    /// Its file, beside the journal.
    case databaseMissing
    /// Its own journal: the journal next to it belongs to another database.
    case journalOfAnother
    /// Bytes of a file that were there before.
    case bytesMissing
  }
}

extension StoreError: CustomStringConvertible {
  /// One sentence for the owner.
  public var description: String {
    switch self {
    case .homeUnusable(let path, let reason): "The home \(path) cannot be used: \(reason)."
    case .homeInUse(let path, let holder?):
      "The home \(path) is already in use by process \(holder.process)"
        + (holder.machine.map { " of the machine \($0)" } ?? "")
        + ": stop that one, or name another home with --home DIR."
    case .noLocks(let path, let reason):
      "The home \(path) can't be locked (\(reason)), so that nothing would keep two processes from"
        + " using it at once: put it on a local file system, or mount this one with locks."
    case .homeInUse(let path, nil):
      "The home \(path) is already in use by another process: stop that one, or name another home"
        + " with --home DIR."
    case .newerVersion(let found, let supported):
      "The home was written by a newer Postern (version \(found) of its database; this one knows"
        + " version \(supported)). Nothing was changed."
    case .notAStore(let path): "\(path) is not a database of Postern. Nothing was changed."
    case .corrupt(let detail):
      "The database is damaged (\(detail)). Nothing was changed. Restore a backup into a new home:"
        + " `postern restore FILE --home DIR`."
    case .fileExists(let path): "\(path) exists already; it was left as it is. Name another file."
    case .homeExists(let path):
      "The home \(path) has a database already; it was left as it is. Name a new home."
    case .noHome(let path):
      "There is no home at \(path), and none was made: the first `postern run BOT.lua` makes a bot's,"
        + " the first `postern send` or `chat` your own."
    case .keyMissing(let path):
      "The home \(path) has a database without a key, and no new key was made in its place."
        + " Restore a backup into a new home; where there was never a key, make one with"
        + " `postern key new --home \(path)`."
    case .noKey(let path): "\(path) holds no key: it is no backup of a home."
    case .sealedFile(let path, .passphraseNeeded):
      "\(path) is under a passphrase: give --passphrase-file."
    case .sealedFile(let path, .wrongPassphrase):
      "The passphrase is not that of \(path), or the file is damaged."
    case .sealedFile(let path, .damaged): "\(path) is damaged: a part is missing or was changed."
    case .incomplete(let path, let lack): "\(path) \(lack.words)"
    case .full:
      "The disk is full, so this was not stored: free some space where the home is."
    case .readOnly:
      "The database can only be read: its file or file system is read-only for this user."
    case .permissionDenied:
      "This user has no permission to open the database: run as the owner of the home."
    case .inputOutput(let detail): "The disk failed, or a file cannot be opened: \(detail)."
    case .busy:
      "Another process holds the database (perhaps a backup): try again when it is done."
    case .notDurable(let synchronous):
      "SQLite does not wait for the disk here (synchronous is \(synchronous), not 2)."
    case .unknownContact: "There is no such contact."
    case .unknownMessage: "There is no such message."
    case .unknownDelivery: "There is no such delivery."
    case .sealed(let column):
      "What \(column.rawValue) holds is sealed, and the key that opens it is not here."
    case .changedSegment(let path, let number):
      "Segment \(number) of \(path) is not what was sealed: the file was changed, cut or continued."
    case .database(let code, let message): "SQLite failed with code \(code): \(message)."
    }
  }
}

extension StoreError.Lack {
  fileprivate var words: String {
    switch self {
    case .empty:
      "is empty: the bot's key is not in it, and no new one was made. Restore a backup into a new"
        + " home; where there was never a key, remove the file."
    case .journalMissing:
      "was copied while it was in use, without its journal (state.sqlite-wal): what the bot had"
        + " stored last is missing. Bring the journal too, or restore a copy made by"
        + " `postern backup`; `postern restore --force` takes what is there."
    case .journalOfAnother:
      "was put beside the journal of another database (state.sqlite-wal), which would spoil it;"
        + " nothing was changed. To restore it, move it out of this home and give it to"
        + " `postern restore` with a new home; to undo that, put the journal's own file back."
    case .bytesMissing: "has fewer bytes than were received."
    case .databaseMissing:
      "is missing beside what it left (state.sqlite-wal, in-use or reserve), and no new one was"
        + " made. Bring it back, or restore a backup into a new home; to begin anew with another"
        + " key, remove the home."
    }
  }
}
