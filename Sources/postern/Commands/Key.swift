import ArgumentParser
import Foundation
import Gateway
import GatewayCore
import Glibc

/// `postern key …`
struct Key: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: """
      Make, import and export the key pair, as a .tox file; make keys of webhooks and inboxes and \
      tokens of the HTTP interface.
      """,
    subcommands: [
      New.self, Import.self, Export.self, Signing.self, Sealing.self, Public.self, Token.self,
      InboxKey.self,
    ])

  /// Whose key.
  struct Whose: ParsableArguments {
    @OptionGroup var home: HomeOptions

    var path: String { get throws { try home.path } }

    /// For a command that makes the home.
    func claim() throws { try BotHome.claim(try home.choice()) }
  }

  /// A passphrase never comes as an argument, which every user of the machine could read.
  struct Passphrase: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "A file whose first line is the passphrase; \"-\": the terminal, or else standard input.",
        valueName: "file"))
    var passphraseFile: String?

    /// - Parameter isNew: it will protect a file: what is typed is asked for twice, since a slip
    ///   would lock the file for good.
    func read(isNew: Bool = false) throws -> [UInt8]? {
      guard let passphraseFile else { return nil }
      let asks = passphraseFile == "-" && ControllingTerminal.isThere
      let passphrase =
        if asks {
          try Self.ask("Passphrase: ")
        } else if passphraseFile == "-" {
          try Self.lineOfInput()
        } else {
          try Self.firstLine(passphraseFile)
        }
      guard !isNew || !passphrase.isEmpty else {
        throw Failure("The passphrase is empty: it would protect nothing.", .data)
      }
      if isNew, asks, try Self.ask("The same again: ") != passphrase {
        throw Failure("The two passphrases differ; nothing was written.", .refused)
      }
      return passphrase
    }

    private static func ask(_ question: String) throws -> [UInt8] {
      guard let pointer = getpass(question) else {
        throw Failure("There is no terminal to ask on: name a file.", .refused)
      }
      return Array(String(cString: pointer).utf8)
    }

    /// Byte by byte: what follows the line may be the text of an answer.
    private static func lineOfInput() throws -> [UInt8] {
      var line: [UInt8] = []
      var byte: UInt8 = 0
      while Glibc.read(STDIN_FILENO, &byte, 1) == 1, byte != UInt8(ascii: "\n") {
        line.append(byte)
        guard line.count <= NamedFile.sizeMax else {
          throw Failure("The passphrase on standard input has no end.", .data)
        }
      }
      return withoutEnd(line[...])
    }

    /// Without its end, be it LF or CRLF, and without the mark that some editors put before UTF-8.
    private static func firstLine(_ file: String) throws -> [UInt8] {
      let bytes: [UInt8]
      do throws(NamedFile.Fault) { bytes = try NamedFile.bytes(file) } catch {
        throw Failure(file, fault: error)
      }
      return withoutEnd(NamedFile.withoutMark(bytes).prefix { $0 != UInt8(ascii: "\n") })
    }

    private static func withoutEnd(_ line: ArraySlice<UInt8>) -> [UInt8] {
      Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
    }
  }

  struct New: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key pair for a home that has none.")
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let id = try BotHome.newKey(path: whose.path)
        try whose.claim()
        Output.line("\(id)")
      }
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take key pair, nospam and contacts from a .tox file into a home that has no key.")
    /// A client with many contacts, groups and settings stays far below: 64 MiB.
    private static let sizeMax = 64 << 20

    @Argument(help: "The .tox file.") var file: String
    @OptionGroup var passphrase: Passphrase
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let bytes: [UInt8]
        do throws(NamedFile.Fault) {
          bytes = try NamedFile.bytes(file, sizeMax: Self.sizeMax)
        } catch { throw Failure(file, fault: error) }
        let imported = try BotHome.importKey(
          path: whose.path, bytes, passphrase: try passphrase.read())
        try whose.claim()
        Output.line("\(imported.toxID)")
        if imported.contacts > 0, !imported.keepsCodenames {
          Output.note(
            "The file is not from Postern, or another client has saved it: contacts have new"
              + " codenames and no labels. `postern backup` and `restore` keep everything.")
        }
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
        let bytes = try BotHome.exportKey(
          path: whose.path, passphrase: try passphrase.read(isNew: true))
        try NewFile.write(bytes, to: file)
        Output.line("written to \(file)")
        Output.note(
          "It holds the key, contacts, codenames, notes and public statuses, and no messages;"
            + " `postern backup` keeps everything.")
      }
    }
  }
}
