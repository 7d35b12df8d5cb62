import GatewayCore
import GatewayStore

/// Brings the files of a home and their rows together again, before a bot begins to work on it: a
/// crash may have come between a change of the one and of the other.
struct FileMending {
  let store: Store

  /// Removes files without a row, and lets the others begin where their bytes end.
  ///
  /// - Returns: files that have all their bytes, and their final name, but not in their row.
  func run() throws(StoreError) -> [MessageID] {
    let folder = store.files
    try followSeal(in: folder)
    let open = try store.read { reader throws(StoreError) in try reader.acceptedFiles() }
    try removeStrays(in: folder)
    var complete: [MessageID] = []
    for file in open {
      if folder.size(of: file.item.id) != nil {
        complete.append(file.item.id)
        continue
      }
      let stored = folder.partSize(of: file.item.id) ?? 0
      let durable = min(
        file.item.position, file.isSealed ? FileSegments.bytes(inStored: stored) : stored)
      guard durable < file.item.position else { continue }
      try store.write { transaction throws(StoreError) in
        try transaction.noteFile(file.item.id, position: durable, type: nil)
      }
    }
    return complete
  }

  /// What was accepted under another seal begins again, as the bot's file has it now.
  private func followSeal(in folder: FileFolder) throws(StoreError) {
    let seals = store.sealer?.seals == true
    let others = try store.read { reader throws(StoreError) in
      try reader.acceptedFiles().filter { $0.isSealed != seals }
    }
    for file in others {
      folder.remove(file.item.id)
      try store.write { transaction throws(StoreError) in
        try transaction.beginFileAgain(file.item.id)
      }
    }
    guard seals else { return }
    let clear = try store.read { reader throws(StoreError) in
      try reader.filesToCopy().filter { !$0.isSealed }
    }
    for file in clear {
      folder.remove(file.item.id)
      try store.write { transaction throws(StoreError) in
        try transaction.setNewKey(of: file.item.id)
      }
    }
  }

  private func removeStrays(in folder: FileFolder) throws(StoreError) {
    for (id, form) in folder.contents {
      let file = try store.read { reader throws(StoreError) in try reader.file(id) }
      if form == .part, file?.hasSealedBytes == true {
        try folder.finishSealing(id)
        continue
      }
      if !belongs(form, to: file) { folder.remove(id, form) }
    }
  }

  private func belongs(_ form: FileFolder.Form, to file: StoredFile?) -> Bool {
    switch (form, file?.item.state) {
    case (.whole, .accepted), (.whole, .whole), (.whole, .waiting), (.part, .accepted): true
    case (.derived, .whole): file?.isSealed == false
    default: false
    }
  }
}
