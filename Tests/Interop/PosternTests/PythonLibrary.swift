import Foundation
import InteropSupport
import TestSupport

/// The examples of `Webhooks.md`.
enum WebhookPage {
  /// The one example in Python that holds a text.
  static func python(with text: String) throws -> String {
    let page = try Repository.text(of: "Sources/Gateway/Gateway.docc/Webhooks.md")
    let blocks = page.components(separatedBy: "```python\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    let found = blocks.filter { $0.contains(text) }
    guard found.count == 1 else { throw HarnessError("\(found.count) examples with \(text)") }
    return found[0]
  }
}

/// A Python script with the libraries of receivers that `.ci/python` puts into `.build/receivers`.
struct PythonLibrary {
  let output: String
  let errors: String
  let status: Int32

  init(
    _ script: String, _ arguments: [String] = [], input: String = "", in directory: String = "/"
  ) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-c", script] + arguments
    process.currentDirectoryURL = URL(filePath: directory)
    process.environment = [
      "PATH": "/usr/bin:/bin",
      "PYTHONPATH": Repository.root.appending(path: ".build/receivers").path(),
    ]
    let (given, taken, faults) = (Pipe(), Pipe(), Pipe())
    process.standardInput = given
    process.standardOutput = taken
    process.standardError = faults
    try process.run()
    given.fileHandleForWriting.write(Data(input.utf8))
    try given.fileHandleForWriting.close()
    output = String(decoding: taken.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    errors = String(decoding: faults.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }
}
