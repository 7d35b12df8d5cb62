import GatewayCore
import GatewayStore

/// A query whose reply also needs what is in the folder of files, which the database does not know.
/// It is a long one: it is answered beside the worker.
protocol FileFolderQuery: HomeQuery {
  /// - Parameter answer: of the database; a failure stays one.
  func reply(completing answer: Reply, from folder: FileFolder) throws(StoreError) -> Reply
}

extension Reply {
  /// Files, with the mark of those of which there is a derived copy.
  func markingDerivedCopies(in folder: FileFolder) -> Reply {
    guard case .files(var files) = self else { return self }
    for index in files.indices
    where files[index].state == .whole && files[index].direction == .inbound
      && folder.hasDerivedCopy(of: MessageID(files[index].id))
    {
      files[index].hasDerivedCopy = true
    }
    return .files(files)
  }
}
