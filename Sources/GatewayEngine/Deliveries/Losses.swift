import GatewayCore
import GatewayStore

/// Counts of messages and requests that a bot that keeps nothing on the disk had no room for in
/// memory either.
struct Losses {
  var answers = 0
  var deliveries = 0
  /// Deliveries that a webhook's full backlog had no room for, by webhook.
  var turnedAway: [(webhook: String, count: Int)] = []
  /// Inputs that the store refuses for what they are, and not for the state of the disk.
  var refused = 0
  /// Requests that the policy drops: those without the phrase, or all where `accept` is "nobody".
  var requests = 0
  /// When the last answers and deliveries were reported.
  var reportedAt: Uptime?
  /// When the last refused inputs were reported.
  var refusedReportedAt: Uptime?
  /// When those with a full backlog were reported.
  var turnedAwayReportedAt: Uptime?

  /// Milliseconds between two reports.
  static let reportInterval: Int64 = 10_000
  /// The same for requests, which are dropped as the owner wants it.
  static let requestReportInterval: Int64 = 3_600_000
  /// The same for full backlogs, which last for hours.
  static let backlogReportInterval: Int64 = 600_000
  var requestsReportedAt: Uptime?
}

extension Engine {
  /// Reports what was dropped, many in one sentence.
  func reportLosses() {
    reportRequests()
    reportFullBacklogs()
    reportRefused()
    guard memory.losses.answers + memory.losses.deliveries > 0 else { return }
    let now = uptime()
    guard now.isPast(Losses.reportInterval, since: memory.losses.reportedAt) else { return }
    let (answers, deliveries) = (memory.losses.answers, memory.losses.deliveries)
    memory.losses.answers = 0
    memory.losses.deliveries = 0
    memory.losses.reportedAt = now
    report([
      .log(
        "\(answers) answers and \(deliveries) deliveries were dropped:"
          + " a bot that keeps nothing holds only so many in memory")
    ])
  }

  /// Counts deliveries for which a webhook's backlog had no room.
  func noteTurnedAway(_ webhooks: [String]) {
    for name in webhooks {
      if let index = memory.losses.turnedAway.firstIndex(where: { $0.webhook == name }) {
        memory.losses.turnedAway[index].count += 1
      } else {
        memory.losses.turnedAway.append((name, 1))
      }
    }
  }

  private func reportFullBacklogs() {
    let now = uptime()
    guard !memory.losses.turnedAway.isEmpty,
      now.isPast(Losses.backlogReportInterval, since: memory.losses.turnedAwayReportedAt)
    else { return }
    report(
      memory.losses.turnedAway.map { webhook, count in
        .log(
          "\(count) events found the backlog of webhook \(webhook) full: they are listed as failed,"
            + " `postern hooks replay` sends them")
      })
    memory.losses.turnedAway = []
    memory.losses.turnedAwayReportedAt = now
  }

  private func reportRefused() {
    let now = uptime()
    guard memory.losses.refused > 0,
      now.isPast(Losses.reportInterval, since: memory.losses.refusedReportedAt)
    else { return }
    report([
      .log(
        "\(memory.losses.refused) events were dropped, which the database refuses for what they"
          + " are: this is a fault of Postern, please report it with the lines before this one")
    ])
    memory.losses.refused = 0
    memory.losses.refusedReportedAt = now
  }

  private func reportRequests() {
    let now = uptime()
    guard memory.losses.requests > 0,
      now.isPast(Losses.requestReportInterval, since: memory.losses.requestsReportedAt)
    else { return }
    report([.log("\(memory.losses.requests) requests were dropped by the bot's policy")])
    memory.losses.requests = 0
    memory.losses.requestsReportedAt = now
  }

  /// At the end: reports what was held in memory and is lost now.
  func reportForgotten() {
    guard let (answers, deliveries) = try? store.heldCounts(), answers + deliveries > 0 else {
      return
    }
    report([
      .log("\(answers) answers and \(deliveries) deliveries that were only in memory are gone")
    ])
  }
}
