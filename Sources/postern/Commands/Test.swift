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
  @Option(
    help: ArgumentHelp("Run only the tests whose sentence holds this text.", valueName: "text"))
  var only: String?
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await Failure.reported {
      let files = try paths.flatMap(Self.testFiles)
      guard !files.isEmpty else {
        throw Failure("There are no tests there: their files' names end in _test.lua.", .data)
      }
      let results = try files.flatMap { file in
        let folder = URL(filePath: file).deletingLastPathComponent()
        return BotTest.run(
          source: try BotFile.read(file), file: file, only: only,
          environment: { .machine(botPath: folder.appending(path: $0).path) },
          print: Self.print
        ) { name throws(SettingMistake) in
          do throws(NamedFile.Fault) {
            return try NamedFile.text(folder.appending(path: name).path)
          } catch { throw SettingMistake("\(error)") }
        }
      }
      if results.isEmpty, let only {
        throw Failure("No test there has \"\(only)\" in its sentence.", .data)
      }
      for result in results { try show(result) }
      let failed = results.filter { !$0.passed }.count
      if !output.json { Output.line("\(results.count - failed) passed, \(failed) failed") }
      if failed > 0 || results.isEmpty { throw ExitCode(1) }
    }
  }

  /// Standard output is for the results.
  private static let print: @Sendable (String) -> Void = { Output.note("\(lines: $0)") }

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
      _ = try BotFile.read(path)
      return [path]
    }
    guard isDirectory.boolValue else {
      guard !path.hasSuffix("_test.lua") else { return [path] }
      let test = path.hasSuffix(".lua") ? "\(path.dropLast(4))_test.lua" : "\(path)_test.lua"
      let hint =
        FileManager.default.fileExists(atPath: test)
        ? "Did you mean \(test)?" : "Those of a bot stand beside it, in \(test)."
      throw Failure("\(path) is no file of tests: its name would end in _test.lua. \(hint)", .data)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    return names.filter { $0.hasSuffix("_test.lua") }.sorted().map { "\(path)/\($0)" }
  }
}
