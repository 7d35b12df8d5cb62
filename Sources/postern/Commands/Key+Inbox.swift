import ArgumentParser
import Gateway
import GatewayCore

/// Keys of sealed inboxes, which belong to no home.
extension Key {
  struct InboxKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inbox",
      abstract: "Make and show keys to which a bot seals what arrives.",
      subcommands: [New.self, Public.self])

    struct New: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Make an inbox key; print its public half.",
        discussion: """
          Make it on the computer where tips are read: the file is for that computer and for a safe \
          copy, since nothing opens a sealed text without it. What is printed, inboxpub_…, is for the \
          bot's file: inbox { seal = { "newsroom.pub" } }.
          """)
      @Argument(help: "The file for both halves, made with mode 0600; must not exist.")
      var file: String
      @OptionGroup var passphrase: Passphrase

      func run() async throws {
        try await Failure.reported {
          let passphrase = try passphrase.read(isNew: true)
          let new = try InboxKeys.make(passphrase: passphrase)
          let written = try NewFile(file)
          try written.write(Array(new.file.utf8))
          try written.finish()
          Output.line("\(new.key)")
          Output.note("Key \(new.id), written to \(file): keep a copy of it in a safe place.")
        }
      }
    }

    struct Public: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Print the public half of an inbox key; needs no passphrase.")
      @Argument(help: "The file with the key, or with its public half.") var file: String

      func run() async throws {
        try await Failure.reported {
          let found = try InboxKeys.publicHalf(inFile: file)
          Output.line("\(found.key)")
          Output.note("Key \(found.id).")
        }
      }
    }
  }
}
