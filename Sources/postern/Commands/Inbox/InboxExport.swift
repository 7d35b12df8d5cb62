import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write messages and answers, the oldest first, to a file or standard output.",
      discussion: """
        With --json a line each; sealed texts as they are, with what opens them: `--from` reads that \
        on another machine, with the key.
        """)
    @Option(
      help: ArgumentHelp(
        "The file, made with mode 0600; must not exist (default: standard output).",
        valueName: "file"))
    var output: String?
    @Option(
      help: ArgumentHelp(
        """
        Save the whole files of contacts among them in this folder, which is made where it is \
        missing: sealed ones as NUMBER.sealed, which `postern file get --from` opens, others under \
        their number and name. manifest.jsonl lists them, with those whose bytes are missing.
        """, valueName: "folder"),
      completion: .directory)
    var files: String?
    @OptionGroup var which: InboxFilterOptions
    @OptionGroup var source: InboxSourceOptions
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let source = try source.source(whose)
        let saving = try files.map { try ExportedFiles(folder: $0, of: source.operation?.home) }
        var selection = which.selection(by: whose.author, limit: .max)
        selection.filter.order = .oldestFirst
        let file = try output.map { try NewFile($0) }
        let json = whose.output.json
        var written: Set<String> = []
        var sealedCount = 0
        _ = try Inbox.eachPage(of: source, selection, textBytes: nil) { messages in
          sealedCount += messages.count { $0.sealed != nil }
          var lines: [OutputLine] = []
          if json {
            let needed = SealedMessages.envelopeNumbers(of: messages).subtracting(written)
            if !needed.isEmpty {
              lines += try source.envelopes(needed.sorted()).map(Output.jsonLine)
              written.formUnion(needed)
            }
          }
          lines += try messages.flatMap { message in
            json ? [try Output.jsonLine(message)] : message.paragraphs
          }
          for message in messages where message.kind == .file && message.direction == .inbound {
            try saving?.save(message.id)
          }
          guard let file else { return Output.lines(lines) }
          try file.write(Array(lines.map { $0.text + "\n" }.joined().utf8))
        }
        try file?.finish()
        if let output { Output.note("written to \(output)") }
        if let saving { Output.note("\(saving.count) files are in \(saving.folder)") }
        try saving?.finish()
        if sealedCount > 0, !json {
          Output.note("\(sealedCount) texts are sealed: --json writes them so, --key opens them.")
        }
        try source.finish()
      }
    }
  }
}
