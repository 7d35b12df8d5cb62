import Foundation
import Gateway
import GatewayCore

/// The files of exported messages, in a folder, with a manifest of them.
final class ExportedFiles {
  let folder: String
  private let home: String
  private let manifest: NewFile
  private(set) var count = 0
  /// Files whose bytes are missing, or are not what came.
  private(set) var missing: [Int64] = []

  static let manifestName = "manifest.jsonl"

  /// A line of the manifest.
  private struct Entry: Encodable {
    var file: Int64
    /// Its name in the folder; nil where it is not there.
    var savedAs: String?
    /// Why it is not there.
    var fault: String?

    private enum CodingKeys: String, CodingKey {
      case file
      case savedAs = "saved_as"
      case fault
    }
  }

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
    manifest = try NewFile("\(folder)/\(Self.manifestName)")
  }

  /// Saves a whole file; one that is not whole is left out. One that can't be read is listed in the
  /// manifest: the others are worth more than a clean end.
  ///
  /// - Throws: where the folder can't be written.
  func save(_ number: Int64) throws {
    let operation = Operation(home: home)
    let file = try operation.file(number)
    guard file.state == .whole else { return }
    let envelope = file.envelopeNumber
    let isSealed = file.sealed != nil
    let name =
      isSealed ? "\(number)\(FileSummary.sealedEnding)" : "\(number)-\(file.name)"
    let target = try NewFile("\(folder)/\(name)")
    // Whether the folder is at fault, and not what is to be saved.
    var isUnwritable = false
    let write: ([UInt8]) throws -> Void = { bytes in
      isUnwritable = true
      try target.write(bytes)
      isUnwritable = false
    }
    do {
      if isSealed {
        let envelopes = try envelope.map { try operation.envelopes([$0]) } ?? []
        try BotHome.readSealedFile(file, with: envelopes, home: home, write)
      } else {
        try SavedFile.read(file, in: .home(home), write)
      }
      isUnwritable = true
      try target.finish()
    } catch {
      target.discard()
      guard !isUnwritable else { throw error }
      missing.append(number)
      return try list(Entry(file: number, fault: Failure(error).message))
    }
    count += 1
    try list(Entry(file: number, savedAs: name))
  }

  private func list(_ entry: Entry) throws {
    try manifest.write(Array((try Output.jsonLine(entry).text + "\n").utf8))
  }

  /// Ends the manifest.
  ///
  /// - Throws: where a file is missing.
  func finish() throws {
    try manifest.finish()
    guard !missing.isEmpty else { return }
    let numbers = missing.prefix(20).map { "\($0)" }.joined(separator: ", ")
    throw Failure(
      "The bytes of \(missing.count) files are missing or not what came, and are not in \(folder):"
        + " \(numbers)\(missing.count > 20 ? ", …" : ""). Everything else was exported.", .data)
  }

  func discard() { manifest.discard() }
}
