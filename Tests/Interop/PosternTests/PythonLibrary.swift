import Foundation
import InteropSupport
import TestSupport

/// A Python script with the libraries of receivers: Debian's, and those of PyPI that `.ci/packages`
/// puts into `.build/python`.
struct PythonLibrary {
  let output: String
  let errors: String
  let status: Int32

  init(_ script: String, _ arguments: [String] = [], input: String = "") throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-c", script] + arguments
    process.environment = [
      "PATH": "/usr/bin:/bin",
      "PYTHONPATH": Repository.root.appending(path: ".build/python").path(),
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
