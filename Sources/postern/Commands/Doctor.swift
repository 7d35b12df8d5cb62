import ArgumentParser
import CProcess
import Gateway
import GatewayCore

/// `postern doctor`
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look for what is wrong, and at every way out of the machine.",
    discussion: """
      A line for each thing, pass, warn or fail; exit status 1 when one failed. Joins the network for a \
      moment, as the bot would but under an identity made for this once, and looks at its own \
      sockets: in the profiles that hide the address the proof that there is no UDP and no DNS. \
      Nothing is sent to webhooks.
      """)

  @Argument(help: "The bot's file (default: your own identity).") var bot: String?
  @Option(help: "Seconds that nodes and relays have to answer.") var seconds = 15
  @OptionGroup var home: HomeOptions
  @OptionGroup var network: NetworkOptions
  @Flag(help: "Print one JSON object a line.") var json = false

  func validate() throws { try Seconds.check(seconds, of: "--seconds") }

  func run() async throws {
    try await Failure.reported {
      let choice = try home.choice(bot)
      var doctor = Doctor(
        homePath: choice.path, rulesPath: choice.rulesPath,
        network: try network.configuration(), seconds: seconds, bansDatagrams: true)
      doctor.isClockSynchronized = cprocess_is_clock_synchronized()
      let isWell = await doctor.examine { finding in
        if json { try? Output.json(finding) } else { Output.line(finding.line) }
      }
      if !isWell { throw ExitCode(1) }
    }
  }
}

extension Finding {
  fileprivate var line: OutputLine {
    let mark: OutputLine =
      switch result {
      case .pass: "pass"
      case .fail: "FAIL"
      case .warn: "warn"
      case .note: "    "
      }
    return "\(mark)  \(subject): \(lines: words, indent: "        ")"
  }
}
