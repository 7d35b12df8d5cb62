import GRDB
public import GatewayCore
import Glibc

/// A file whose bytes stand in clear, while they are being sealed: some of them at a time.
///
/// The sealed bytes are written beside the clear ones, and take their name once the row has their
/// key: whatever happens in between, one of both opens. See `FileFolder.finishSealing`.
final class ClearFile: @unchecked Sendable {
  // Used by one thread at a time: that of the writer.
  let id: MessageID
  private var open: (key: [UInt8], source: WholeFile, target: IncomingFile)?

  /// Bytes of one step: some ten milliseconds.
  private static let stepSize = 1 << 20
  /// Bytes of the file system that stay free.
  private static let keepsFree: Int64 = 16 << 20

  init(_ id: MessageID) { self.id = id }

  /// - Returns: whether the file is done.
  /// - Throws: where it can't be read, or there is no room for the sealed bytes.
  func sealSome(of store: Store) throws(StoreError) -> Bool {
    let folder = store.files
    let (key, source, target) = try opened(in: store)
    do throws(StoreError) {
      let position = target.position
      var bytes = try source.read(at: position, count: Self.stepSize)
      var rest = bytes[...]
      let isEnd = bytes.isEmpty
      if !isEnd { try target.write(&rest) }
      rest = []
      bytes.wipe()
      guard isEnd else { return false }
      try target.complete()
    } catch {
      open = nil
      folder.remove(id, .part)
      throw error
    }
    let isWanted = try store.write { transaction throws(StoreError) in
      try transaction.setSealed(self.id, key: key)
    }
    open = nil
    guard isWanted else {
      folder.remove(id, .part)
      return true
    }
    try folder.finishSealing(id)
    return true
  }

  private func opened(
    in store: Store
  ) throws(StoreError) -> (key: [UInt8], source: WholeFile, target: IncomingFile) {
    if let open { return open }
    let vault = Vault(.sealed, sealer: store.sealer)
    guard let key = vault.newFileKey(row: id.rawValue) else { throw .sealed(.fileKey) }
    let folder = store.files
    folder.remove(id, .part)
    let made = (
      key: key, source: try WholeFile(id, in: folder),
      target: try IncomingFile(
        id, in: folder, at: 0, keepsFree: Self.keepsFree,
        sealer: try vault.segments(key, row: id.rawValue))
    )
    open = made
    return made
  }
}

extension FileFolder {
  /// The sealed bytes of a file take the place of the clear ones, of which nothing stays: not the
  /// derived copy either.
  public func finishSealing(_ id: MessageID) throws(StoreError) {
    try renamePart(of: id)
    Disk.syncDirectory(path)
  }
}

extension FileItem {
  /// Whether the home has bytes of it that are to be sealed; otherwise its row alone is.
  var needsBytesSealed: Bool {
    state == .waiting || state == .whole && direction == .inbound
  }
}

extension StoredFile {
  /// Whether its bytes are all in the home, sealed: a part beside them is what a process left that
  /// was killed between the key's commit and the sealed bytes' name.
  public var hasSealedBytes: Bool {
    isSealed && source == nil && item.needsBytesSealed
  }
}

extension StoreReader {
  /// The next file of which something stands in clear, apart from those that are still to come.
  func clearFile(after id: Int64) throws(StoreError) -> StoredFile? {
    let next = try row(
      """
      SELECT item FROM files WHERE item > ? AND key IS NULL AND record IS NULL
        AND state NOT IN ('offered', 'accepted') AND source IS NULL ORDER BY item LIMIT 1
      """, [id]
    ) { MessageID($0[0]) }
    return try next.flatMap { id throws(StoreError) in try file(id) }
  }
}

extension StoreTransaction {
  /// A file that is over, and of which there are no bytes.
  func sealFileWithoutBytes(_ file: StoredFile) throws(StoreError) {
    guard file.item.state != .waiting else { return }
    _ = try settled(file.item.id, hasBytes: false)
    try oweRewriting()
  }

  /// The bytes are sealed under a key, and on the disk.
  ///
  /// - Returns: false where the file is gone, or is not what it was.
  func setSealed(_ id: MessageID, key: [UInt8]) throws(StoreError) -> Bool {
    guard let file = try file(id), !file.isSealed, file.item.needsBytesSealed else { return false }
    try run("UPDATE files SET key = ? WHERE item = ?", [key.data, id.rawValue])
    if file.item.state == .whole { _ = try settled(id, hasBytes: true) }
    try oweRewriting()
    return true
  }
}
