import ArgumentParser
import Gateway
import GatewayCore
import Glibc

/// `postern events`
struct Events: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Follow what happens in a running bot, until it ends.",
    discussion: """
      Prints one JSON object a line, as `postern run --json` does: texts, names and public keys of \
      contacts are among them. The first line names the run of the bot; each event has a number, \
      `seq`. Who was cut off goes on with --after and --run, and is told of a gap where events are \
      gone. Ctrl-C or SIGTERM ends it.
      """)
  @Option(help: ArgumentHelp("Begin behind this event (default: now).", valueName: "seq"))
  var after: Int64?
  @Option(help: "The run that gave the number of --after; after another run, all events follow.")
  var run: String?
  @OptionGroup var home: HomeOptions

  func validate() throws {
    if let after, after < 0 {
      throw ValidationError("--after takes the number of an event, or 0 for all that are held.")
    }
    guard let run else { return }
    guard after != nil else { throw ValidationError("--run says whose number --after is.") }
    if Subscription.run(run) == nil {
      throw ValidationError("--run takes the `run` of the first line: 2026-01-05T10:00:00.000Z.")
    }
  }

  func run() async throws {
    try await Failure.reported {
      let client = try ControlClient(socketPath: BotHome.socketPath(home: try home.path))
      // A reader that has gone ends it too.
      signal(SIGPIPE, SIG_DFL)
      let subscription = Subscription(after: after, run: run.flatMap(Subscription.run))
      do throws(ControlError) {
        try client.follow(subscription) { Output.json(lines: CollectionOfOne($0)) }
      } catch {
        guard case .connectionLost = error else { throw error }
        throw Failure("The bot ended.", .temporary)
      }
    }
  }
}
