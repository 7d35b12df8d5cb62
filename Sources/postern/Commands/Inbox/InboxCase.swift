import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct Case: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write one conversation with its files and notes as an archive.",
      discussion: """
        A tar archive with messages, notes, the whole files of the contact and a manifest with their \
        hashes, for a system that keeps cases. It holds what is stored in clear: encrypt it on its \
        way, as in `postern inbox case amber-heron | age -r age1… >case.tar.age`. What is sealed \
        stays sealed, with what opens it, unless --key opens it here.
        """)
    @Argument(help: "A contact's codename, public key, Tox ID or note, or a message's number.")
    var contact: String
    @Option(
      help: ArgumentHelp(
        "The file, made with mode 0600; must not exist (default: standard output).",
        valueName: "file"))
    var output: String?
    @OptionGroup var key: InboxKeyOption
    @OptionGroup var whose: Whose

    func validate() throws {
      guard output != nil || !Terminal.isOutput else {
        throw ValidationError("An archive is not for a terminal: give --output, or a pipe.")
      }
    }

    func run() async throws {
      try await Failure.reported {
        let operation = try whose.operation
        let sealed = try key.sealed()
        let source = InboxSource(.home(operation), sealed)
        let found = try operation.contact(ContactReference(contact))
        let file = try output.map { try NewFile($0) }
        do {
          var archive = CaseArchive(of: found.codename, now: .now) { bytes in
            if let file { try file.write(bytes) } else { try Output.bytes(bytes) }
          }
          let reference = ContactReference(found.key)
          let files = try Self.addMessages(of: reference, from: source, to: &archive)
          let notes = try source.notes(on: reference)
          let needed = SealedMessages.envelopeNumbers(of: notes).sorted()
          let envelopes = needed.isEmpty ? [] : try source.envelopes(needed).map(Output.jsonLine)
          try archive.add(
            "notes.jsonl", lines: envelopes + (try notes.map(Output.jsonLine)))
          try Self.add(files, of: operation, sealed, to: &archive)
          try archive.finish(by: "postern \(Postern.configuration.version)")
          try file?.finish()
        } catch {
          file?.discard()
          throw error
        }
        if let output { Output.note("written to \(output)") }
        try source.finish()
      }
    }

    /// - Returns: the files of the contact among them.
    private static func addMessages(
      of contact: ContactReference, from source: InboxSource, to archive: inout CaseArchive
    ) throws -> [Int64] {
      var selection = InboxSelection(InboxFilter(status: nil, limit: .max), contact: contact)
      selection.filter.order = .oldestFirst
      var (files, parts, written): ([Int64], Int, Set<String>) = ([], 0, [])
      _ = try Inbox.eachPage(of: source, selection, textBytes: nil) { messages in
        guard !messages.isEmpty else { return }
        let needed = SealedMessages.envelopeNumbers(of: messages).subtracting(written)
        written.formUnion(needed)
        let envelopes =
          needed.isEmpty ? [] : try source.envelopes(needed.sorted()).map(Output.jsonLine)
        parts += 1
        try archive.add(
          "messages/\(parts).jsonl", lines: envelopes + (try messages.map(Output.jsonLine)))
        files += messages.filter { $0.kind == .file && $0.direction == .inbound }.map(\.id)
      }
      return files
    }

    private static func add(
      _ numbers: [Int64], of operation: Operation, _ sealed: SealedMessages?,
      to archive: inout CaseArchive
    ) throws {
      for number in numbers {
        let file = try operation.file(number)
        guard file.state == .whole else { continue }
        try sealed?.add(envelopes: operation, of: [file])
        guard let envelope = file.envelopeNumber, sealed == nil else {
          let shown = sealed?.open(file) { _ in } ?? file
          try archive.add("files/\(number)", shown) { body in
            try SavedFile.read(file, in: .home(operation.home), with: sealed, body)
          }
          continue
        }
        let envelopes = try operation.envelopes([envelope])
        try archive.add("files/\(number)\(FileSummary.sealedEnding)", file) { body in
          try BotHome.readSealedFile(file, with: envelopes, home: operation.home, body)
        }
      }
    }
  }
}
