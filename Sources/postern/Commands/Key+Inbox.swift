import ArgumentParser
import Gateway
import GatewayCore

/// Keys of sealed inboxes, which belong to no home.
extension Key {
  struct InboxKey: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inbox",
      abstract: "Make and show keys to which a bot seals what arrives.",
      subcommands: [New.self, Public.self, Split.self, Share.self, Join.self])

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
      @OptionGroup var code: PublicHalfCode
      @OptionGroup var passphrase: Passphrase

      func run() async throws {
        try await Failure.reported {
          let code = try code.prepared()
          let passphrase = try passphrase.read(isNew: true)
          let new = try InboxKeys.make(passphrase: passphrase)
          try NewFile.write(Array(new.file.utf8), to: file)
          Output.line("\(new.key)")
          try code.show(new.key)
          Output.note("Key \(new.id), written to \(file): keep a copy of it in a safe place.")
        }
      }
    }

    struct Split: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Split a key among colleagues, of whom some together restore it.",
        discussion: """
          Each colleague has an inbox key of their own (`postern key inbox new`) and gives its public \
          half. The shares are written to FILE.share-1 and so on, one for each --to in this order; each \
          is sealed to its colleague, and fewer shares than --needed say nothing of the key.
          """)
      @Argument(help: "The file with the key.") var file: String
      @Option(help: "How many shares restore the key.") var needed: Int
      @Option(
        help: ArgumentHelp(
          "A file with a colleague's public key; once for each.", valueName: "file"))
      var to: [String]
      @OptionGroup var passphrase: Passphrase

      func run() async throws {
        try await Failure.reported {
          let shares = try InboxKeyShares.split(
            keyFile: file, needed: needed, to: to, passphrase: { try passphrase.read() })
          for (index, share) in shares.enumerated() {
            let name = "\(file).share-\(index + 1)"
            try NewFile.write(Array(share.text.utf8), to: name)
            Output.line("\(name) for \(share.reader)")
          }
        }
      }
    }

    struct Share: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Open your share of a key, for the colleague that restores it.",
        discussion: "What is printed is secret: hand it over as you would the key itself.")
      @Argument(help: "The file with the share.") var file: String
      @Option(help: ArgumentHelp("The file with your own inbox key.", valueName: "file"))
      var key: String
      @OptionGroup var passphrase: Passphrase

      func run() async throws {
        try await Failure.reported {
          Output.line(
            "\(try InboxKeyShares.open(shareFile: file, keyFile: key, passphrase: { try passphrase.read() }))"
          )
        }
      }
    }

    struct Join: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Restore a key from opened shares; print its public half.")
      @Argument(help: "The file for the key, made with mode 0600; must not exist.")
      var file: String
      @Argument(help: "Files with opened shares.") var shares: [String]
      @OptionGroup var passphrase: Passphrase

      func run() async throws {
        try await Failure.reported {
          let restored = try InboxKeyShares.join(
            shareFiles: shares, passphrase: try passphrase.read(isNew: true))
          try NewFile.write(Array(restored.file.utf8), to: file)
          Output.line("\(restored.key)")
          Output.note("Key \(restored.id), written to \(file).")
        }
      }
    }

    struct Public: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Print the public half of an inbox key; needs no passphrase.")
      @Argument(help: "The file with the key, or with its public half.") var file: String
      @OptionGroup var code: PublicHalfCode

      func run() async throws {
        try await Failure.reported {
          let code = try code.prepared()
          let found = try InboxKeys.publicHalf(inFile: file)
          Output.line("\(found.key)")
          try code.show(found.key)
          Output.note("Key \(found.id).")
        }
      }
    }
  }
}
