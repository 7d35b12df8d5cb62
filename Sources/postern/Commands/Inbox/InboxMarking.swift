import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct Label: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a label on messages; --remove takes it off.",
      discussion: """
        Only you see it. `postern inbox reply` answers the contact, and `postern contact \
        public-status` writes what it may be told.
        """)
    @Argument(
      help: "Numbers and ranges of messages, and behind them the label: 318 320-325 verified.")
    var words: [String] = []
    @OptionGroup var contact: ContactOfMessages
    @Flag(help: "Remove the label.") var remove = false
    @OptionGroup var whose: Whose

    func validate() throws { _ = try parsed() }

    private func parsed() throws -> (messages: MessageSelection, label: String?) {
      guard remove || !words.isEmpty else { throw ValidationError("Give a label, or --remove.") }
      let messages = MessageSelection(
        words: remove ? words : words.dropLast(), contact: contact.contact)
      try messages.validate()
      return (messages, remove ? nil : words.last)
    }

    func run() async throws {
      try await Failure.reported {
        let (messages, label) = try parsed()
        let operation = try whose.operation
        try Inbox.change(try messages.resolve(by: operation), of: whose, word: "labelled") {
          .inboxLabel(messages: $0, label: label)
        }
      }
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Mark messages as done.")
    @OptionGroup var messages: ChangedMessages
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let numbers = try messages.selection.resolve(by: whose.operation, status: .open)
        try Inbox.change(numbers, of: whose, word: "closed") { .inboxClose(messages: $0) }
      }
    }
  }

  struct Reopen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Mark messages as not done after all.")
    @OptionGroup var messages: ChangedMessages
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let numbers = try messages.selection.resolve(by: whose.operation, status: .closed)
        try Inbox.change(numbers, of: whose, word: "reopened") { .inboxReopen(messages: $0) }
      }
    }
  }

  /// Changes messages, so many in one transaction. Where it breaks off, the same command goes on.
  static func change(
    _ messages: [Int64], of whose: Whose, word: OutputLine,
    _ command: ([Int64]) -> any Command
  ) throws {
    var count = 0
    for batch in messages.batches {
      if case .changed(let changed) = try whose.operation.ask(command(batch)) {
        count += changed
      }
    }
    if whose.output.json {
      try Output.json(ChangedLine(done: true, messages: count))
    } else {
      Output.line("\(word): \(counted: count, "message")")
    }
  }
}

private struct ChangedLine: Encodable {
  var done: Bool
  var messages: Int
}

extension [Int64] {
  /// As many as one request may name.
  var batches: [[Int64]] { batches(of: ApplicationRequest.messagesMax) }

  func batches(of size: Int) -> [[Int64]] {
    stride(from: 0, to: count, by: size).map { start in
      Array(self[start..<Swift.min(start + size, count)])
    }
  }
}

extension OutputLine.StringInterpolation {
  /// "1 message", "2 messages".
  mutating func appendInterpolation(
    counted count: Int, _ noun: StaticString, _ plural: StaticString? = nil
  ) {
    appendInterpolation(count)
    appendLiteral(count == 1 ? " \(noun)" : plural.map { " \($0)" } ?? " \(noun)s")
  }
}
