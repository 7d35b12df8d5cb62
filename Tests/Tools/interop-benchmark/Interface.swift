import Foundation
import InteropSupport

/// Messages over the HTTP interface, each on the disk before its answer, beside a server of the
/// same library that does nothing; and what the interface costs while it is idle.
func messagesOverHTTP(_ pace: Measurement.Pace) async throws -> Figures {
  let network = try await LonelyNetwork()
  let seconds = pace.isFull ? 20 : 5
  let silent = try await MeasuredBot.postern(PosternActor.withoutQuotas, in: network)
  let quiet = try await idle(silent, pace)
  silent.process.signal(SIGTERM)
  _ = try await silent.process.waitForExit(within: .seconds(20))

  let port = network.freePort()
  var home: URL?
  let bot = try await MeasuredBot.postern(
    PosternActor.withoutQuotas + "\napi { listen = \"127.0.0.1:\(port)\" }", in: network
  ) { home = $0 }
  let open = try await idle(bot, pace)
  let load = HTTPLoad(
    url: "http://127.0.0.1:\(port)/v1/messages", script: try await script(home, in: network),
    namespace: network.namespace)
  let bare = try await BareHTTP.start(on: network.freePort(), in: network.namespace)
  let empty = HTTPLoad(url: bare.url, script: load.script, namespace: network.namespace)
  // The machine may be faster now than it was: the mean of what was before and is after.
  let before = try await empty.run(connections: 64, seconds: seconds)
  let single = try await load.run(connections: 1, seconds: seconds)
  let many = try await load.run(connections: 64, seconds: seconds)
  let after = try await empty.run(connections: 64, seconds: seconds)
  let bareRate = (before.perSecond + after.perSecond) / 2
  return [
    .httpP50: single.p50, .httpRate: many.perSecond, .httpBareRate: bareRate,
    .httpShare: many.perSecond / bareRate, .httpIdleCPU: open.cpu - quiet.cpu,
    .httpIdleMemory: open.memory - quiet.memory,
  ]
}

/// Percent of a core, and MiB.
private func idle(
  _ bot: MeasuredBot, _ pace: Measurement.Pace
) async throws -> (cpu: Double, memory: Double) {
  try await Task.sleep(for: .seconds(5))
  let cpu = try await bot.cpuPercent(watchedFor: .seconds(pace.idleSeconds))
  return (cpu, Double(try bot.usage().residentKiB) / 1_024)
}

/// What each request of the load is, as wrk reads it.
private func script(_ home: URL?, in network: LonelyNetwork) async throws -> URL {
  guard let home else { throw HarnessError("the bot has no home") }
  let postern = try BuildProducts.path(of: "postern")
  let contact = String(repeating: "01", count: 31) + "09"
  try await network.namespace.run([postern, "contact", "add", contact, "--home", home.path()])
  let made = try await network.namespace.run([
    postern, "key", "token", "new", "--scope", "send", "--label", "load", "--home", home.path(),
  ])
  guard let token = made.last else { throw HarnessError("no token was made") }
  let script = home.appending(component: "load.lua")
  try """
  wrk.method = "POST"
  wrk.headers["Authorization"] = "Bearer \(token)"
  wrk.headers["Content-Type"] = "application/json"
  wrk.body = '{"to":"\(contact)","text":"disk full on db1"}'
  """.write(to: script, atomically: true, encoding: .utf8)
  return script
}

/// Requests by wrk, on one thread.
private struct HTTPLoad {
  let url: String
  let script: URL
  let namespace: Namespace

  func run(connections: Int, seconds: Int) async throws -> (perSecond: Double, p50: Double) {
    let lines = try await namespace.run([
      "wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "--latency", "-s", script.path(), url,
    ])
    let fields = lines.map { $0.split(separator: " ") }
    if let refused = lines.first(where: { $0.contains("Non-2xx") }) {
      throw HarnessError("\(url): \(refused)")
    }
    guard
      let rate = fields.first(where: { $0.first == "Requests/sec:" })?.last.flatMap({ Double($0) }),
      let p50 = fields.first(where: { $0.first == "50%" })?.last.flatMap(milliseconds)
    else { throw HarnessError("wrk said \(lines)") }
    return (rate, p50)
  }

  /// "812.00us", "1.02ms", "1.00s"
  private func milliseconds(_ text: Substring) -> Double? {
    for (unit, factor) in [("us", 0.001), ("ms", 1), ("s", 1_000)] where text.hasSuffix(unit) {
      return Double(text.dropLast(unit.count)).map { $0 * factor }
    }
    return nil
  }
}

/// A server of the same library that answers each request at once.
private struct BareHTTP {
  let url: String
  private let commanded: CommandedProcess

  static func start(on port: Int, in namespace: Namespace) async throws -> BareHTTP {
    let commanded = try CommandedProcess(
      [try BuildProducts.path(of: "bare-http"), "\(port)"], in: namespace)
    _ = try await commanded.log.next("the server listens", within: .seconds(20)) {
      $0.event == "listening"
    }
    return BareHTTP(url: "http://127.0.0.1:\(port)/v1/messages", commanded: commanded)
  }
}
