import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Inbox {
  struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Erase messages for good, with their answers, deliveries and failures of rules.",
      discussion: """
        What goes along is counted first, and the terminal is asked; without one --yes is needed. \
        What comes after the question is not erased. With --undo nothing is asked: until that time \
        is over `postern inbox unerase` leaves the messages.
        """)
    @OptionGroup var messages: ChangedMessages
    @Flag(help: "Don't ask.") var yes = false
    @Option(
      help: ArgumentHelp(
        "Erase only after this time, 1s to 1d, in which it can be undone.", valueName: "duration"))
    var undo: String?
    @OptionGroup var whose: Whose

    func validate() throws { _ = try undoSeconds }

    private var undoSeconds: Int64? {
      get throws {
        try undo.map { text in
          guard let time = OutboxMessage.lifetime(text),
            time <= ErasureScheduleCommand.undoMax * 1_000
          else {
            throw ValidationError("--undo takes a time such as 30s, 10m or 1h, from 1s to 1d.")
          }
          return time / 1_000
        }
      }
    }

    func run() async throws {
      try await Failure.reported {
        let operation = try whose.operation
        let numbers = try messages.selection.resolve(by: operation)
        if let undo = try undoSeconds {
          return try Inbox.change(numbers, of: whose, word: "to be erased") {
            .erasureSchedule(messages: $0, undo: undo)
          }
        }
        if !yes { try confirm(numbers, by: operation) }
        var total = ForgottenSummary.none
        for batch in numbers.batches { try erase(batch, by: operation, &total) }
        try total.show(asJSON: whose.output.json)
      }
    }

    private func erase(
      _ batch: [Int64], by operation: Operation, _ total: inout ForgottenSummary
    ) throws {
      do {
        let reply = try operation.ask(.inboxErase(messages: batch))
        if case .forgotten(let summary) = reply { total += summary }
      } catch {
        // What earlier batches erased is reported in any case.
        if total.messages > 0 { try total.show(asJSON: whose.output.json) }
        throw error
      }
    }

    private func confirm(_ numbers: [Int64], by operation: Operation) throws {
      var (answers, deliveries) = (0, 0)
      for batch in numbers.batches {
        let reply = try operation.ask(.inboxErasure(messages: batch))
        guard case .erasure(let moreAnswers, let moreDeliveries) = reply else {
          throw Operation.otherVersion
        }
        answers += moreAnswers
        deliveries += moreDeliveries
      }
      let words: OutputLine = """
        \(counted: numbers.count, "message"), with \(counted: answers, "answer") of rules and \
        \(deliveries) \(deliveries == 1 ? "delivery" : "deliveries") to webhooks
        """
      guard isatty(STDIN_FILENO) == 1 else {
        throw Failure(
          "This would erase \(words.text). Nothing was erased: --yes does it.", .refused)
      }
      Output.note("Erase for good \(words)? Type yes:")
      guard readLine()?.lowercased() == "yes" else {
        throw Failure("Nothing was erased.", .refused)
      }
    }
  }

  struct Unerase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Leave messages that `postern inbox erase --undo` was to erase.")
    @OptionGroup var messages: ChangedMessages
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let numbers = try messages.selection.resolve(by: whose.operation)
        try Inbox.change(numbers, of: whose, word: "left") { .erasureCancel(messages: $0) }
      }
    }
  }
}
