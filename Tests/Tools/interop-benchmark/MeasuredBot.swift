import ArgumentParser
import Foundation
import Glibc
import InteropSupport

/// A bot as its users run it.
struct MeasuredBot {
  enum Kind: String, ExpressibleByArgument, CaseIterable, Codable, CodingKeyRepresentable {
    /// c-toxcore as real bots run it: sleeping `tox_iteration_interval`.
    case toxcore
    case toxcoreEachMillisecond = "toxcore-1ms"
    /// As fast as c-toxcore can be; no known bot does it.
    case toxcoreWake = "toxcore-wake"
    /// With its words going to a file, as a service manager would keep them.
    case postern
    /// The same bot with `inbox { keep = "nothing" }`: no message touches the disk.
    case posternKeepingNothing = "postern-keeping-nothing"
    /// The same bot with `inbox { seal = … }`, for two keys.
    case posternSealing = "postern-sealing"
  }

  /// What it does with a message.
  enum Habit {
    /// Sends it back: `bots/echo.lua`.
    case echoes
    /// Says nothing; Postern's bot keeps it in its inbox.
    case listens
    /// The same, and forwards it to a webhook: `bots/forward.lua`.
    case forwards
  }

  let toxID: String
  let process: NamespaceProcess
  /// nil for c-toxcore.
  var home: URL?
  let started: ContinuousClock.Instant
  private var startAgain: (() async throws -> MeasuredBot)?
  private let isAnnounced: () async throws -> Void

  /// - Parameter relay: it uses this relay and no UDP.
  static func start(
    _ kind: Kind, _ habit: Habit = .echoes, over relay: NodeAddress? = nil,
    in network: any LoopbackNetwork
  ) async throws -> MeasuredBot {
    switch kind {
    case .toxcore: try await toxcore(habit, over: relay, in: network, tick: .auto)
    case .toxcoreEachMillisecond: try await toxcore(habit, in: network, tick: .milliseconds(1))
    case .toxcoreWake: try await toxcore(habit, in: network, tick: .auto, wake: true)
    case .postern:
      try await postern(PosternActor.withoutQuotas + rules(habit), over: relay, in: network)
    case .posternKeepingNothing:
      try await postern(
        "inbox { keep = \"nothing\" }\n" + PosternActor.withoutQuotas + rules(habit), in: network)
    case .posternSealing:
      try await postern(
        "inbox { seal = { \"\(newInboxKey())\", \"\(newInboxKey())\" } }\n"
          + PosternActor.withoutQuotas + rules(habit), in: network)
    }
  }

  /// Waits until the bot itself says that it is on line and can be found.
  ///
  /// - Returns: the seconds since its start.
  @discardableResult
  func announced() async throws -> Double {
    try await isAnnounced()
    return (ContinuousClock.now - started) / .seconds(1)
  }

  /// Ends it and starts it again with the same home; for Postern alone.
  func restarted() async throws -> MeasuredBot {
    guard let startAgain else { throw HarnessError("this bot keeps nothing to start again with") }
    process.signal(SIGTERM)
    _ = try await process.waitForExit(within: .seconds(60))
    return try await startAgain()
  }

  /// After it a program of ours has given back what only its start needed.
  static let startTime = Duration.seconds(10)

  /// What the bot's process has used; throws when it is gone.
  func usage() throws -> ProcessUsage {
    guard let usage = process.usage else { throw HarnessError("the bot has ended") }
    return usage
  }

  /// What it used in this time, in percent of one core.
  func cpuPercent(watchedFor time: Duration) async throws -> Double {
    let before = try usage().cpuSeconds
    let start = ContinuousClock.now
    try await Task.sleep(for: time)
    return (try usage().cpuSeconds - before) / ((ContinuousClock.now - start) / .seconds(1)) * 100
  }

  private static func toxcore(
    _ habit: Habit, over relay: NodeAddress? = nil, in network: any LoopbackNetwork,
    tick: PeerProcess.Tick, wake: Bool = false
  ) async throws -> MeasuredBot {
    let started = ContinuousClock.now
    let actor = try await ToxcoreActor.echoBot(in: network, tick: tick, wake: wake, over: relay)
    if habit == .listens { try await actor.instance.command("echo silent") }
    return MeasuredBot(toxID: actor.toxID, process: actor.process, started: started) {
      try await actor.instance.waitOnLine(within: .seconds(60))
    }
  }

  /// The public half of an inbox key; the other one is thrown away.
  private static func newInboxKey() throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(
      component: "inbox-key-\(UInt64.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(at: file) }
    return try newInboxKey(in: file.path())
  }

