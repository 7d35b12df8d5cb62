import ArgumentParser
import Foundation
import Gateway
import GatewayCore
import Synchronization

/// `postern run BOT.lua`
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a bot.",
    discussion: """
      The first run makes the bot's key pair. Prints its Tox ID, then how it stands on the network \
      and what fails; of contacts nothing without --verbose. A changed file is read anew while the \
      bot runs. Ends on SIGINT and SIGTERM, after saying goodbye; on a second one at once.
      """)

  @Argument(help: "The bot's file.") var bot: String?
  @OptionGroup var home: HomeOptions
  @OptionGroup var network: NetworkOptions
  @OptionGroup var output: OutputOptions
  @Flag(help: "Also tell who asks, writes and comes on line. With --json all of it is told.")
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
      let agent = try await Agent.start(
        Agent.Configuration(
          homePath: choice.path, rulesPath: rulesPath,
          network: try network.configuration(), bansDatagrams: true, logsReports: output.json),
        report: output.json ? Self.printJSON : printWords)
      await ending.wait()
      await agent.stop()
    }
  }

  static let printJSON: @Sendable ([Report]) -> Void = { reports in
    Output.json(lines: reports.lazy.map { $0.jsonLine() })
  }

  private var printWords: @Sendable ([Report]) -> Void {
    { [verbose] reports in
      Output.lines(reports.lazy.compactMap { Self.words($0, tellsActivity: verbose) })
    }
  }

  private static func words(_ report: Report, tellsActivity: Bool) -> OutputLine? {
    guard case .ready(let ready) = report else { return report.words(tellsActivity: tellsActivity) }
    let code = QRCode(ready.toxID)?.halfBlocks
    let port: OutputLine = ready.udpPort.map { "UDP port \($0)" } ?? "no UDP"
    let place: OutputLine = "home \(ready.home), network \(ready.network.rawValue), \(port)"
    return ["Tox ID: \(ready.toxID)", "URI: tox:\(ready.toxID)", code, place]
      .compactMap(\.self).joined(separator: "\n")
  }
}

/// The first signal that ends a command. A second one ends the process at once: what was
/// acknowledged is on the disk.
final class Ending: @unchecked Sendable {
  // Dispatch sources may be used from any thread.
  private let sources: [any DispatchSourceSignal]
  private let stream: AsyncStream<Void>

  init(_ numbers: [Int32] = [SIGINT, SIGTERM]) {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    self.stream = stream
    let isAsked = Mutex(false)
    let queue = DispatchQueue(label: "signals")
    sources = numbers.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if isAsked.withLock({ $0 }) { _exit(128 + number) }
        isAsked.withLock { $0 = true }
        continuation.yield()
      }
      source.resume()
      return source
    }
    signal(SIGPIPE, SIG_IGN)
    Self.all.withLock { $0.append(self) }
  }

  func wait() async {
    for await _ in stream { break }
  }

  /// A source that nobody holds tells of no second signal.
  private static let all = Mutex<[Ending]>([])
}
