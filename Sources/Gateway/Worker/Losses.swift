import GatewayCore

/// What a bot that keeps nothing on the disk had no room for in memory either.
struct Losses {
  var answers = 0
  var deliveries = 0
  /// When the last ones were reported.
  var reportedAt = UnixMilliseconds(0)

  /// Milliseconds between two reports.
  static let reportInterval: Int64 = 10_000
}

extension Worker {
  /// Tells what was dropped, a sentence for many.
  func reportLosses() {
    guard memory.losses.answers + memory.losses.deliveries > 0 else { return }
    let now = clock()
    guard now.rawValue - memory.losses.reportedAt.rawValue >= Losses.reportInterval else { return }
    let (answers, deliveries) = (memory.losses.answers, memory.losses.deliveries)
    memory.losses = Losses(reportedAt: now)
    report([
      .log(
        "\(answers) answers and \(deliveries) deliveries were dropped:"
          + " a bot that keeps nothing holds only so many in memory")
    ])
  }

  /// At the end: what was held in memory and is gone now.
  func reportForgotten() {
    let (answers, deliveries) = (memory.unkeptAnswers, memory.unkeptDeliveries.count)
    guard answers + deliveries > 0 else { return }
    report([
      .log("\(answers) answers and \(deliveries) deliveries that were only in memory are gone")
    ])
  }
}
