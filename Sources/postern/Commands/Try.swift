import ArgumentParser
import Gateway
import GatewayCore

/// `postern try BOT.lua`
struct Try: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Talk to a bot's rules on the terminal, without a network.",
    discussion: """
      Each line is a message to the bot. A line with a colon does something else:
        :as NAME        speak as another contact (at first: you)
        :action TEXT    an action, "/me TEXT"
        :online         the contact comes online;  :offline  it goes away
        :accept         the owner accepts the contact
        :answer TEXT    the webhook that was asked answers, in JSON or plain text
        :file NAME SIZE the contact offers a file of 2MB or so;  :cancel  cancels it
        :send TYPE      all of a file that was taken comes, of this media type
        :take           the contact takes a file of the bot;  :refuse  refuses it
        :wait SECONDS   time passes, timers fire
        :reload         read the bot's file again
        :help           these lines;  :quit or Ctrl-D  the end
      A secret that is not set has a made-up value: nothing leaves this machine.
      """)

  @Argument(help: "The bot's file.") var bot: String
  @Option(help: "Read the conversation from this file and print it along with the answers.")
  var script: String?

  func run() async throws {
    try await Failure.reported {
      var conversation = TryConversation(file: bot, try BotFile.load(bot))
      if let script {
        let text = try BotFile.read(script).replacing("\r\n", with: "\n")
        for line in text.split(separator: "\n") {
          guard !conversation.isOver else { break }
          Output.line("> \(line)")
          try conversation.take(String(line), isScript: true)
        }
      } else {
        if Terminal.isInput { Output.note("\(TryConversation.greeting)") }
        while !conversation.isOver, let line = readLine() {
          try conversation.take(line, isScript: false)
        }
      }
      if conversation.hasFailed { throw ExitCode(1) }
    }
  }
}
