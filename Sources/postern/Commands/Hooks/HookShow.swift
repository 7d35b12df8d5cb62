import ArgumentParser
import Gateway
import GatewayCore

extension Hooks {
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a delivery with its attempts, or the deliveries to a webhook.",
      discussion: """
        A number is that of a delivery, a name that of a webhook. Attempts are shown with their time, \
        the address and port that was connected to, their duration and the status of the answer, and \
        with the beginning of the answer where the webhook has `keep`; no secret is.
        """)

    @Argument(help: "A delivery's number, or a webhook's name.") var what: String
    @Flag(help: "Only those that failed or expired.") var failed = false
    @Flag(help: "Only those that wait.") var waiting = false
    @Option(
      help: ArgumentHelp(
        "Only from then on: 2026-05-01, 2026-05-01T10:00Z (UTC), or 2d for two days ago.",
        valueName: "time"))
    var since: String?
    @Option(
      help: ArgumentHelp("Only those with a smaller number: the next page.", valueName: "number"))
    var before: Int64?
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var whose: ContactCommand.Whose

    func validate() throws {
      try HookTime.check(since)
      guard (1...1_000_000).contains(limit) else {
        throw ValidationError("--limit takes a number from 1 to 1000000.")
      }
      guard !failed || !waiting else {
        throw ValidationError("Give --failed or --waiting, not both.")
      }
    }

    func run() async throws {
      try await Failure.reported {
        if let number = Int64(what) { try showDelivery(number) } else { try showWebhook() }
      }
    }

    private func showDelivery(_ number: Int64) throws {
      guard
        case .delivery(let delivery, let attempts) = try whose.operation.ask(
          .hookDelivery(number))
      else { throw Operation.otherVersion }
      if whose.output.json {
        return try Output.json(ShownDelivery(delivery: delivery, attempts: attempts))
      }
      Output.line(delivery.words)
      Output.line("  webhook-id \(delivery.webhookID)")
      for attempt in attempts { Output.line(attempt.words) }
    }

    private func showWebhook() throws {
      guard case .hooks(let hooks) = try whose.operation.ask(.hookList) else {
        throw Operation.otherVersion
      }
      let states: [DeliveryState] = failed ? [.failed, .expired] : waiting ? [.pending] : []
      let selection = DeliverySelection(
        webhook: what, states: states, since: HookTime.time(since), before: before)
      var left = limit
      let pages = DeliveryPages(operation: try whose.operation, selection: selection)
      if let hook = hooks.first(where: { $0.name == what }), !whose.output.json {
        Output.line(hook.words)
      }
      try pages.forEach { page in
        for delivery in page.prefix(left) {
          if whose.output.json { try Output.json(delivery) } else { Output.line(delivery.words) }
        }
        left -= min(left, page.count)
        return left > 0
      }
    }
  }
}

/// What `hooks show NUMBER --json` prints.
private struct ShownDelivery: Encodable {
  var delivery: DeliverySummary
  var attempts: [AttemptSummary]
}

/// A time as a person writes it, for deliveries.
enum HookTime {
  static func check(_ text: String?) throws {
    guard let text, InboxTime(text) == nil else { return }
    throw ValidationError(
      "\"\(text.shownInLine)\" is no time: 2026-05-01, 2026-05-01T10:00Z (UTC), or 2d for two days"
        + " ago.")
  }

  static func time(_ text: String?) -> UnixMilliseconds? { text.flatMap(InboxTime.init)?.time }
}

/// All deliveries of a selection, page by page: there may be millions.
struct DeliveryPages {
  let operation: Operation
  var selection: DeliverySelection

  /// - Parameter body: is given each page, and returns whether to go on.
  func forEach(_ body: ([DeliverySummary]) throws -> Bool) throws {
    var selection = selection
    selection.limit = ApplicationRequest.deliveriesMax
    while true {
      guard case .deliveries(let page, let last) = try operation.ask(.hookDeliveries(selection))
      else { throw Operation.otherVersion }
      guard try body(page), let last else { return }
      selection.before = last
    }
  }
}
