import ArgumentParser
import Foundation
import InteropSupport

/// The whole comparison: Postern and a bot on c-toxcore, one after the other on the same machine.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Postern beside a c-toxcore bot, as a Markdown table.",
    discussion: """
      Run it from the package's root, on a machine that does nothing else. Postern is measured with \
      bots/echo.lua, every message on the disk before it is acknowledged, in clear unless the row says \
      "sealed", and not at all where it says "storage off"; the c-toxcore bot keeps nothing.

      One row again and again while a hot path is worked on (a busy machine spoils messages per \
      second and latencies, and leaves the CPU per message):

        .ci/offline .build/release/interop-benchmark compare --only fifty-by-64 --ours-only

      \(Measurement.allCases.map { "\($0.rawValue): \($0.words)" }.joined(separator: "\n"))
      """)

  @Flag(help: "Longer floods and watches.") var full = false
  @Option(help: ArgumentHelp("Measure this alone; repeatable.", valueName: "measurement"))
  var only: [Measurement] = []
  @Flag(help: "Leave the other bot out.") var oursOnly = false
  @Option(help: "The other bot.") var beside: MeasuredBot.Kind = .toxcore
  @Option(help: "Whose clients and nodes surround the bots (default: c-toxcore's if it is here).")
  var clients: Surroundings?
  @Option(help: "What the results are called.") var commit = "unnamed"
  @Option(help: ArgumentHelp("Keep the results as JSON.", valueName: "file")) var json: String?
  @Option(help: ArgumentHelp("Results of an earlier run to compare with.", valueName: "file"))
  var with: String?

  func run() async throws {
    let earlier = try with.map(Comparison.read)
    let machine = Machine.current()
    if let earlier, earlier.machine != machine {
      throw ValidationError("measured on another machine: \(earlier.machine.words)")
    }
    var comparison = Comparison(
      commit: commit, machine: machine, isFull: full, beside: beside, clients: clients ?? .best(),
      results: [:])
    let hasToxcore = Surroundings.best() == .toxcore
    if !hasToxcore { note("c-toxcore is not here: everything with clients of ours, no ratios") }
    for bot in hasToxcore && !oursOnly ? ours + [beside] : ours {
      let wanted = Row.measurements(of: bot).filter { only.isEmpty || only.contains($0) }
      comparison.results[bot] = await Results.measure(
        bot, measurements: wanted, pace: full ? .full : .short, in: comparison.clients)
    }
    print(comparison.table(since: earlier))
    print("\n\(commit) on \(machine.words)")
    for gap in comparison.gaps { print("left out: \(gap)") }
    if let json { try comparison.write(to: json) }
  }

  private var ours: [MeasuredBot.Kind] { [.postern, .posternKeepingNothing, .posternSealing] }
}
