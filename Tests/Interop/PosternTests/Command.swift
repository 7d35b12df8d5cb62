import Foundation
import InteropSupport
import Testing

/// One run of the built program, from start to end.
struct Command {
  let status: Int32
  let output: String
  let errors: String

  /// - Parameters:
  ///   - shell: words of a shell that "$@" is run in, for what needs a mount or a limit.
  ///   - environment: variables beside those that every command has.
  init(
    _ arguments: [String], in directory: URL, input: String = "", shell: String? = nil,
    environment: [String: String] = [:]
  ) throws {
    let program = try BuildProducts.path(of: "postern")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      shell.map { ["unshare", "--map-root-user", "--mount", "sh", "-c", $0, "sh", program] }
      ?? [program]
    process.arguments? += arguments
    process.currentDirectoryURL = directory
    process.environment = [
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "POSTERN_BOOTSTRAP": "none",
      "XDG_DATA_HOME": directory.appending(path: "data").path(),
    ].merging(environment) { _, new in new }
    // Files, not pipes: nothing to drain while it runs.
    let names = ["output", "errors", "input"].map { directory.appending(path: ".\($0)") }
    try Data(input.utf8).write(to: names[2])
    for name in names.prefix(2) {
      _ = FileManager.default.createFile(atPath: name.path(), contents: nil)
    }
    process.standardOutput = try FileHandle(forWritingTo: names[0])
    process.standardError = try FileHandle(forWritingTo: names[1])
    process.standardInput = try FileHandle(forReadingFrom: names[2])
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = try String(contentsOf: names[0], encoding: .utf8)
    errors = try String(contentsOf: names[1], encoding: .utf8)
  }
}

/// A directory of a test's own, gone when the test ends.
final class Place: Sendable {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appending(path: "postern-\(UUID().uuidString)").resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func path(_ name: String) -> String { directory.appending(path: name).path() }

  func write(_ text: String, to name: String) throws {
    try text.write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
  }

  func read(_ name: String) throws -> Data { try Data(contentsOf: directory.appending(path: name)) }

  /// The files below the home in which one of these texts stands.
  func leaks(of secrets: String...) throws -> [String] {
    let names = try #require(FileManager.default.enumerator(atPath: path("home")))
    return names.compactMap { $0 as? String }.filter { name in
      let data = try? Data(contentsOf: directory.appending(path: "home/\(name)"))
      return secrets.contains { data?.range(of: Data($0.utf8)) != nil }
    }
  }

  /// On a thread of its own: many commands would keep other tests from theirs.
  func runAside(_ arguments: [String], shell: String? = nil) async throws -> Command {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { [directory] in
        continuation.resume(
          with: Result { try Command(arguments, in: directory, shell: shell) })
      }
    }
  }

  func run(_ arguments: String..., input: String = "", shell: String? = nil) throws -> Command {
    try Command(arguments, in: directory, input: input, shell: shell)
  }
}
