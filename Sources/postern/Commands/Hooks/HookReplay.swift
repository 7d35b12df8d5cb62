import ArgumentParser
import Foundation
import Gateway
import GatewayCore

extension Hooks {
  struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send finished deliveries again, under the same id.",
      discussion: """
        Those with these numbers, or those that the options select. A receiver that has accepted one \
        gets it again only after a question, or with --yes. Twenty a second leave at most, fewer \
        where the webhook's rate is lower. Exit status 1 where there were some and none is sent again.
        """)

    @Argument(help: "Numbers of deliveries.") var deliveries: [Int64] = []
    @Option(help: "Only of this webhook.") var webhook: String?
    @Flag(help: "Only those that failed or expired.") var failed = false
    @Option(
      help: ArgumentHelp(
        "Only from then on: 2026-05-01, 2026-05-01T10:00Z (UTC), or 2d for two days ago.",
        valueName: "time"))
    var since: String?
    @Flag(help: "Don't ask.") var yes = false
    @OptionGroup var whose: ContactCommand.Whose

    func validate() throws {
      try HookTime.check(since)
      let selects = webhook != nil || failed || since != nil
      guard selects || !deliveries.isEmpty else {
        throw ValidationError(
          "Give numbers of deliveries, or select them with --webhook, --failed or --since.")
      }
      guard !selects || deliveries.isEmpty else {
        throw ValidationError(
          "Numbers of deliveries say which ones: leave out --webhook, --failed and --since.")
      }
    }

    func run() async throws {
      try await Failure.reported {
        let operation = try whose.operation
        let numbers = try selected(operation)
        var total = ReplaySummary()
        try replay(numbers, by: operation, repeatsAccepted: yes, &total)
        if !total.accepted.isEmpty, try isConfirmed(total.accepted.count) {
          let accepted = total.accepted
          total.accepted = []
          try replay(accepted, by: operation, repeatsAccepted: true, &total)
        }
        if whose.output.json { try Output.json(total) } else { Output.line(total.words) }
        if total.sent.isEmpty, !numbers.isEmpty { throw ExitCode(1) }
      }
    }

    private func selected(_ operation: Operation) throws -> [Int64] {
      var seen: Set<Int64> = []
      guard deliveries.isEmpty else { return deliveries.filter { seen.insert($0).inserted } }
      let states: [DeliveryState] = failed ? [.failed, .expired] : [.failed, .expired, .delivered]
      let pages = DeliveryPages(
        operation: operation,
        selection: DeliverySelection(
          webhook: webhook, states: states, since: HookTime.time(since)))
      var numbers: [Int64] = []
      try pages.forEach { page in
        numbers += page.map(\.id)
        return true
      }
      // The oldest first.
      return numbers.reversed()
    }

    /// What earlier pages did is told in any case.
    private func replay(
      _ numbers: [Int64], by operation: Operation, repeatsAccepted: Bool,
      _ total: inout ReplaySummary
    ) throws {
      var rest = numbers[...]
      while !rest.isEmpty {
        let page = Array(rest.prefix(ApplicationRequest.deliveriesMax))
        rest = rest.dropFirst(page.count)
        do {
          let reply = try operation.ask(
            .hookReplay(deliveries: page, repeatsAccepted: repeatsAccepted))
          guard case .replayed(let summary) = reply else { throw Operation.otherVersion }
          total += summary
        } catch {
          if !total.sent.isEmpty { Output.line(total.words) }
          throw error
        }
      }
    }

    private func isConfirmed(_ count: Int) throws -> Bool {
      let words: OutputLine = """
        \(counted: count, "delivery", "deliveries") that a receiver has accepted
        """
      guard isatty(STDIN_FILENO) == 1 else {
        Output.note("Not sent again: \(words); --yes repeats them.")
        return false
      }
      Output.note("Send again \(words)? Type yes:")
      return readLine()?.lowercased() == "yes"
    }
  }

  struct Expire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give up what waits for a webhook: it is listed as expired and not sent.",
      discussion: "The terminal is asked; without one --yes is needed.")

    @Argument(help: "The webhook's name in the bot's file.") var webhook: String
    @Option(
      help: ArgumentHelp(
        "Only from before then: 2026-05-01, 2026-05-01T10:00Z (UTC), or 2d for two days ago.",
        valueName: "time"))
    var before: String?
    @Flag(help: "Don't ask.") var yes = false
    @OptionGroup var whose: ContactCommand.Whose

    func validate() throws { try HookTime.check(before) }

    func run() async throws {
      try await Failure.reported {
        let operation = try whose.operation
        if !yes { try confirm(operation) }
        // What comes from now on is not meant.
        let time = HookTime.time(before) ?? .now
        var total = 0
        while true {
          guard case .changed(let count) = try operation.ask(.hookExpire(webhook, before: time))
          else { throw Operation.otherVersion }
          total += count
          guard count == ApplicationRequest.deliveriesMax else { break }
        }
        if whose.output.json { return try Output.json(["expired": total]) }
        Output.line("\(counted: total, "delivery", "deliveries") expired")
      }
    }

    private func confirm(_ operation: Operation) throws {
      guard case .hooks(let hooks) = try operation.ask(.hookList) else {
        throw Operation.otherVersion
      }
      // A name that is none is refused by the operation itself.
      guard let waiting = hooks.first(where: { $0.name == webhook })?.waiting, waiting > 0 else {
        return
      }
      let older: OutputLine = before.map { ", those from before \($0) alone" } ?? ""
      let words: OutputLine = """
        what waits for \(webhook) (\(counted: waiting, "delivery", "deliveries"))\(older)
        """
      guard isatty(STDIN_FILENO) == 1 else {
        throw Failure("This would give up \(words.text). Nothing was: --yes does it.", .refused)
      }
      Output.note("Give up \(words)? Type yes:")
      guard readLine()?.lowercased() == "yes" else {
        throw Failure("Nothing was given up.", .refused)
      }
    }
  }
}
