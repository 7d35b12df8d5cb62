import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// `postern backup FILE`
struct Backup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a home into one file, from a running bot too.",
    discussion: """
      The file holds the key, the contacts, the inbox and the files, in clear unless \
      --passphrase-file is given: anyone with it can pose as the bot. It has mode 0600, and its \
      name only when it is whole. The bot's own file and its secrets are not in it: they are the owner's configuration, \
      which changes on its own, and secrets do not belong into a file that may lie elsewhere.
      """)

  @Argument(help: "The file.") var file: String
  @Flag(help: "Replace the file if it exists.") var force = false
  @Flag(help: "Leave out the content of files: only their names and hashes are in it.")
  var withoutFiles = false
  @OptionGroup var passphrase: Key.Passphrase
  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await Failure.reported {
      let path = try home.path
      let directory = (file as NSString).deletingLastPathComponent
      guard directory.isEmpty || FileManager.default.fileExists(atPath: directory) else {
        throw Failure("\(file): there is no directory \(directory).", .cannotCreate)
      }
      let secret = try passphrase.read(isNew: true)
      let interruption = Interruption { [file] in BotHome.abandonBackup(path: path, to: file) }
      defer { interruption.end() }
      try BotHome.backUp(
        path: path, to: file, replaces: force, holdsFiles: !withoutFiles, passphrase: secret)
      if output.json {
        try Output.json(["file": file])
      } else {
        Output.line("written to \(file)")
      }
      if let rules = try BotHome.rulesPath(home: path) {
        Output.note(
          "\(rules) and the values of its secrets are not in it: keep them with your configuration."
        )
      }
    }
  }
}

/// `postern restore FILE`
struct Restore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a new home of a backup.",
    discussion: """
      Also takes a copy of a stopped bot's state.sqlite. The file is checked whole and left as it \
      is. Never run the same key in two places: contacts reach now one, now the other.
      """)

  @Argument(help: "The file.") var file: String
  @Flag(help: "Take a copy that was made while the bot ran, although its journal is missing.")
  var force = false
  @OptionGroup var passphrase: Key.Passphrase
  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    try await Failure.reported {
      let path = try home.path
      do throws(NamedFile.Fault) { try NamedFile.check(file) } catch {
        throw Failure(file, fault: error)
      }
      let restored = try BotHome.restore(
        path: path, from: file, takesOld: force, passphrase: try passphrase.read())
      if output.json { return try Output.json(Line(restored, home: path)) }
      Output.line("\(restored.toxID)")
      Output.line("restored into \(path)\(restored.age); what came later is not in it")
      Output.note(
        "Run this key in one place only: if the old home can still be started, remove it.")
    }
  }

  private struct Line: Encodable {
    var toxID: String
    var home: String
    var backedUpAt: Int64?

    init(_ restored: BotHome.Restored, home: String) {
      toxID = restored.toxID
      self.home = home
      backedUpAt = restored.backedUpAt
    }
  }
}

extension BotHome.Restored {
  fileprivate var age: String {
    guard let backedUpAt else { return "" }
    let date = Date(timeIntervalSince1970: Double(backedUpAt) / 1_000)
    return " as of \(date.formatted(.iso8601))"
  }
}
