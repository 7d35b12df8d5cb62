import ArgumentParser
import Gateway
import GatewayCore

/// `postern hooks …`
struct Hooks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "See how it stands with webhooks and their deliveries; pause, resume and replay.",
    subcommands: [
      List.self, Show.self, Test.self, Replay.self, Pause.self, Resume.self, Expire.self,
      Listen.self,
    ])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the webhooks that something was sent to, and the incoming hooks.",
      discussion: """
        With what waits and what failed; of incoming hooks with what was received, and what was refused \
        and why.
        """)
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      try await Failure.reported {
        guard case .hooks(let hooks) = try whose.operation.ask(.hookList),
          case .incomingHooks(let incoming) = try whose.operation.ask(.incomingHookList)
        else { throw Operation.otherVersion }
        if hooks.isEmpty, incoming.isEmpty, !whose.output.json {
          Output.line(
            "nothing was sent to a webhook from this home yet; another bot is named with --bot or --home"
          )
        }
        for hook in hooks {
          if whose.output.json { try Output.json(hook) } else { Output.line(hook.words) }
        }
        for hook in incoming {
          if whose.output.json { try Output.json(hook) } else { Output.line(hook.words) }
        }
      }
    }
  }

  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep what waits for a webhook, and what comes, until it is resumed.",
      discussion: "Up to the webhook's backlog in number and age; see Webhooks.md.")
    @Argument(help: "The webhook's name in the bot's file.") var webhook: String
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws { try await whose.ask(.hookPause(webhook)) }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send at once what waits for a webhook, also where it is paused.")
    @Argument(help: "The webhook's name in the bot's file.") var webhook: String
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws { try await whose.ask(.hookResume(webhook)) }
  }
}
