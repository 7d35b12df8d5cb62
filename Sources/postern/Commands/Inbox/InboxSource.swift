import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// Where a command that reads takes messages from, and the key that opens sealed ones.
struct InboxSourceOptions: ParsableArguments {
  @OptionGroup var key: InboxKeyOption

  @Option(
    help: ArgumentHelp(
      "Read what `postern inbox export --json` wrote instead of a home.", valueName: "file"))
  var from: String?

  func source(_ whose: Inbox.Whose) throws -> InboxSource {
    let sealed = try key.sealed()
    if let from { return InboxSource(.export(try ExportedInbox(file: from)), sealed) }
    return InboxSource(.home(try whose.operation), sealed)
  }
}

/// The messages of a home or of an export; sealed ones are opened where the key is given.
final class InboxSource {
  enum Place {
    case home(Operation)
    case export(ExportedInbox)
  }

  let place: Place
  private let sealed: SealedMessages?
  private var changed: [Int64] = []
  private var openedCount = 0
  private var ofOthers: (count: Int, readers: Set<String>) = (0, [])

  init(_ place: Place, _ sealed: SealedMessages?) {
    self.place = place
    self.sealed = sealed
  }

  /// How the home is asked; nil for an export, which nothing can be asked of or changed in.
  var operation: Operation? {
    if case .home(let operation) = place { operation } else { nil }
  }

  var opens: Bool { sealed != nil }

  func list(_ selection: InboxSelection, textBytes: Int?) throws -> [MessageSummary] {
    switch place {
    case .home(let operation):
      try open(operation.messages(.inboxList(selection, textBytes: textBytes)))
    case .export(let export): try open(export.list(selection))
    }
  }

  func thread(_ selection: InboxSelection) throws -> [MessageSummary] {
    switch place {
    case .home(let operation): try open(operation.messages(.inboxThread(selection)))
    case .export(let export): try open(export.list(selection).sorted { $0.id < $1.id })
    }
  }

  func messages(_ numbers: [Int64]) throws -> [MessageSummary] {
    switch place {
    case .home(let operation): try open(operation.messages(.inboxMessages(numbers)))
    case .export(let export): try open(export.messages(numbers))
    }
  }

  func numbers(_ selection: InboxSelection) throws -> [Int64] {
    switch place {
    case .home(let operation): try operation.numbers(selection)
    case .export(let export): export.list(selection).map(\.id)
    }
  }

  /// Whether there is such a message: its number, or nothing.
  func numbers(holding number: Int64) throws -> [Int64] {
    switch place {
    case .home(let operation):
      try operation.messages(.inboxMessages([number])).map(\.id)
    case .export(let export): export.messages([number]).map(\.id)
    }
  }

  /// What opens these messages.
  func envelopes(_ numbers: [String]) throws -> [EnvelopeSummary] {
    switch place {
    case .export(let export): return export.envelopes
    case .home(let operation): return try operation.envelopes(numbers)
    }
  }

  /// The notes on a conversation.
  func notes(on contact: ContactReference) throws -> [NoteSummary] {
    guard let operation else { throw Failure("An export has no notes.", .usage) }
    var all: [NoteSummary] = []
    while true {
      let page = NoteListQuery.noteList(
        contact, after: all.last?.id, limit: ApplicationRequest.messagesPageMax)
      guard case .notes(let notes) = try operation.ask(page) else {
        throw Operation.otherVersion
      }
      all += notes
      if notes.count < ApplicationRequest.messagesPageMax { return try open(all) }
    }
  }

  /// A page of conversations, the beginnings of their newest texts opened.
  func conversations(_ filter: ConversationFilter) throws -> [ConversationSummary] {
    guard let operation else { throw Failure("An export has messages alone.", .usage) }
    guard
      case .conversations(var page) = try operation.ask(.conversationList(filter))
    else { throw Operation.otherVersion }
    for (index, newest) in zip(page.indices, try open(page.map(\.newest))) {
      page[index].newest = newest
    }
    return page
  }

  private func open<Text: SealedText>(_ messages: [Text]) throws -> [Text] {
    guard let sealed else { return messages }
    let missing = sealed.missingEnvelopes(of: messages)
    if !missing.isEmpty { sealed.add(try envelopes(missing)) }
    return messages.map { message in
      if message.sealed != nil { openedCount += 1 }
      return sealed.open(message) { fault in
        openedCount -= 1
        switch fault {
        case .otherReader(let readers):
          ofOthers.count += 1
          ofOthers.readers.formUnion(readers)
        case .changed, .noEnvelope: changed.append(message.id)
        }
      }
    }
  }

  /// Says what did not open.
  ///
  /// - Throws: where a text was changed, or where the key opens none.
  func finish() throws {
    if let sealed, ofOthers.count > 0 {
      let readers = ofOthers.readers.sorted().joined(separator: ", ")
      let sentence: OutputLine = """
        \(ofOthers.count) texts are sealed to other keys (\(readers)) than the given one \
        (\(sealed.keyID)).
        """
      guard openedCount > 0 || !changed.isEmpty else { throw Failure(sentence.text, .data) }
      Output.note(sentence)
    }
    guard !changed.isEmpty else { return }
    let numbers = changed.prefix(20).map { "\($0)" }.joined(separator: ", ")
    throw Failure(
      "What was stored of these messages is not what was sealed, or what opens it is missing: "
        + "\(numbers)\(changed.count > 20 ? ", …" : "").", .data)
  }
}

extension Operation {
  /// What opens sealed content, by the numbers that stand in it.
  func envelopes(_ numbers: [String]) throws -> [EnvelopeSummary] {
    try numbers.chunks(of: ApplicationRequest.messagesPageMax).flatMap { numbers in
      guard case .envelopes(let found) = try ask(.inboxEnvelopes(numbers)) else {
        throw Self.otherVersion
      }
      return found
    }
  }
}

extension Array {
  func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
