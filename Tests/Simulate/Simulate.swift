import Foundation
import ToxSimulation

/// Plays one scene with one seed and prints what identifies the run.
///
/// `simulate SCENE SEED [--trace] [--allow-failure]`: `--trace` prints every datagram and event.
@main enum Simulate {
  static func main() {
    let options = CommandLine.arguments.dropFirst().filter { $0.hasPrefix("--") }
    let words = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }
    guard words.count == 2, let path = words.first, let seed = words.last.flatMap(UInt64.init)
    else {
      fail("usage: simulate SCENE SEED [--trace] [--allow-failure]", status: 64)
    }
    do {
      let scene = try Scene(parsing: String(contentsOfFile: path, encoding: .utf8))
      play(scene, seed: seed, options: Set(options))
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

  private static func fail(_ message: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data((message + "\n").utf8))
    exit(status)
  }
}
