import ArgumentParser
import Foundation
import InteropSupport

/// The whole comparison: Postern and a bot on c-toxcore, one after the other on the same machine.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Postern beside a c-toxcore bot, as a Markdown table.",
    discussion: """
      Run it from the package's root, on a machine that does nothing else. Postern is measured with \
      bots/echo.lua, and with every message on the disk before it is acknowledged; the c-toxcore bot \
      keeps nothing.
      """)

  @Flag(help: "Longer floods and watches: about fifteen minutes instead of four.") var full = false
  @Option(help: "The other bot.") var beside: MeasuredBot.Kind = .toxcore
  @Option(help: "What the results are called.") var commit = "unnamed"
  @Option(help: ArgumentHelp("Keep the results as JSON.", valueName: "file")) var json: String?
  @Option(help: ArgumentHelp("Results of an earlier run to compare with.", valueName: "file"))
  var with: String?

  func run() async throws {
    let earlier = try with.map(Comparison.read)
    guard (try? BuildProducts.path(of: "interop-peer")) != nil else {
      print("The clients are c-toxcore's: install libtoxcore-dev and build interop-peer.")
      return
    }
    let machine = Machine.current()
    if let earlier, earlier.machine != machine {
      throw ValidationError("measured on another machine: \(earlier.machine.words)")
    }
    let pace = full ? Course.Pace.full : .short
    let comparison = Comparison(
      commit: commit, machine: machine, isFull: full, beside: beside,
      postern: try await Course.run(.postern, pace), other: try await Course.run(beside, pace))
    print(comparison.table(since: earlier))
    print("\n\(commit) on \(machine.words)")
    if let json { try comparison.write(to: json) }
  }
}
