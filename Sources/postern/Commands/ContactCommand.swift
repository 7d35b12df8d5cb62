import ArgumentParser
import Gateway
import GatewayCore

/// `postern contact …`
struct ContactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contact",
    abstract: "Add, list, accept, block and remove contacts; note what they are.",
    subcommands: [
      Add.self, List.self, Accept.self, Block.self, Remove.self, Note.self,
      PublicStatus.self, Label.self,
    ])

  /// Whose contacts.
  struct Whose: ParsableArguments {
    @OptionGroup var home: HomeOptions
    @OptionGroup var output: OutputOptions

    var operation: Operation {
      get throws { Operation(home: try home.path) }
    }

    /// Prints what is written of a contact.
    func show(
      _ reference: ContactReference, _ remark: (ContactSummary) -> String?
    ) async throws {
      try await Failure.reported {
        let contact = try operation.contact(reference)
        if output.json {
          try Output.json(contact)
        } else if let remark = remark(contact) {
          Output.line("\(lines: remark)")
        } else {
          Output.note("\(contact.codename) has none.")
        }
      }
    }

    /// Asks and prints "done", or what came back.
    func ask(_ command: any Command) async throws { try await ask(.command(command)) }

    func ask(_ request: ApplicationRequest) async throws {
      try await Failure.reported {
        switch try operation.ask(request) {
        case .contacts(let contacts): try show(contacts)
        case .forgotten(let summary): try summary.show(asJSON: output.json)
        default:
          if output.json { try Output.json(["done": true]) } else { Output.line("done") }
        }
      }
    }

    func show(_ contacts: [ContactSummary]) throws {
      if output.json {
        try contacts.forEach(Output.json)
      } else {
        for contact in contacts { Output.line(contact.words) }
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a contact by Tox ID, with a request; or by public key, when it adds ours.")
    @Argument(help: "A Tox ID (76 hex digits) or a public key (64).") var address: String
    @Option(help: "The request's message, 1 to 921 bytes.") var message =
      ContactRequest.greeting
    @OptionGroup var whose: Whose

    func run() async throws { try await whose.ask(.contactAdd(address: address, message: message)) }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List all contacts, or those with a label.")
    @Option(help: "Only those with this label.") var label: String?
    @OptionGroup var whose: Whose

    func run() async throws {
      guard label == nil else { return try await whose.ask(.query(.contactList(label: label))) }
      try await Failure.reported { try whose.show(whose.operation.contacts()) }
    }
  }

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Accept one that asked.")
    @Argument(help: "Codename, public key, Tox ID or the request's code.") var contact: String
    @OptionGroup var whose: Whose

    func run() async throws { try await whose.ask(.contactAccept(ContactReference(contact))) }
  }

  struct Block: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End the contact, and drop its requests from now on.")
    @Argument(help: "Codename, public key or Tox ID.") var contact: String
    @OptionGroup var whose: Whose

    func run() async throws { try await whose.ask(.contactBlock(ContactReference(contact))) }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forget a contact with all it said and is owed, or all that never came online.")
    @Argument(help: "Codename, public key or Tox ID.") var contact: String?
    @Flag(help: "All that asked, were accepted and never came online.") var neverSeen = false
    @OptionGroup var whose: Whose

    func validate() throws {
      guard (contact == nil) == neverSeen else {
        throw ValidationError("Name a contact, or give --never-seen.")
      }
    }

    func run() async throws {
      if let contact {
        try await whose.ask(.contactRemove(ContactReference(contact)))
      } else {
        try await whose.ask(.contactRemoveNeverSeen)
      }
    }
  }

  struct Note: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a private note on a contact; without one, show it.",
      discussion: "Only you see it: no rule can read it, and nothing sends it.")
    @Argument(help: "Codename, public key or Tox ID.") var contact: String
    @Argument(help: "The note.") var note: String?
    @Flag(help: "Remove the note.") var remove = false
    @OptionGroup var whose: Whose

    func validate() throws { try Remark.check(note, remove) }

    func run() async throws {
      let reference = ContactReference(contact)
      guard note != nil || remove else { return try await whose.show(reference) { $0.note } }
      try await whose.ask(.contactNote(reference, note: note))
    }
  }

  struct PublicStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "public-status",
      abstract: "Write what the contact itself may be told; without it, show it.",
      discussion: """
        The bot's rules read it as contact.public_status: tipline.lua tells it to the source that \
        asks with !status.
        """)
    @Argument(help: "Codename, public key or Tox ID.") var contact: String
    @Argument(help: "The status.") var status: String?
    @Flag(help: "Remove the status.") var remove = false
    @OptionGroup var whose: Whose

    func validate() throws { try Remark.check(status, remove) }

    func run() async throws {
      let reference = ContactReference(contact)
      guard status != nil || remove else {
        return try await whose.show(reference) { $0.publicStatus }
      }
      try await whose.ask(.contactPublicStatus(reference, status: status))
    }
  }

  /// What the owner writes of a contact.
  private enum Remark {
    /// An empty one, as a variable of a script may be, does not remove what is there.
    static func check(_ text: String?, _ removes: Bool) throws {
      guard text == nil || !removes else {
        throw ValidationError("Give a text, or --remove, not both.")
      }
      guard text?.allSatisfy(\.isWhitespace) != true else {
        throw ValidationError("The text is empty: --remove takes away what is there.")
      }
    }
  }

  struct Label: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give a contact labels, and take others away; without any, show them.",
      discussion: """
        Labels group contacts: rules read them, and `broadcast` writes to all contacts with one. No \
        contact sees them. `postern contact label amber-heron +on-call -trainee` adds one and removes \
        the other.
        """)
    @Argument(help: "Codename, public key or Tox ID.") var contact: String
    @Argument(
      parsing: .allUnrecognized, help: ArgumentHelp("+LABEL or -LABEL.", valueName: "change"))
    var words: [String] = []
    @OptionGroup var whose: Whose

    private var changes: [String] { words.filter { $0 != "--" } }

    func validate() throws {
      for change in changes {
        guard change.first == "+" || change.first == "-",
          ContactLabel(String(change.dropFirst())) != nil
        else {
          throw ValidationError(
            "Write +LABEL to give a label and -LABEL to take it away; a label is"
              + " \(ContactLabel.rule). `postern contact note` writes what only you see, and"
              + " `postern contact public-status` what the contact may be told.")
        }
      }
    }

    func run() async throws {
      let reference = ContactReference(contact)
      guard !changes.isEmpty else {
        return try await whose.show(reference) { contact in
          contact.labels.isEmpty ? nil : contact.labels.joined(separator: " ")
        }
      }
      try await whose.ask(
        .contactLabel(reference, add: labels(behind: "+"), remove: labels(behind: "-")))
    }

    private func labels(behind sign: Character) -> [String] {
      changes.filter { $0.first == sign }.map { String($0.dropFirst()) }
    }
  }
}

extension ContactSummary {
  fileprivate var words: OutputLine {
    var parts: [OutputLine] = ["\(codename)", "\(isOnline ? "online" : state.rawValue)"]
    if !name.isEmpty { parts.append("\"\(name)\"") }
    if let publicStatus { parts.append("public status: \(publicStatus)") }
    if !labels.isEmpty { parts.append("labels: \(labels.joined(separator: " "))") }
    if let note { parts.append("note: \(note)") }
    if let requestCode { parts.append("code \(requestCode)") }
    if state == .requested, let requestText { parts.append("\(requestText)") }
    return parts.joined(separator: "  ")
  }
}
