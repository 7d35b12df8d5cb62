import Foundation
import InteropSupport

/// A file that is sent.
struct SampleFile {
  let name: String
  let path: String
  let size: Int
  let hash: String

  /// A file that is there.
  init(at path: String) throws {
    name = URL(filePath: path).lastPathComponent
    self.path = path
    size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    hash = try Self.hash(of: path)
  }

  /// A new file with random content.
  static func make(_ name: String, bytes: Int, in directory: URL) throws -> SampleFile {
    let path = directory.appending(component: name).path()
    let made = try output(of: "head -c \(bytes) /dev/urandom > '\(path)' && echo done")
    guard made == "done" else { throw HarnessError("\(path) was not made") }
    return try SampleFile(at: path)
  }

  /// The SHA-256 of a file's content, in hex digits.
  static func hash(of path: String) throws -> String {
    String(try output(of: "sha256sum < '\(path)'").prefix(64))
  }

  private static func output(of script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
