package import GatewayCore
import GatewayEngine
import GatewayStore

/// A page of the files of both directions, the newest first.
package struct FileListQuery: FileFolderQuery {
  package static let name = "file_list"
  package static let scope = Scope.read
  package static let isLong = true

  package var contact: ContactReference?
  /// nil: all.
  package var states: [FileItem.State]?
  /// Only those with lower numbers.
  package var before: Int64?
  package var limit: Int

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let contact = try contact.map { reference throws(OperationError) in
      try reader.find(reference).contact.key
    }
    let filter = FileFilter(
      contact: contact, states: states ?? [], before: before.map(MessageID.init),
      limit: min(max(limit, 1), Self.limitMax))
    return .value(.files(try reader.fileSummaries(filter)))
  }

  func reply(completing answer: Reply, from folder: FileFolder) -> Reply {
    answer.markingDerivedCopies(in: folder)
  }

  private static let limitMax = 500
}

extension Query where Self == FileListQuery {
  package static func fileList(
    of contact: ContactReference? = nil, states: [FileItem.State]? = nil, before: Int64? = nil,
    limit: Int
  ) -> Self {
    Self(contact: contact, states: states, before: before, limit: limit)
  }
}
