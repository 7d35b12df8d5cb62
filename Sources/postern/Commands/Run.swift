import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// `postern run BOT.lua`
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a bot.",
    discussion: """
      The first run makes the bot's key pair. Prints its Tox ID, then how it stands on the network \
      and what fails; of contacts nothing without --verbose. A changed file is read anew while the \
      bot runs. Ends on SIGINT and SIGTERM, after saying goodbye; on a second one at once. SIGHUP \
      ends it too where it was started on a terminal, which may be closed; elsewhere, as under \
      systemd, it has the file read anew. A service manager is told when it is ready, and that it is \
      not stuck (sd_notify).
      """)

  @Argument(help: "The bot's file.") var bot: String?
  @OptionGroup var home: HomeOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup var api: InterfaceOptions
  @OptionGroup var output: OutputOptions
  @Flag(help: "Also tell which contacts ask, write and come online. With --json all of it is told.")
  var verbose = false

  func validate() throws {
    guard bot != nil || home.bot != nil else { throw ValidationError("Name the bot's file.") }
  }

  func run() async throws {
    try output.startLog()
    try await Failure.reported {
      let choice = try home.choice(bot)
      guard let rulesPath = choice.rulesPath else {
        throw Failure("No bot has run in the home \(choice.path) yet: name its file.", .data)
      }
      Output.detach(json: output.json)
      let ending = Ending()
      Hangup.outlive()
      let reloads = Hangup.reloads()
      let service = ServiceManager(environment: ProcessInfo.processInfo.environment)
      let show = output.json ? Self.printJSON : printWords
      let agent = try await Agent.start(
        Agent.Configuration(
          homePath: choice.path, rulesPath: rulesPath,
          network: try network.configuration(), api: api.options, bansDatagrams: true,
          logsReports: output.json),
        report: { events in
          show(events)
          service?.tell(events)
        })
      service?.ready()
      let watch = service?.watch { await agent.answer() }
      let releasing = StartMemory.releaseSoon()
      let reloading = Task {
        for await _ in reloads {
          service?.reloading()
          agent.reload()
        }
      }
      await ending.wait()
      service?.stopping()
      releasing.cancel()
      reloading.cancel()
      watch?.cancel()
      await agent.stop()
    }
  }

  static let printJSON: @Sendable ([FeedEvent]) -> Void = { events in
    Output.json(lines: events.lazy.map(\.jsonLine))
  }

  private var printWords: @Sendable ([FeedEvent]) -> Void {
    { [verbose] events in
      Output.lines(events.lazy.compactMap { Self.words($0.content, isVerbose: verbose) })
    }
  }

  private static func words(_ report: Report, isVerbose: Bool) -> OutputLine? {
    guard case .ready(let ready) = report else { return report.words(tellsActivity: isVerbose) }
    let code = QRCode(ready.toxID)?.halfBlocks
    let port: OutputLine = ready.udpPort.map { "UDP port \($0)" } ?? "no UDP"
    let place: OutputLine = "home \(ready.home), network \(ready.network.rawValue), \(port)"
    let node: OutputLine? = ready.udpPort.flatMap { port in
      isVerbose
        ? "others on this machine join with --bootstrap 127.0.0.1:\(port):\(ready.dhtKey)" : nil
    }
    let api: OutputLine? = ready.api.map { "HTTP interface \($0)" }
    return ["Tox ID: \(ready.toxID)", "URI: tox:\(ready.toxID)", code, place, api, node]
      .compactMap(\.self).joined(separator: "\n")
  }
}
