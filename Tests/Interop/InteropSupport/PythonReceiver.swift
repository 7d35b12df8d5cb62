public import Foundation

/// A real receiver of webhooks from PyPI, as one of the `Scripts` starts it.
///
/// Its packages are those of `.ci/python.txt`, which `.ci/python` installs into `.build/receivers`.
public final class PythonReceiver {
  /// The one line of JSON that it prints when it listens.
  public let ready: [String: String]
  private let process = Process()
  private let directory: URL

  /// - Parameter directory: its files, and what it writes for the test.
  public init(_ script: String, in directory: URL) throws {
    self.directory = directory
    let source = URL(filePath: #filePath).deletingLastPathComponent()
    let packages = source.appending(path: "../../../.build/receivers").standardizedFileURL
    guard FileManager.default.fileExists(atPath: packages.appending(path: "installed").path())
    else {
      throw HarnessError("the packages of receivers are missing: .ci/python installs them")
    }
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-u", source.appending(components: "Scripts", script).path()]
    process.currentDirectoryURL = directory
    process.environment = ["PATH": "/usr/bin:/bin", "PYTHONPATH": packages.path()]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = output.fileHandleForReading.availableData
    let object = try? JSONSerialization.jsonObject(with: line) as? [String: Any]
    guard let object else { throw HarnessError("\(script) does not start") }
    ready = object.mapValues { "\($0)" }
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  public func value(_ name: String) throws -> String {
    guard let value = ready[name] else { throw HarnessError("no \(name) in \(ready)") }
    return value
  }

  /// A file that it writes; empty until it does.
  public func text(of file: String) -> String {
    (try? String(contentsOf: directory.appending(path: file), encoding: .utf8)) ?? ""
  }

  public func lines(of file: String) -> [String] {
    text(of: file).split(separator: "\n").map(String.init)
  }
}
