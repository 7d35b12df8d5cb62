import ArgumentParser
import NIOPosix

/// Many clients of ours in one process: what `interop-peer` is with c-toxcore, as far as a
/// benchmark needs it, in the same language of command lines.
///
/// A client takes a tenth of the CPU of one of c-toxcore's, so that a fast bot or thousands of
/// contacts can be measured on a small machine, and needs nothing installed.
struct ClientsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clients", abstract: "Clients that obey the command lines of interop-peer.")

  func run() async throws {
    let commands = ClientCommands(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
    let clock = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: .milliseconds(50))
        commands.tick()
      }
    }
    var sequence = 0
    for await line in inputLines() {
      if line == "quit" {
        Line.reply(to: "quit", sequence).say()
        break
      }
      await commands.run(line, sequence)
      sequence += 1
    }
    clock.cancel()
  }
}
