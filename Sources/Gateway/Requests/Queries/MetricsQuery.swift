package import GatewayCore
import GatewayEngine
import GatewayHTTP
import GatewayStore

/// The bot in numbers, in Prometheus' text format.
package struct MetricsQuery: LiveQuery {
  package static let name = "metrics"
  package static let scope = Scope.read

  /// Webhooks that have a label of their own, and hooks; a file with more is not usual.
  private static let webhooksMax = 50

  func answer(
    from reader: StoreReader, now: UnixMilliseconds
  ) throws(OperationError) -> OperationResult.Answer {
    let figures = try reader.storing { () throws(StoreError) in try reader.figures() }
    var text = MetricsText()
    text.add(
      "postern_contacts", .gauge, by: "state", help: "Contacts.",
      samples: ContactState.allCases.map { ($0.rawValue, Double(figures.contacts[$0] ?? 0)) })
    text.add(
      "postern_inbox_items", .gauge, is: Double(figures.inbox), help: "Messages and answers kept.")
    text.add(
      "postern_inbox_unread", .gauge, is: Double(figures.unread),
      help: "Messages that no person was shown.")
    text.add(
      "postern_outbox_messages", .gauge, is: Double(figures.outbox),
      help: "Parts of answers that their contact has not received.")
    text.add(
      "postern_database_bytes", .gauge, is: Double(figures.databaseBytes),
      help: "The database's size.")
    Self.add(try reader.hookSummaries().prefix(Self.webhooksMax), to: &text, now: now)
    let (hooks, consumers) = try reader.storing { () throws(StoreError) in
      (try reader.hooks().prefix(Self.webhooksMax), try reader.consumers())
    }
    Self.add(hooks, to: &text)
    Self.add(consumers, to: &text, now: now)
    return .value(.metrics(text.text))
  }

  private static func add(
    _ hooks: ArraySlice<HookSummary>, to text: inout MetricsText, now: UnixMilliseconds
  ) {
    text.add(
      "postern_deliveries_waiting", .gauge, by: "webhook", help: "Deliveries that are owed.",
      samples: hooks.map { ($0.name, Double($0.waiting)) })
    text.add(
      "postern_deliveries_failed", .gauge, by: "webhook",
      help: "Deliveries that are not tried again.",
      samples: hooks.map { ($0.name, Double($0.failed)) })
    text.add(
      "postern_deliveries_accepted_total", .counter, by: "webhook",
      help: "Deliveries that the receiver accepted.",
      samples: hooks.map { ($0.name, Double($0.delivered)) })
    text.add(
      "postern_webhook_paused", .gauge, by: "webhook", help: "1 while nothing is sent to it.",
      samples: hooks.map { ($0.name, $0.pausedSince == nil ? 0 : 1) })
    text.add(
      "postern_webhook_failing_seconds", .gauge, by: "webhook",
      help: "Since when no attempt has succeeded; 0 while they do.",
      samples: hooks.map { ($0.name, seconds(since: $0.failingSince, now: now)) })
  }

  private static func add(_ hooks: ArraySlice<IncomingHookSummary>, to text: inout MetricsText) {
    text.add(
      "postern_hook_requests_total", .counter, by: "hook", help: "Requests that were handled.",
      samples: hooks.map { ($0.name, Double($0.received)) })
    text.add(
      "postern_hook_failures_total", .counter, by: "hook", help: "Requests whose rule failed.",
      samples: hooks.map { ($0.name, Double($0.failed)) })
    text.add(
      "postern_hook_refusals_total", .counter, by: "hook",
      help: "Requests that were refused, for any reason.",
      samples: hooks.map { ($0.name, Double($0.refused.reduce(0) { $0 + $1.count })) })
  }

  /// There are at most 32 of them.
  private static func add(
    _ consumers: [ConsumerSummary], to text: inout MetricsText, now: UnixMilliseconds
  ) {
    text.add(
      "postern_consumer_events_waiting", .gauge, by: "consumer",
      help: "Events that it has not acknowledged, counted up to 1,001.",
      samples: consumers.map { ($0.name, Double($0.waiting)) })
    text.add(
      "postern_consumer_waiting_seconds", .gauge, by: "consumer",
      help: "The age of the oldest of them; 0 where there is none.",
      samples: consumers.map { ($0.name, seconds(since: $0.waitingSince, now: now)) })
  }

  /// Whole seconds; 0 where there is no such time.
  private static func seconds(since time: UnixMilliseconds?, now: UnixMilliseconds) -> Double {
    time.map { Double(max(0, now.rawValue - $0.rawValue) / 1_000) } ?? 0
  }

  private static func add(_ api: APICounts.Values, to text: inout MetricsText) {
    text.add(
      "postern_api_connections", .gauge, is: Double(api.connections),
      help: "Open connections of the HTTP interface.")
    text.add(
      "postern_api_requests_answered_total", .counter, is: Double(api.answered),
      help: "Requests with an answer of the bot.")
    text.add(
      "postern_api_requests_refused_total", .counter, by: "reason",
      help: "Requests and connections that were refused before the bot saw them.",
      samples: APIRefusal.allCases.map { ($0.rawValue, Double(api.refused[$0] ?? 0)) })
  }

  func answer(completing stored: Reply, with bot: LiveBot) -> Reply {
    var text = MetricsText()
    text.add("postern_up", .gauge, is: bot.status == nil ? 0 : 1, help: "1 while the bot answers.")
    if let status = bot.status {
      text.add(
        "postern_announced", .gauge, is: status.connection == "announced" ? 1 : 0,
        help: "1 while people can find the bot.")
      text.add(
        "postern_contacts_online", .gauge, is: Double(status.contactsOnline),
        help: "Contacts that are online.")
      text.add(
        "postern_refuses_writes", .gauge, is: status.refusesWrites == true ? 1 : 0,
        help: "1 while the disk refuses writes.")
    }
    text.add(
      "postern_start_time_seconds", .gauge, is: Double(bot.counters.start.rawValue) / 1_000,
      help: "When the bot was started, in seconds since 1970.")
    text.add(
      "postern_events_total", .counter, by: "event", help: "Events of the bot, by name.",
      samples: bot.counters.all.map { ($0.event, Double($0.count)) })
    text.add(
      "postern_file_gaps_total", .counter, is: Double(bot.fileGaps),
      help: "Files that failed since their bytes did not follow each other.")
    if let api = bot.api { Self.add(api, to: &text) }
    let process = ProcessFigures.now
    text.add(
      "process_resident_memory_bytes", .gauge, is: Double(process.residentBytes),
      help: "Resident memory.")
    text.add("process_cpu_seconds_total", .counter, is: process.cpuSeconds, help: "CPU time used.")
    text.add(
      "process_open_fds", .gauge, is: Double(process.openDescriptors), help: "Open descriptors.")
    guard case .metrics(let home) = stored else { return .metrics(text.text) }
    return .metrics(text.text + home)
  }
}

extension Query where Self == MetricsQuery {
  package static var metrics: Self { Self() }
}
