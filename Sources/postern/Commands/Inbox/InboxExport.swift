import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write messages and answers, the oldest first, to a file or standard output.")
    @Option(
      help: ArgumentHelp(
        "The file, made with mode 0600; must not exist (default: standard output).",
        valueName: "file"))
    var output: String?
    @OptionGroup var which: InboxFilterOptions
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let path = try whose.path
        var selection = which.selection(limit: .max)
        selection.filter.order = .oldestFirst
        let file = try output.map { try NewFile($0) }
        let json = whose.output.json
        _ = try Inbox.eachPage(path: path, selection, textBytes: nil) { messages in
          let lines = try messages.flatMap { message in
            json ? [try Output.jsonLine(message)] : message.paragraphs
          }
          guard let file else { return Output.lines(lines) }
          try file.write(Array(lines.map { $0.text + "\n" }.joined().utf8))
        }
        try file?.finish()
        if let output { Output.note("written to \(output)") }
      }
    }
  }
}
