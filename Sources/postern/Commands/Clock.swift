import ArgumentParser
import Gateway
import GatewayCore

/// `postern clock …`
struct Clock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show or confirm the time by which a bot forgets what is too old.",
    discussion: """
      After the machine's clock went forward nothing is forgotten because of that \
      until the new time has held, at most a day of running, or until you confirm it.
      """,
    subcommands: [Show.self, Confirm.self], defaultSubcommand: Show.self)

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what the home knows of it.")
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      try await Failure.reported {
        guard case .clock(let summary) = try whose.operation.ask(.clock) else { return }
        if whose.output.json { return try Output.json(ClockLine(summary)) }
        for line in summary.lines { Output.line(line) }
      }
    }
  }

  struct Confirm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The machine's clock is right: what is too old by it is forgotten.")
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws { try await whose.ask(.clockConfirm) }
  }
}

/// What `clock --json` prints; times in Unix milliseconds.
private struct ClockLine: Encodable {
  var now: Int64
  var usedForErasing: Int64
  var ahead: Int64
  var remaining: Int64

  init(_ summary: ClockSummary) {
    now = summary.now.rawValue
    usedForErasing = summary.usedForErasing.rawValue
    ahead = summary.ahead
    remaining = summary.remaining
  }
}

extension ClockSummary {
  fileprivate var lines: [OutputLine] {
    var lines: [OutputLine] = ["the clock says \(now.rfc3339)"]
    guard ahead > 0 else { return lines }
    lines.append("what is too old is told by \(usedForErasing.rfc3339)")
    lines.append(
      """
      the clock went forward by \(ClockNotice.span(ahead)), which is believed when it has held for \
      \(ClockNotice.span(remaining)) of running, or with `postern clock confirm`
      """)
    return lines
  }
}
