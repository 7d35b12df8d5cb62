import ArgumentParser
import Gateway
import GatewayCore

/// `postern staff …`
struct Staff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Add, list and remove the people that sign in to the web inbox (run --web).",
    discussion: """
      A reader reads; a replier answers and sorts conversations too; an admin does everything. \
      A new member can sign in once it has a passphrase.
      """,
    subcommands: [
      Add.self, List.self, Role.self, Passphrase.self, Codes.self, Remove.self, Sessions.self,
      End.self,
    ])

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add a member of the staff.")
    @Argument(help: "The name under which it works.") var name: String
    @Option(help: "What it may do: reader, replier or admin.") var role: String
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      let role = try await Failure.reported { try Staff.role(self.role) }
      try await whose.ask(.staffAdd(name, role: role))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the members, with their roles and when they last signed in.")
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      try await Failure.reported {
        guard case .staff(let members) = try whose.operation.ask(.staffList) else {
          throw Operation.otherVersion
        }
        try Output.list(
          members, asJSON: whose.output.json, none: "there are no members", words: \.words)
      }
    }
  }

  struct Role: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a member another role, also in its sessions.")
    @Argument(help: "The member's name.") var name: String
    @Argument(help: "reader, replier or admin.") var role: String
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      let role = try await Failure.reported { try Staff.role(self.role) }
      try await whose.ask(.staffRole(name, role))
    }
  }

  struct Passphrase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set a member's passphrase, and end its sessions.",
      discussion: """
        It has at least 12 characters, and is asked for on the terminal. The home keeps a hash of \
        it (Argon2id).
        """)
    @Argument(help: "The member's name.") var name: String
    @OptionGroup var passphrase: Key.Passphrase
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      let hash = try await Failure.reported {
        var source = passphrase
        source.passphraseFile = source.passphraseFile ?? "-"
        return try StaffHash.make(try source.read(isNew: true) ?? [])
      }
      try await whose.ask(.staffPassphrase(name, hash: hash))
    }
  }

  struct Codes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "totp",
      abstract: "Make a member need codes of an authenticator beside its passphrase.",
      discussion: "Prints what sets the authenticator up, as a QR code and as text, this once.")
    @Argument(help: "The member's name.") var name: String
    @Flag(help: "Let it sign in without codes again.") var off = false
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      try await Failure.reported {
        switch try whose.operation.ask(.staffCodes(name, off: off)) {
        case .done:
          if whose.output.json { try Output.json(["done": true]) } else { Output.line("done") }
        case .codeSetup(let uri):
          if whose.output.json { return try Output.json(Setup(uri: uri)) }
          if let code = QRCode(uri) { Output.line(code.halfBlocks) }
          Output.line("\(uri)")
        default: throw Operation.otherVersion
        }
      }
    }

    private struct Setup: Encodable {
      var uri: String
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Remove a member: its sessions end at once, its notes stay.")
    @Argument(help: "The member's name.") var name: String
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws { try await whose.ask(.staffRemove(name)) }
  }

  struct Sessions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the sessions of the web inbox.")
    @Option(help: "Only of this member, or of the token with this label.") var name: String?
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      try await Failure.reported {
        guard case .sessions(let sessions) = try whose.operation.ask(.sessionList(of: name)) else {
          throw Operation.otherVersion
        }
        try Output.list(
          sessions, asJSON: whose.output.json, none: "there are no sessions", words: \.words)
      }
    }
  }

  struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a session: its next request is refused.")
    @Argument(help: "Its number, as `postern staff sessions` shows it.") var session: Int64
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws { try await whose.ask(.sessionEnd(session)) }
  }

  /// - Throws: `Failure` for a word that is no role.
  private static func role(_ word: String) throws -> StaffRole {
    guard let role = StaffRole(rawValue: word) else {
      let names = StaffRole.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure("There is no role \"\(word)\": there are \(names).", .usage)
    }
    return role
  }
}

extension StaffSummary {
  fileprivate var words: OutputLine {
    let used: OutputLine = lastSignedIn.map { "last signed in \($0.rfc3339)" } ?? "never signed in"
    let proof = hasPassphrase ? (hasCode ? "passphrase and code" : "passphrase") : "no passphrase"
    return "\(name)  \(role.rawValue)  \(proof)  added \(created.rfc3339), \(used)"
  }
}

extension SessionSummary {
  fileprivate var words: OutputLine {
    let kind = isOfToken ? "token" : "member"
    return
      "\(id)  \(kind) \(name)  \(browser)  since \(created.rfc3339), last used \(lastUsed.rfc3339)"
  }
}
