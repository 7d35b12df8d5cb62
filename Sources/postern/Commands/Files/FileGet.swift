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
        stranger's: documents tell of their readers, and may hold programs.
        """)
    @Argument(help: "The file's number.") var number: Int64
    @Option(
      help: ArgumentHelp("Save it as this one; - is standard output.", valueName: "file"),
      completion: .file())
    var output: String?
    @Flag(help: "Save its derived copy, which the program of `files { transform = … }` made.")
    var derived = false
    @OptionGroup var whose: ContactCommand.Whose

    func run() async throws {
      try await Failure.reported {
        let file = try whose.operation.file(number)
        if output == "-" {
          return try SavedFile.read(file, isDerived: derived, home: try whose.home.path) {
            try Output.bytes($0)
          }
        }
        let path = try SavedFile.save(
          file, isDerived: derived, home: try whose.home.path, as: output)
        if whose.output.json {
          try Output.json(["saved": path])
        } else {
          Output.line("saved as \(path)")
        }
      }
    }
  }
}
