import Foundation
import Testing
import ToxSimulation

/// A scene file and one seed to play it with.
struct Scenario: CustomTestStringConvertible, Sendable {
  let name: String
  let seed: UInt64

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  var file: URL { Self.folder.appending(path: "Scenarios/\(name).scene") }

  var testDescription: String { "\(name), seed \(seed)" }

  /// What plays this scenario again, with every datagram on the terminal.
  var replay: String {
    "POSTERN_ONLY=core swift run simulate Tests/Unit/SimulationTests/Scenarios/\(name).scene \(seed)"
      + " --trace"
  }

  func scene() throws -> Scene {
    try Scene(parsing: String(contentsOf: file, encoding: .utf8))
  }

  /// The names of all scene files, in order.
  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "Scenarios").path)
      .filter { $0.hasSuffix(".scene") }.map { String($0.dropLast(6)) }.sorted()
  }

  /// What to play: the lines of `seeds.txt`, a scene's name and its seeds each; or one alone, by
  /// `POSTERN_SCENE` and `POSTERN_SEED`.
  static func all() throws -> [Scenario] {
    let environment = ProcessInfo.processInfo.environment
    let text = try String(contentsOf: folder.appending(path: "seeds.txt"), encoding: .utf8)
    let listed = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.flatMap { line in
      let words = line.split(separator: " ")
      return words.dropFirst().compactMap { UInt64($0) }.map {
        Scenario(
          name: String(words[0]), seed: environment["POSTERN_SEED"].flatMap(UInt64.init) ?? $0)
      }
    }
    guard let only = environment["POSTERN_SCENE"] else { return listed }
    return listed.filter { $0.name == only }
  }
}
