import ArgumentParser

/// Everything that is around a bot in tests and measurements and is no c-toxcore: each subcommand
/// is one process on 127.0.0.1 that prints JSON, a line for each event.
@main
struct Harness: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harness", abstract: "Postern's clients, nodes and enemies, for tests.",
    subcommands: [
      ClientsCommand.self, NodesCommand.self, RelayCrowdCommand.self, FloodCommand.self,
      ReceiverCommand.self,
    ])
}

/// Why a command was not carried out.
struct Refusal: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
