import ArgumentParser
import Gateway
import GatewayCore

extension FileCommand {
  struct Get: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Save a file of a contact.",
      discussion: """
        Under its name without what could deceive in it, in the current directory, for its owner \
        alone; a file that exists is never replaced. Its hash is compared. What is in it is a \
        stranger's: documents tell of their readers, and may hold programs. A sealed one is opened \
        with --key, on the bot's machine or, with --from, on any other.
        """)
    @Argument(help: "The file's number.") var number: Int64
    @Option(
      help: ArgumentHelp("Save it as this one; - is standard output.", valueName: "file"),
      completion: .file())
    var output: String?
    @Flag(help: "Save its derived copy, which the program of `files { transform = … }` made.")
    var derived = false
    @OptionGroup var key: InboxKeyOption
    @Option(
      help: ArgumentHelp(
        "Take it from this folder, which `postern inbox export --files` filled, instead of a home.",
        valueName: "folder"),
      completion: .directory)
    var from: String?
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      try await Failure.reported {
        let key = try key.sealed()
        let (file, place) = try found(for: key)
        if output == "-" {
          return try SavedFile.read(file, isDerived: derived, in: place, with: key) {
            try Output.bytes($0)
          }
        }
        let path = try SavedFile.save(
          file, isDerived: derived, in: place, with: key, as: output)
        if whose.output.json {
          try Output.json(["saved": path])
        } else {
          Output.line("saved as \(path)")
        }
      }
    }

    private func found(
      for key: SealedMessages?
    ) throws -> (file: FileSummary, BotHome.FilePlace) {
      guard let from else {
        let file = try whose.operation.file(number)
        guard !derived || file.sealed == nil else {
          throw Failure("A sealed file has no derived copy.", .refused)
        }
        try key?.add(envelopes: whose.operation, of: [file])
        return (file, .home(try whose.home.path))
      }
      let path = "\(from)/\(number)\(FileSummary.sealedEnding)"
      let (file, envelope) = try BotHome.sealedFile(number, at: path)
      key?.add([envelope])
      return (file, .sealedFile(path))
    }
  }
}

extension SealedMessages {
  /// Asks a home for what opens these files.
  func add(envelopes operation: Operation, of files: [FileSummary]) throws {
    let missing = missingEnvelopes(of: files)
    if !missing.isEmpty { add(try operation.envelopes(missing)) }
  }
}
