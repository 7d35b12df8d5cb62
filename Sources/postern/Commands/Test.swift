import ArgumentParser
import Foundation
import Gateway
import GatewayCore
import GatewayRules

/// `postern test PATH…`
struct Test: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run the tests that are written beside bots.",
    discussion: "A directory stands for every *_test.lua in it. Exit status 0 when all pass.")

  @Argument(help: "Test files, or directories with them.") var paths: [String]
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await Failure.reported {
      let files = try paths.flatMap(Self.testFiles)
      guard !files.isEmpty else { throw Failure("There is no *_test.lua there.", .data) }
      let results = try files.flatMap { file in
        let folder = URL(filePath: file).deletingLastPathComponent()
        return BotTest.run(
          source: try BotFile.read(file), file: file,
          environment: { .machine(botPath: folder.appending(path: $0).path) }
        ) { name in
          try? String(contentsOfFile: folder.appending(path: name).path, encoding: .utf8)
        }
      }
      for result in results { try show(result) }
      let failed = results.filter { !$0.passed }.count
      if !output.json { Output.line("\(results.count - failed) passed, \(failed) failed") }
      if failed > 0 || results.isEmpty { throw ExitCode(1) }
    }
  }

  private func show(_ result: BotTest.Result) throws {
    if output.json {
      try Output.json(Line(result))
    } else if result.passed {
      Output.line("ok    \(result.name)")
    } else {
      let place = "\(result.file)\(result.line.map { ":\($0)" } ?? "")"
      let message = result.message ?? ""
      Output.line("FAIL  \(result.name)\n      \(place): \(lines: message, indent: "      ")")
    }
  }

  private struct Line: Encodable {
    var name: String
    var passed: Bool
    var message: String?
    var file: String
    var line: Int?

    init(_ result: BotTest.Result) {
      name = result.name
      passed = result.passed
      message = result.message
      file = result.file
      line = result.line
    }
  }

  /// The files that a path stands for, in order of their names.
  private static func testFiles(_ path: String) throws -> [String] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw Failure("\(path) does not exist.", .data)
    }
    guard isDirectory.boolValue else { return [path] }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    return names.filter { $0.hasSuffix("_test.lua") }.sorted().map { "\(path)/\($0)" }
  }
}
