package import GatewayCore
import GatewayEngine
import GatewayStore

/// Whether the bot can do its work.
package struct ReadinessQuery: LiveQuery {
  package static let name = "readiness"
  package static let scope = Scope.read

  /// A quarter of an hour, in milliseconds: a receiver that is restarted is not stuck.
  private static let failingMax: Int64 = 900_000

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    .value(
      .readiness(
        ReadinessSummary(checks: [
          .init("worker", isPassed: false, text: "no bot runs on this home"),
          Self.webhooks(try reader.hookSummaries(), now: now),
          Self.consumers(
            try reader.storing { () throws(StoreError) in try reader.consumers() }, now: now),
        ])))
  }

  private static func webhooks(
    _ hooks: [HookSummary], now: UnixMilliseconds
  ) -> ReadinessSummary.Check {
    let stuck = hooks.filter { hook in
      let isFailing = hook.failingSince.map { now.rawValue - $0.rawValue > failingMax } ?? false
      return hook.waiting > 0 && (isFailing || hook.pausedBy == .failures)
    }
    return .init(
      "webhooks", isPassed: stuck.isEmpty,
      text: stuck.isEmpty
        ? "none is stuck"
        : "\(stuck.count) of \(hooks.count) have failed for a quarter of an hour or longer")
  }

  /// An hour: a program that is started anew, or looks now and then, is not stuck.
  private static let awayMax: Int64 = 3_600_000

  private static func consumers(
    _ consumers: [ConsumerSummary], now: UnixMilliseconds
  ) -> ReadinessSummary.Check {
    let stuck = consumers.filter { consumer in
      consumer.waitingSince.map { now.rawValue - $0.rawValue > awayMax } ?? false
    }
    return .init(
      "consumers", isPassed: stuck.isEmpty,
      text: stuck.isEmpty
        ? "none is stuck"
        : "\(stuck.count) of \(consumers.count) have not acknowledged an event for an hour or longer"
    )
  }

  func answer(completing stored: Reply, with bot: LiveBot) -> Reply {
    var checks = [
      ReadinessSummary.Check(
        "worker", isPassed: bot.status != nil,
        text: bot.status == nil ? "it does not answer" : "it answers"),
      Self.database(bot, stored),
      .init(
        "network", isPassed: bot.status?.connection == "announced",
        text: bot.status?.connection ?? "unknown"),
    ]
    if case .readiness(let summary) = stored {
      checks += summary.checks.filter { $0.name != "worker" }
    }
    return .readiness(ReadinessSummary(checks: checks))
  }

  private static func database(_ bot: LiveBot, _ stored: Reply) -> ReadinessSummary.Check {
    let fault: String?
    if case .failed(let sentence, _, _) = stored {
      fault = sentence
    } else if !bot.hasRoom {
      fault = "its disk is full or read-only"
    } else {
      fault = bot.status?.refusesWrites == true ? "its disk refuses writes" : nil
    }
    return .init("database", isPassed: fault == nil, text: fault ?? "it is written")
  }
}

extension Query where Self == ReadinessQuery {
  package static var readiness: Self { Self() }
}
