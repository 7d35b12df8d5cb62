import GRDB
import Glibc
public import GatewayCore

/// A file in the home that reserves space for the case of a full disk: deleting needs space first,
/// since SQLite writes changes into its journal.
///
/// It is released for one command of the owner and allocated again afterwards, as far as there is
/// space then.
struct Reserve {
  let home: Home

  /// 4 MiB: the journal's size between two checkpoints; less on a small file system.
  private static let bytesMax: Int64 = 4 << 20
  private static let fileSystemShare: Int64 = 32

  var path: String { Self.path(in: home) }

  static func path(in home: Home) -> String { home.path + "/reserve" }

  /// Allocates the reserve if it is missing. On a full disk there is none.
  func fill() {
    guard let (size, free) = try? home.fileSystem() else { return }
    let bytes = min(Self.bytesMax, size / Self.fileSystemShare)
    guard bytes > 0, free >= bytes else { return }
    let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_size < bytes else { return }
    if posix_fallocate(file, 0, Int(bytes)) != 0 { unlink(path) }
  }

  /// - Returns: whether there was one.
  @discardableResult
  func release() -> Bool { unlink(path) == 0 }
}

extension Store {
  /// Releases the space of a home's reserve, so that its database can be opened on a full disk.
  ///
  /// - Returns: whether there was one.
  public static func releaseReserve(home path: String) throws(StoreError) -> Bool {
    Reserve(home: try Home(path: path)).release()
  }

  /// Allocates space for the owner's commands on a full disk.
  public func fillReserve() { Reserve(home: home).fill() }

  /// The same for a home that is not open.
  public static func fillReserve(home path: String) throws(StoreError) {
    Reserve(home: try Home(path: path)).fill()
  }

  /// Runs what a full disk refused in the space of the reserve.
  ///
  /// - Throws: `.full` where even that does not suffice.
  public func usingReserve<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let reserve = Reserve(home: home)
    reserve.release()
    defer { reserve.fill() }
    // Emptying the journal also frees space: the database holds its content by now.
    _ = try? emptyJournal()
    let value = try body()
    _ = try? emptyJournal()
    return value
  }

  /// Removes forgotten content from the files, on a full disk in the space of the reserve: the
  /// journal is emptied into the database, which may have to grow for that.
  public func cleanInReserve(
    rewriting bound: RewritingBound
  ) throws(StoreError) -> CleaningOutcome {
    do throws(StoreError) {
      return try clean(rewriting: bound)
    } catch {
      guard error.isOutOfSpace else { throw error }
      return try usingReserve { () throws(StoreError) in try clean(rewriting: bound) }
    }
  }

  /// Deletes a contact's messages in small transactions: a single one for all of them could need
  /// more space than there is. Called in `usingReserve`, before the contact is removed.
  public func forgetMessagesInSteps(
    of contact: ContactKey, now: UnixMilliseconds
  ) throws(StoreError) -> Forgotten {
    var forgotten = Forgotten()
    var isDone = false
    while !isDone {
      isDone = try write { transaction throws(StoreError) in
        try transaction.forgetMessages(
          of: contact, rows: Self.rowsPerStep, now: now, &forgotten)
      }
      _ = try? emptyJournal()
    }
    return forgotten
  }

  /// Forgets contacts in small steps, and empties the journal in between.
  public func forgetInSteps(
    _ contacts: ArraySlice<ContactKey>, now: UnixMilliseconds
  ) throws(StoreError) -> Forgotten {
    var forgotten = Forgotten()
    var left = contacts
    while !left.isEmpty {
      let step = try write { transaction throws(StoreError) in
        try transaction.forget(contacts: left, rows: Self.rowsPerStep, now: now)
      }
      forgotten += step.forgotten
      left = left.dropFirst(step.count)
      try emptyJournal()
    }
    return forgotten
  }

  /// About 200 pages of messages of the largest size.
  private static let rowsPerStep = 500
}
