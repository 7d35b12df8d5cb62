import ArgumentParser
import Gateway
import GatewayCore

/// `postern hooks …`
struct Hooks: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "See how it stands with webhooks, and resume one that is paused.",
    subcommands: [List.self, Resume.self, Listen.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the webhooks that something was sent to, with what waits and what failed.")
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      try await Failure.reported {
        guard case .hooks(let hooks) = try whose.operation.ask(.hookList) else { return }
        if hooks.isEmpty, !whose.output.json { Output.line("nothing was sent to a webhook yet") }
        for hook in hooks {
          if whose.output.json { try Output.json(hook) } else { Output.line(hook.words) }
        }
      }
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send at once what waits for a webhook, also where it is paused (410).")
    @Argument(help: "The webhook's name in the bot's file.") var webhook: String
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws { try await whose.ask(.hookResume(webhook)) }
  }
}

extension HookSummary {
  fileprivate var words: OutputLine {
    let counts: OutputLine = "\(name)  \(waiting) waiting, \(delivered) delivered, \(failed) failed"
    return pausedSince.map { counts + "  paused since \($0.rfc3339): it answered 410" } ?? counts
  }
}
