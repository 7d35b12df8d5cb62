import Foundation
import Gateway
import GatewayCore

/// A file that a person sends.
struct SentFile {
  /// Absolute: a bot has another directory.
  let path: String
  let size: Int64

  /// - Throws: `Failure` where it can't be read, before anything is begun.
  init(_ name: String) throws {
    do throws(NamedFile.Fault) { try NamedFile.check(name) } catch {
      throw Failure(name, fault: error)
    }
    var status = stat()
    guard stat(name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure("\(name) is no file that could be sent.", .data)
    }
    path = URL(filePath: name).standardizedFileURL.path
    size = Int64(status.st_size)
  }
}
