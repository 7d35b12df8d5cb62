package import GatewayCore
import GatewayEngine
import GatewayStore

/// Bytes of a whole file of a contact, or of its derived copy, as they stand on the disk.
package struct FilePartQuery: FileFolderQuery {
  package static let name = "file_part"
  package static let scope = Scope.read
  package static let isLong = true

  package var file: Int64
  package var position: Int64
  /// At most `FilePart.bytesMax`.
  package var count: Int
  /// Of the derived copy, if true.
  package var isDerived: Bool?

  private enum CodingKeys: String, CodingKey {
    case file, position, count
    case isDerived = "derived"
  }

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    guard position >= 0, (1...FilePart.bytesMax).contains(count) else {
      throw .invalid("A part of a file has 1 to \(FilePart.bytesMax) bytes.")
    }
    let found = try reader.findFile(file)
    guard found.state == .whole, found.direction == .inbound else {
      throw .refused("The file is not here, or not whole yet.", .fileNotHere)
    }
    return .value(.files([try reader.summary(of: found)]))
  }

  /// The bytes, once the database has said that the file is there.
  func reply(completing answer: Reply, from folder: FileFolder) throws(StoreError) -> Reply {
    guard case .files = answer else { return answer }
    let id = MessageID(file)
    let path: String
    if isDerived == true {
      guard folder.hasDerivedCopy(of: id) else {
        return .failed("File \(file) has no derived copy.", .absent, .noFile)
      }
      path = folder.derivedPath(of: id)
    } else {
      path = folder.path(of: id)
    }
    let bytes = try WholeFile(path: path)
    let part = try bytes.read(at: UInt64(position), count: count)
    return .filePart(FilePart(size: Int64(clamping: bytes.size), bytes: part.base64))
  }
}

extension Query where Self == FilePartQuery {
  package static func filePart(
    _ file: Int64, at position: Int64, count: Int, isDerived: Bool = false
  ) -> Self {
    Self(file: file, position: position, count: count, isDerived: isDerived ? true : nil)
  }
}
