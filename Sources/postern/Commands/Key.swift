import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// `postern key …`
struct Key: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make, import and export the key pair, as a .tox file.",
    subcommands: [New.self, Import.self, Export.self])

  /// Whose key.
  struct Whose: ParsableArguments {
    @Option(help: "The bot's file, which names the home (default: your own identity).")
    var bot: String?
    @OptionGroup var home: HomeOptions

    var path: String { get throws { try home.path(of: bot) } }
  }

  /// A passphrase never comes as an argument, which every user of the machine could read.
  struct Passphrase: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "A file whose first line is the passphrase; \"-\" asks on the terminal.",
        valueName: "file"))
    var passphraseFile: String?

    func read() throws -> [UInt8]? {
      guard let passphraseFile else { return nil }
      if passphraseFile == "-" {
        guard let pointer = getpass("Passphrase: ") else {
          throw Failure("There is no terminal to ask on.", .refused)
        }
        return Array(String(cString: pointer).utf8)
      }
      guard let text = try? String(contentsOfFile: passphraseFile, encoding: .utf8) else {
        throw Failure("\(passphraseFile) can't be read.", .data)
      }
      return Array((text.split(separator: "\n", omittingEmptySubsequences: false).first ?? "").utf8)
    }
  }

  struct New: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key pair for a home that has none.")
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported { Output.line("\(try BotHome.newKey(path: whose.path))") }
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take key pair, nospam and contacts from a .tox file into a home that has no key.")
    @Argument(help: "The .tox file.") var file: String
    @OptionGroup var passphrase: Passphrase
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        guard let data = FileManager.default.contents(atPath: file) else {
          throw Failure("\(file) can't be read.", .data)
        }
        let id = try BotHome.importKey(
          path: whose.path, [UInt8](data), passphrase: try passphrase.read())
        Output.line("\(id)")
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write key pair, nospam and contacts to a .tox file, mode 0600.")
    @Argument(help: "The .tox file; must not exist.") var file: String
    @OptionGroup var passphrase: Passphrase
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let bytes = try BotHome.exportKey(path: whose.path, passphrase: try passphrase.read())
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
          throw Failure("\(file): \(String(cString: strerror(errno))).", .cannotCreate)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try handle.write(contentsOf: Data(bytes))
        Output.line("written to \(file)")
      }
    }
  }
}
