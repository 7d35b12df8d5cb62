import GatewayCore
import GatewayEngine
import GatewayStore
import Synchronization
import Testing

@testable import Gateway
@testable import GatewayHTTP

/// Metrics and readiness of a bot.
@Suite(.timeLimit(.minutes(1))) struct `Metrics and readiness` {
  private func bench() throws -> WorkerBench {
    let bench = try WorkerBench(echo)
    try bench.befriend(1)
    bench.say("a text of a contact", at: 1)
    return bench
  }

  /// Asks as a client of the socket does.
  private func ask(
    _ bench: WorkerBench, _ query: any Query, with status: StatusSummary?,
    counters: EventCounters = EventCounters(start: UnixMilliseconds(5_000))
  ) async -> Reply {
    let queries = LiveQueries(path: bench.path, counters: counters) { request, _, answer in
      #expect(request == .query(.status))
      if let status { answer(.status(status)) }
    }
    return await withCheckedContinuation { continuation in
      queries.submit(.query(query), by: .owner) { continuation.resume(returning: $0) }
    }
  }

  private func status(_ connection: String, refusesWrites: Bool? = nil) -> StatusSummary {
    StatusSummary(
      toxID: "7651", connection: connection, contactsOnline: 1, refusesWrites: refusesWrites)
  }

  private func failed(_ reply: Reply) -> [String]? {
    guard case .readiness(let summary) = reply else { return nil }
    return summary.checks.filter { !$0.isPassed }.map(\.name)
  }

  @Test func `a bot that people can find is ready, and one that joins is not yet`() async throws {
    let bench = try bench()
    #expect(failed(await ask(bench, .readiness, with: status("announced"))) == [])
    #expect(failed(await ask(bench, .readiness, with: status("joining"))) == ["network"])
    let refusing = status("announced", refusesWrites: true)
    #expect(failed(await ask(bench, .readiness, with: refusing)) == ["database"])
  }

  @Test func `what the HTTP interface refused is counted by reason, in metrics and status`()
    async throws
  {
    let bench = try bench()
    let counts = APICounts()
    for _ in 0..<3 { counts.refused(.token) }
    counts.answered()
    counts.connected()
    let queries = LiveQueries(
      path: bench.path, counters: EventCounters(start: UnixMilliseconds(0)), api: counts
    ) { [status = status("announced")] _, _, answer in answer(.status(status)) }
    func ask(_ query: any Query) async -> Reply {
      await withCheckedContinuation { continuation in
        queries.submit(.query(query), by: .owner) { continuation.resume(returning: $0) }
      }
    }
    guard case .metrics(let text) = await ask(.metrics), case .status(let told) = await ask(.status)
    else { throw Mistake() }
    #expect(text.contains("\npostern_api_requests_refused_total{reason=\"token\"} 3\n"))
    #expect(text.contains("\npostern_api_requests_refused_total{reason=\"slow\"} 0\n"))
    #expect(text.contains("\npostern_api_requests_answered_total 1\n"))
    #expect(told.api == APISummary(connections: 1, answered: 1, refused: ["token": 3]))
  }

  private struct Mistake: Error {}

  @Test func `a consumer for which an event waits for an hour is stuck`() async throws {
    let bench = try bench()
    bench.receive(.control(.command(.consumerNew("desk", fromStart: false))) { _ in })
    #expect(failed(await ask(bench, .readiness, with: status("announced"))) == [])
    // The clock of the bench is in the past.
    bench.say("waits", at: 2)
    #expect(failed(await ask(bench, .readiness, with: status("announced"))) == ["consumers"])
    let newest = try bench.store.read { reader throws(StoreError) in try reader.newestEvent() }
    bench.receive(.control(.command(.consumerAcknowledge("desk", through: newest))) { _ in })
    #expect(failed(await ask(bench, .readiness, with: status("announced"))) == [])
  }

  @Test func `however often probes ask, the bot looks once a second`() async throws {
    let looks = Mutex(0)
    let summary = ReadinessSummary(checks: [
      .init("worker", isPassed: true, text: ""), .init("network", isPassed: false, text: ""),
    ])
    let probes = Probes {
      looks.withLock { $0 += 1 }
      return summary
    }
    let start = ContinuousClock.now
    for _ in 0..<1_000 {
      #expect(await probes.isMet(.health))
      #expect(await !probes.isMet(.readiness))
    }
    let seconds = Int((ContinuousClock.now - start).components.seconds)
    #expect(looks.withLock(\.self) <= seconds + 1)
    let broken = Probes { nil }
    #expect(await !broken.isMet(.health))
  }

  @Test func `a worker that is stuck is told, instead of waited for`() async throws {
    let bench = try bench()
    #expect(failed(await ask(bench, .readiness, with: nil)) == ["worker", "network"])
    guard case .metrics(let text) = await ask(bench, .metrics, with: nil) else {
      Issue.record("no metrics")
      return
    }
    #expect(text.contains("\npostern_up 0\n") && text.contains("\npostern_inbox_items 1\n"))
  }

  @Test func `metrics are counts, and hold nothing of contacts`() async throws {
    let bench = try bench()
    let counters = EventCounters(start: UnixMilliseconds(5_000))
    counters.count([.log("a secret"), .storeError("full"), .log("another")])
    guard
      case .metrics(let text) = await ask(
        bench, .metrics, with: status("announced"), counters: counters)
    else {
      Issue.record("no metrics")
      return
    }
    for line in [
      "postern_up 1", "postern_announced 1", "postern_contacts{state=\"accepted\"} 1",
      "postern_events_total{event=\"log\"} 2", "postern_events_total{event=\"store_error\"} 1",
      "postern_start_time_seconds 5", "# TYPE postern_events_total counter",
    ] {
      #expect(text.contains("\(line)\n"), "\(line)")
    }
    let codename = try bench.store.read { reader throws(StoreError) in try reader.storedContacts() }
    for word in ["secret", "a text", "76518406"] + codename.map(\.contact.codename.text) {
      #expect(!text.contains(word), "\(word)")
    }
    // Each name has one type, before its samples.
    let types = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
    #expect(Set(types).count == types.count && types.count > 10)
  }

  @Test func `metrics tell what waits for consumers`() async throws {
    let bench = try bench()
    bench.receive(.control(.command(.consumerNew("desk", fromStart: false))) { _ in })
    bench.say("waits", at: 2)
    guard case .metrics(let text) = await ask(bench, .metrics, with: status("announced")) else {
      Issue.record("no metrics")
      return
    }
    #expect(text.contains(/\npostern_consumer_events_waiting\{consumer="desk"\} [1-9]/))
    #expect(text.contains(/\npostern_consumer_waiting_seconds\{consumer="desk"\} [1-9]/))
  }

  @Test func `a label is escaped`() {
    #expect(MetricsText.escaped("a\\b\"c\nd") == #"a\\b\"c\nd"#)
  }

  @Test func `other requests go to the worker`() async throws {
    let bench = try bench()
    let queries = LiveQueries(
      path: bench.path, counters: EventCounters(start: UnixMilliseconds(0))
    ) { request, _, answer in
      answer(request == .query(.contactList) ? .done : .failed("another"))
    }
    let reply = await withCheckedContinuation { continuation in
      queries.submit(.query(.contactList), by: .owner) { continuation.resume(returning: $0) }
    }
    #expect(reply == .done)
  }
}
