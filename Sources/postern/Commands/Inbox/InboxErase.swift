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
        What comes after the question is not erased.
        """)
    @OptionGroup var messages: ChangedMessages
    @Flag(help: "Don't ask.") var yes = false
    @OptionGroup var whose: Whose

    func run() async throws {
      try await Failure.reported {
        let operation = try whose.operation
        let numbers = try messages.selection.resolve(by: operation)
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
}
