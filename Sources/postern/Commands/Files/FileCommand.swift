import ArgumentParser
import Gateway
import GatewayCore

/// `postern file …`
struct FileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "file", abstract: "Files of contacts, and for them.",
    subcommands: [
      List.self, Get.self, Send.self, Accept.self, Refuse.self, Cancel.self,
    ])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List files of both directions, the newest first.",
      discussion: """
        Each with its number, when it was offered, its direction, its contact, its state, its size, \
        its type by content and its name, without what could deceive in it. Of a sealed one that is \
        over, --key opens them.
        """)
    @Option(help: "Only those of this contact.") var contact: String?
    @Option(help: "Only those in this state; repeatable: \(Self.states).")
    var state: [String] = []
    @Option(help: "At most so many.") var limit = 50
    @Option(help: ArgumentHelp("Only those before this one.", valueName: "number"))
    var before: Int64?
    @OptionGroup var key: InboxKeyOption
    @OptionGroup var whose: ContactCommand.Whose

    func validate() throws {
      guard (1...500).contains(limit) else {
        throw ValidationError("--limit takes a number from 1 to 500.")
      }
      if let word = state.first(where: { FileItem.State(rawValue: $0) == nil }) {
        throw ValidationError("There is no state '\(word)': there are \(Self.states).")
      }
    }

    private static let states = FileItem.State.allCases.map(\.rawValue).joined(separator: ", ")

    func run() async throws {
      try await Failure.reported {
        let key = try key.sealed()
        let files = try whose.operation.files(
          .fileList(
            of: contact.map(ContactReference.init),
            states: state.isEmpty ? nil : state.compactMap(FileItem.State.init),
            before: before, limit: limit))
        if files.isEmpty, !whose.output.json { Output.line("there is no such file") }
        try key?.add(envelopes: whose.operation, of: files)
        for file in files {
          let file = key.map { Self.opened(file, with: $0) } ?? file
          if whose.output.json { try Output.json(file) } else { Output.line(file.words) }
        }
      }
    }

    private static func opened(_ file: FileSummary, with key: SealedMessages) -> FileSummary {
      key.open(file) { Output.note("\($0.sentence(ofFile: file.id, key: key.keyID))") }
    }
  }

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a file that a contact offers.",
      discussion: "Where the contact is away it comes when its client offers it again.")
    @Argument(help: "The file's number.") var number: Int64
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws { try await whose.ask(.fileAccept(number)) }
  }

  struct Refuse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Refuse a file that a contact offers, or stop one that comes.")
    @Argument(help: "The file's number.") var number: Int64
    @Option(help: "What the contact is told; nothing without it.") var text: String?
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws { try await whose.ask(.fileRefuse(number, text: text)) }
  }

  struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Stop a file in either direction.")
    @Argument(help: "The file's number.") var number: Int64
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws { try await whose.ask(.fileCancel(number)) }
  }

  struct Send: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a file to a contact, without waiting for it.",
      discussion: """
        The bot copies it and sends it when the contact is online; `postern file list` tells what \
        became of it. `postern send CONTACT --file PATH` waits.
        """)
    @Argument(help: "The contact's codename, public key or Tox ID.") var contact: String
    @Argument(help: "The file.", completion: .file()) var path: String
    @Option(help: "Under which name it is sent (default: its own).") var name: String?
    @OptionGroup var lifetime: LifetimeOption
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      try await Failure.reported {
        let path = try SentFile(path).path
        let reply = try whose.operation.ask(
          .fileSend(
            to: ContactReference(contact), path: path, named: name,
            lifetime: try lifetime.milliseconds))
        guard case .queued(let number) = reply else { throw Operation.otherVersion }
        if whose.output.json { return try Output.json(["file": number]) }
        Output.line("file \(number) waits for \(contact)")
      }
    }
  }
}

extension Operation {
  func files(_ query: any Query) throws -> [FileSummary] {
    guard case .files(let files) = try ask(query) else { throw Self.otherVersion }
    return files
  }

  func file(_ number: Int64) throws -> FileSummary {
    guard let file = try files(.file(number)).first else { throw Self.otherVersion }
    return file
  }
}

extension FileSummary {
  /// A line of a list.
  var words: OutputLine {
    let part =
      state == .accepted || state == .waiting && position > 0
      ? " \(ByteSize.words(position)) of" : ""
    let size = size.map(ByteSize.words) ?? (sealed == nil ? "unknown size" : "(sealed)")
    let type = type.map { "  \($0)" } ?? ""
    let kind = isAvatar == true ? " avatar" : ""
    let why = failure.map { " (\($0.rawValue))" } ?? ""
    return
      "\(id)  \(time.rfc3339)  \(direction.rawValue)\(kind)  \(contact)  \(state.rawValue)\(why) "
      + "\(part) \(size)\(type)  \(name)"
  }
}
