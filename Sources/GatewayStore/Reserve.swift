import GRDB
import Glibc
public import GatewayCore

/// A file in the home that holds room for the day on which the disk is full: deleting takes room
/// first, since SQLite writes what it changes into its journal.
///
/// It is given up for one command of the owner and taken back after it, as far as there is room
/// then.
struct Reserve {
  let home: Home

  /// 4 MiB: as much as the journal grows to between two checkpoints; less on a small file system.
  private static let bytesMax: Int64 = 4 << 20
  private static let fileSystemShare: Int64 = 32

  var path: String { Self.path(in: home) }

  static func path(in home: Home) -> String { home.path + "/reserve" }

  /// Takes the room where it is not taken yet. Without room there is no reserve.
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

  /// - Returns: whether there was any.
  @discardableResult
  func release() -> Bool { unlink(path) == 0 }
}

extension Store {
  /// Gives up the room that a home's reserve holds, so that its database can be opened on a full disk.
  ///
  /// - Returns: whether there was any.
  public static func releaseReserve(home path: String) throws(StoreError) -> Bool {
    Reserve(home: try Home(path: path)).release()
  }

  /// Takes room that is there for the owner's commands when the disk is full.
  public func fillReserve() { Reserve(home: home).fill() }

  /// The same for a home that is not open.
  public static func fillReserve(home path: String) throws(StoreError) {
    Reserve(home: try Home(path: path)).fill()
  }

  /// Runs what a full disk refused in the room that the reserve holds.
  ///
  /// - Throws: `.full` where even that is not enough.
  public func usingReserve<Value>(
    _ body: () throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let reserve = Reserve(home: home)
    reserve.release()
    defer { reserve.fill() }
    // Also makes room: the journal holds what the database holds by now.
    _ = try? emptyJournal()
    let value = try body()
    _ = try? emptyJournal()
    return value
  }

  /// Takes what was forgotten out of the files, where the disk is full in the room of the reserve: the
  /// journal is emptied into the database, which may have to grow for that.
  public func cleanInReserve(
    rewriting bound: RewritingBound
  ) throws(StoreError) -> CleaningOutcome {
    do throws(StoreError) {
      return try clean(rewriting: bound)
    } catch {
      guard error.isWantOfRoom else { throw error }
      return try usingReserve { () throws(StoreError) in try clean(rewriting: bound) }
    }
  }

  /// Deletes a contact's messages a few at a time: one transaction for all of them could take more
  /// room than there is. To be run in `usingReserve`, before the contact is removed.
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

  /// Forgets contacts, a few rows at a time and with the journal emptied in between.
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

  /// Some 200 pages of messages of the largest size.
  private static let rowsPerStep = 500
}
