import GatewayCore
import Glibc

/// Files that a restoration puts into a home. They are parts until all of them are there: one that
/// fails leaves nothing, and takes nothing away.
struct RestoredFiles {
  private let folder: FileFolder
  private var parts: [MessageID] = []
  private var whole: [MessageID] = []

  init(in folder: FileFolder) { self.folder = folder }

  /// A part of this file is going to be written.
  mutating func begin(_ id: MessageID) {
    folder.remove(id, .part)
    parts.append(id)
  }

  /// All are complete, and get their names.
  mutating func finish() throws(StoreError) {
    while let id = parts.last {
      try folder.renamePart(of: id)
      whole.append(id)
      parts.removeLast()
    }
    if !whole.isEmpty { Disk.syncDirectory(folder.path) }
  }

  func remove() {
    for id in parts { folder.remove(id, .part) }
    for id in whole { folder.remove(id) }
    // Only where nothing else is in it.
    rmdir(folder.path)
  }
}
