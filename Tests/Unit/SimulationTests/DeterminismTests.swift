import Foundation
import Testing
import ToxSimulation

@Suite struct `Determinism` {
  @Test func `two processes with one seed deliver the same bytes`() throws {
    let scenario = Scenario(name: "reordering", seed: 7)
    let first = try simulate(scenario)
    #expect(first.contains("deliveries"))
    #expect(try simulate(scenario) == first)
    var runner = SceneRunner(try scenario.scene(), seed: scenario.seed)
    try? runner.run()
    #expect(first.contains(String(runner.simulation.transcript.hash, radix: 16)))
  }

  @Test func `another seed is another story`() throws {
    let one = try simulate(Scenario(name: "reordering", seed: 7))
    #expect(try simulate(Scenario(name: "reordering", seed: 8)) != one)
  }

  /// The transcript line of a run in a process of its own.
  private func simulate(_ scenario: Scenario) throws -> String {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = [scenario.file.path, String(scenario.seed), "--allow-failure"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: data, as: UTF8.self)
  }

  /// Built beside the tests.
  private static var executable: URL {
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "simulate")
  }
}
