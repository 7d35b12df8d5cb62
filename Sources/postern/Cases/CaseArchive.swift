import Foundation
import Gateway
import GatewayCore

/// One conversation for another system, as an archive: what was written in parts of JSON lines, the
/// notes, the whole files of the contact under their numbers, and last a manifest with the hash of
/// each entry, also as `sha256sum -c` reads it.
struct CaseArchive {
  /// An entry as the manifest has it.
  private struct Entry: Encodable {
    var path: String
    var size: UInt64
    var sha256: String
    /// Of a file of the contact.
    var name: String?
    var type: String?
  }

  private struct Manifest: Encodable {
    var contact: String
    var made: UnixMilliseconds
    var program: String
    var entries: [Entry]
  }

  private var tar: TarWriter
  private let folder: String
  private let now: UnixMilliseconds
  private var entries: [Entry] = []

  /// - Parameter contact: its codename.
  init(of contact: String, now: UnixMilliseconds, write: @escaping ([UInt8]) throws -> Void) {
    tar = TarWriter(write: write)
    folder = contact
    self.now = now
  }

  /// Adds lines of JSON. No entry without a line.
  mutating func add(_ path: String, lines: [OutputLine]) throws {
    guard !lines.isEmpty else { return }
    try add(path, bytes: Array(lines.map { $0.text + "\n" }.joined().utf8))
  }

  /// Adds a file of the contact.
  ///
  /// - Parameter read: reads all of it, part by part; asked twice, since its size stands before it.
  /// - Throws: `Failure` where it changed in between.
  mutating func add(
    _ path: String, _ file: FileSummary, read: (([UInt8]) throws -> Void) throws -> Void
  ) throws {
    var size: UInt64 = 0
    try read { size += UInt64($0.count) }
    var digest = ContentDigest()
    try tar.begin("\(folder)/\(path)", size: size, at: file.time)
    var written: UInt64 = 0
    try read { part in
      written += UInt64(part.count)
      guard written <= size else { throw Self.changed(file) }
      digest.add(part)
      try tar.add(part)
    }
    guard written == size else { throw Self.changed(file) }
    try tar.endEntry()
    entries.append(
      Entry(
        path: path, size: size, sha256: digest.hexadecimal,
        name: file.sealed == nil ? file.name : nil, type: file.type))
  }

  /// Adds the manifest, and ends the archive.
  mutating func finish(by program: String) throws {
    let manifest = Manifest(contact: folder, made: now, program: program, entries: entries)
    try add("manifest.json", lines: [try Output.jsonLine(manifest)])
    let sums = entries.map { "\($0.sha256)  \($0.path)\n" }.joined()
    try add("SHA256SUMS", bytes: Array(sums.utf8))
    try tar.finish()
  }

  private mutating func add(_ path: String, bytes: [UInt8]) throws {
    var digest = ContentDigest()
    digest.add(bytes)
    try tar.begin("\(folder)/\(path)", size: UInt64(bytes.count), at: now)
    try tar.add(bytes)
    try tar.endEntry()
    entries.append(Entry(path: path, size: UInt64(bytes.count), sha256: digest.hexadecimal))
  }

  private static func changed(_ file: FileSummary) -> Failure {
    Failure("File \(file.id) changed while it was read: begin again.", .data)
  }
}
