import Foundation
import ToxSimulation

/// Plays scenes and crowds, and prints what identifies each run.
///
/// - `simulate SCENE SEED [--trace] [--allow-failure]`: `--trace` prints every datagram and event.
/// - `simulate growth FILE SIZE…`: measures networks of these sizes and sets their rows in the
///   file.
/// - `simulate routers COUNT SEED`: a crowd behind routers of all kinds, with 5 % loss.
/// - `simulate cut COUNT MINUTES SEED`: a network is cut in two for so long.
/// - `simulate relays COUNT RELAYS MESSAGES SEED`: without datagrams, over relays that fail.
/// - `simulate churn COUNT LOOKUPS STAY SEED`: members stay for STAY minutes on average.
@main enum Simulate {
  static func main() {
    let words = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }
    let numbers = words.dropFirst().compactMap { Int($0) }
    switch (words.first, words.count, numbers.count) {
    case ("growth", 3..., words.count - 2): CrowdPlays.growth(of: numbers, into: words[1])
    case ("routers", 3, 2): CrowdPlays.routers(numbers[0], seed: numbers[1])
    case ("cut", 4, 3): CrowdPlays.cut(numbers[0], minutes: numbers[1], seed: numbers[2])
    case ("relays", 5, 4):
      CrowdPlays.relays(numbers[0], relays: numbers[1], messages: numbers[2], seed: numbers[3])
    case ("churn", 5, 4):
      CrowdPlays.churn(numbers[0], lookups: numbers[1], stay: numbers[2], seed: numbers[3])
    case (let path?, 2, 1): playScene(path, seed: UInt64(numbers[0]))
    default:
      fail(
        "usage: simulate SCENE SEED | growth | routers | cut | relays | churn; see its source",
        status: 64)
    }
  }

  private static func playScene(_ path: String, seed: UInt64) {
    let options = Set(CommandLine.arguments.filter { $0.hasPrefix("--") })
    do {
      let scene = try Scene(parsing: String(contentsOfFile: path, encoding: .utf8))
      play(scene, seed: seed, options: options)
    } catch {
      fail("\(path): \(error)", status: 65)
    }
  }

  private static func play(_ scene: Scene, seed: UInt64, options: Set<String>) {
    var runner = SceneRunner(scene, seed: seed)
    if options.contains("--trace") {
      runner.simulation.onDelivery = { print($0) }
      runner.simulation.onEvent = { print($0) }
    }
    do throws(SceneFailure) {
      try runner.run()
    } catch {
      if !options.contains("--allow-failure") { fail("\(error)", status: 1) }
    }
    let transcript = runner.simulation.transcript
    print("\(transcript.deliveries) deliveries, hash \(String(transcript.hash, radix: 16))")
  }

  static func fail(_ message: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(status)
  }
}
