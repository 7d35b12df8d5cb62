package import GatewayCore
import GatewayEngine
import GatewayStore

/// One file, in a list.
package struct FileQuery: FileFolderQuery {
  package static let name = "file"
  package static let scope = Scope.read
  package static let isLong = true

  package var file: Int64

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    .value(.files([try reader.summary(of: try reader.findFile(file))]))
  }

  func reply(completing answer: Reply, from folder: FileFolder) -> Reply {
    answer.markingDerivedCopies(in: folder)
  }
}

extension Query where Self == FileQuery {
  package static func file(_ number: Int64) -> Self { Self(file: number) }
}