  /// - Parameter file: for both halves.
  /// - Returns: the public one.
  static func newInboxKey(in file: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: try BuildProducts.path(of: "postern"))
    process.arguments = ["key", "inbox", "new", file]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw HarnessError("no inbox key was made") }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  static func rules(_ habit: Habit) throws -> String {
    switch habit {
    case .echoes: try String(contentsOf: URL(filePath: "bots/echo.lua"), encoding: .utf8)
    case .forwards:
      try String(contentsOf: URL(filePath: "bots/forward.lua"), encoding: .utf8)
        .replacing("-- allow =", with: "allow =")
    case .listens:
      """
      contacts { accept = "everyone" }
      messages { join = false }
      on("message", function(message) message:keep() end)
      """
    }
  }

  private static let receiverPort = 8_080

  /// Starts what answers the webhook of a bot that forwards.
  static func startReceiver(in network: any LoopbackNetwork) async throws -> NamespaceProcess {
    let log = RecordLog()
    let process = try network.namespace.start(
      [try BuildProducts.path(of: "harness"), "receiver", "--port", "\(receiverPort)"]
    ) { log.append(line: $0) }
    _ = try await log.next("the receiver listens", within: .seconds(20)) {
      $0.event == "listening"
    }
    return process
  }

  /// What makes `postern run` use a relay and nothing else.
  static func overRelay(_ relay: NodeAddress) -> [String] {
    ["--network", "relay", "--relay", relay.description]
  }

  /// - Parameters:
  ///   - relay: it uses this relay and no UDP.
  ///   - fill: fills its new home, for which it is started twice.
  static func postern(
    _ rules: String, over relay: NodeAddress? = nil, in network: any LoopbackNetwork,
    fill: ((_ home: URL) throws -> Void)? = nil
  ) async throws -> MeasuredBot {
    let port = network.freePort()
    let reach = relay.map { overRelay($0) } ?? ["--no-lan-discovery", "--port", "\(port)"]
    let home = network.namespace.directory.appending(component: "bot-\(port)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let bot = home.appending(component: "bot.lua")
    try rules.write(to: bot, atomically: true, encoding: .utf8)
    let nodes = network.nodes.isEmpty ? ["none"] : network.nodes.map(\.description)
    let run =
      [try BuildProducts.path(of: "postern"), "run", bot.path(), "--home", home.path()]
      + reach + nodes.flatMap { ["--bootstrap", $0] }
    if let fill {
      let first = try PosternRun(run, home: home, in: network.namespace)
      _ = try await first.line("Tox ID: ")
      first.process.signal(SIGTERM)
      let status = try await first.process.waitForExit(within: .seconds(20))
      guard status == 0 else {
        throw HarnessError("postern ended with \(status): \(first.text.suffix(1_000))")
      }
      try fill(home)
    }
    return try await postern(run, home: home, in: network)
  }

  private static func postern(
    _ run: [String], home: URL, in network: any LoopbackNetwork
  ) async throws -> MeasuredBot {
    let words = try PosternRun(run, home: home, in: network.namespace)
    let toxID = try await words.line("Tox ID: ").dropFirst("Tox ID: ".count)
    var measured = MeasuredBot(
      toxID: String(toxID), process: words.process, started: words.started
    ) {
      _ = try await words.line("announced")
    }
    measured.home = home
    measured.startAgain = { try await postern(run, home: home, in: network) }
    return measured
  }

  /// A run of the program, whose words go to a file: reading lines from a pipe costs time on the
  /// cores that are measured.
  private struct PosternRun {
    let process: NamespaceProcess
    let started = ContinuousClock.now
    private let words: URL

    init(_ command: [String], home: URL, in namespace: Namespace) throws {
      words = home.appending(component: "words")
      process = try namespace.start(
        ["sh", "-c", #"out=$1; shift; exec "$@" >"$out" 2>&1"#, "sh", words.path()] + command,
        environment: ["WEBHOOK_URL": "http://127.0.0.1:\(receiverPort)/"]
      ) { _ in }
    }

    /// All that it has said.
    var text: String { (try? String(contentsOf: words, encoding: .utf8)) ?? "" }

    func line(_ start: String) async throws -> String {
      try await eventually("postern says “\(start)”", within: .seconds(60)) {
        let text = text
        if process.hasExited { throw HarnessError("postern ended: \(text)") }
        return text.split(separator: "\n").first { $0.hasPrefix(start) }.map(String.init)
      }
    }
  }
}
