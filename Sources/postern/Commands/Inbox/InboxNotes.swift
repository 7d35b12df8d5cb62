import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct Note: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a note on a conversation, which its contact never sees.",
      discussion: "No rule can read it, and nothing sends it. `postern inbox notes` shows it.")
    @Argument(help: "A contact's codename, public key, Tox ID or note, or a message's number.")
    var contact: String
    @OptionGroup var text: TextArgument
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let text = try text.read()
        let reply = try whose.operation.ask(.noteAdd(ContactReference(contact), text: text))
        guard case .notes(let notes) = reply, let note = notes.first else {
          throw Operation.otherVersion
        }
        if whose.output.json {
          try Output.json(note)
        } else {
          Output.line("noted: \(note.id)")
        }
      }
    }
  }

  struct Notes: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the notes on a conversation, the oldest first; --erase removes one.")
    @Argument(help: "A contact's codename, public key, Tox ID or note, or a message's number.")
    var contact: String?
    @Option(help: ArgumentHelp("Erase the note with this number.", valueName: "number"))
    var erase: Int64?
    @OptionGroup var source: InboxSourceOptions
    @OptionGroup var whose: Whose

    func validate() throws {
      guard (contact == nil) != (erase == nil) else {
        throw ValidationError("Give a contact, or --erase with the number of a note.")
      }
    }

    func run() async throws {
      try await Failure.reported {
        if let erase {
          _ = try whose.operation.ask(.noteErase(erase))
          if whose.output.json { try Output.json(["done": true]) } else { Output.line("erased") }
        }
        guard let contact else { return }
        let source = try source.source(whose)
        for note in try source.notes(on: ContactReference(contact)) {
          if whose.output.json { try Output.json(note) } else { Output.lines(note.paragraphs) }
        }
        try source.finish()
      }
    }
  }
}

extension NoteSummary {
  fileprivate var paragraphs: [OutputLine] {
    ["\(id)  \(time.words)  \(author)", "    \(lines: text, indent: "    ")", ""]
  }
}
