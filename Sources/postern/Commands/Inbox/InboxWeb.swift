import ArgumentParser
import CProcess
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  /// `postern inbox web`
  struct Web: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read and answer in a browser on this computer, with the inbox key here.",
      discussion: """
        Serves the web inbox on a free port of 127.0.0.1 and prints a link that signs in once. With \
        --remote the bot runs on another machine: its control socket is reached through ssh, with the \
        keys and names of ssh's own configuration; --bot and --home name the bot there. What is sealed \
        is opened on this computer, so the bot's machine sees no key. Ends with Ctrl-C.
        """)

    @Option(
      help: ArgumentHelp(
        "The machine on which the bot runs, as ssh takes it: bot@server.example.",
        valueName: "ssh-target"))
    var remote: String?
    @Option(
      help: ArgumentHelp(
        "The postern on that machine, where it is not found by its name.", valueName: "path"))
    var remotePostern = "postern"
    @Option(
      help: ArgumentHelp(
        "Lock what is sealed after so many minutes without you.", valueName: "minutes"))
    var idle = 10
    @Flag(help: "Print the path of the bot's control socket, and end.")
    var printSocket = false
    @OptionGroup var key: InboxKeyOption
    @OptionGroup var whose: Whose

    func validate() throws {
      guard (1...720).contains(idle) else {
        throw ValidationError("--idle takes 1 to 720 minutes.")
      }
      guard remote.map({ !$0.isEmpty && !$0.hasPrefix("-") }) ?? true else {
        throw ValidationError("--remote takes a machine, as bot@server.example.")
      }
    }

    func run() async throws {
      try await Failure.reported {
        guard !printSocket else { return Output.line("\(try socketPath)") }
        // Keys and opened texts pass through it.
        cprocess_wipe_freed_memory()
        // Before anything is connected: it may ask for a passphrase.
        let sealed = try key.sealed()
        let author = whose.author.map { Author(name: $0, way: .owner) } ?? .owner
        let socket = try remote.map { try remoteSocket(at: $0) } ?? socketPath
        let ending = Ending()
        let json = whose.output.json
        let inbox = try await OwnInbox.start(
          OwnInbox.Configuration(
            socketPath: socket, remote: remote, author: author, key: sealed, idle: idle),
          link: { Self.show($0, asJSON: json) },
          tell: { Output.note("\($0)") })
        await ending.wait()
        await inbox.stop()
      }
    }

    private var socketPath: String {
      get throws {
        let path = BotHome.socketPath(home: try whose.path)
        return URL(filePath: path).standardizedFileURL.path
      }
    }

    private func remoteSocket(at target: String) throws -> String {
      var words = [remotePostern, "inbox", "web", "--print-socket"]
      if let bot = whose.home.bot { words += ["--bot", bot] }
      if let home = whose.home.home { words += ["--home", home] }
      let path = try OwnInbox.ask(words, at: target)
      guard path.hasPrefix("/"), !path.contains(":"), !path.contains("\n") else {
        throw Failure("What answers at \(target) is no postern of this version.", .unavailable)
      }
      return path
    }

    private static func show(_ link: String, asJSON: Bool) {
      if asJSON {
        try? Output.json(["link": link])
      } else {
        Output.line("open this link, which works once: \(link)")
      }
    }
  }
}
