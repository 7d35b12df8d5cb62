import ArgumentParser
import CProcess
import GatewayCore

/// The command line: one subcommand a verb, each in its own file.
@main
struct Postern: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "postern",
    abstract: "A headless chat agent and automation gateway on the Tox network.",
    version: "0.1.0",
    subcommands: [
      Run.self, ID.self, ContactPageCommand.self, Try.self, Test.self, Send.self, Chat.self,
      Me.self, ContactCommand.self, Inbox.self, Audit.self, Events.self, ModelContext.self,
      Hooks.self,
      API.self,
      FileCommand.self, Broadcasts.self, Clock.self, Staff.self, Key.self, Backup.self,
      Restore.self, Node.self,
      DoctorCommand.self, Metrics.self, Ready.self,
    ])

  static func main() async {
    cprocess_choose_backtrace(CommandLine.unsafeArgv)
    cprocess_share_heaps()
    cprocess_fill_standard_descriptors()
    if !cprocess_close_memory() {
      Output.note("postern: the kernel does not keep core dumps and other processes out")
    }
    do { try CommandWords.check(Array(CommandLine.arguments.dropFirst())) } catch {
      exit(withError: error)
    }
    await main(nil)
  }
}
