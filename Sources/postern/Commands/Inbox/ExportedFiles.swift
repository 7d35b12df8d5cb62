import Foundation
import Gateway
import GatewayCore

/// The files of exported messages, in a folder.
final class ExportedFiles {
  let folder: String
  private let home: String
  private(set) var count = 0

  /// - Parameter home: nil where messages are read from an export, which has no files.
  /// - Throws: `Failure`, also where the folder can't be made.
  init(folder: String, of home: String?) throws {
    guard let home else {
      throw Failure("--files takes the files of a home, and --from names none.", .usage)
    }
    self.folder = folder
    self.home = home
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw Failure("\(folder) can't be made: \(String(cString: strerror(errno))).", .cannotCreate)
    }
  }

  /// Saves a whole file; one that is not here is left out.
  func save(_ number: Int64) throws {
    let operation = Operation(home: home)
    let file = try operation.file(number)
    guard file.state == .whole else { return }
    guard let envelope = file.envelopeNumber else {
      _ = try SavedFile.save(file, in: .home(home), as: "\(folder)/\(number)-\(file.name)")
      return count += 1
    }
    let target = try NewFile("\(folder)/\(number)\(FileSummary.sealedEnding)")
    do {
      try BotHome.readSealedFile(file, with: operation.envelopes([envelope]), home: home) {
        try target.write($0)
      }
      try target.finish()
    } catch {
      target.discard()
      throw error
    }
    count += 1
  }
}
