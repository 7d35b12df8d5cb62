public import GatewayCore
import GatewayStore

/// The bytes of files in a home, for the command line.
extension BotHome {
  /// Reads a whole file of a home, whether a bot runs on it or not. Its hash is compared first.
  ///
  /// - Parameter isDerived: whether its derived copy is meant.
  /// - Throws: `Failure` where it can't be read, or is not what came.
  public static func readFile(
    _ file: FileSummary, isDerived: Bool, home path: String, _ body: ([UInt8]) throws -> Void
  ) throws {
    let (id, files) = (MessageID(file.id), FileFolder(try Home(path: path)))
    let bytes = try WholeFile(path: isDerived ? files.derivedPath(of: id) : files.path(of: id))
    guard try isDerived || file.sha256 == nil || file.sha256 == bytes.digest()?.hexadecimal else {
      throw Failure(
        "File \(file.id) is damaged: its hash is not that of what came. Ask for it once more.",
        .data)
    }
    var position: UInt64 = 0
    while position < bytes.size {
      let part = try bytes.read(at: position, count: chunkSize)
      guard !part.isEmpty else { break }
      position += UInt64(part.count)
      try body(part)
    }
  }

  private static let chunkSize = 1 << 20
}
