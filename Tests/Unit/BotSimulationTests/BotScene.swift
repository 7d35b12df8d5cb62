import Foundation
import GatewayCore
import GatewayTestSupport
import GatewayEngine
import ToxCore
import ToxSimulation
import ToxWire

@testable import Gateway
@testable import GatewayStore

/// A bot in the simulation: the real engine, with the real store in a home of its own, real rules,
/// and a real node in the virtual network. People are simulated; receivers of webhooks are
/// scripted; the disk fails on request.
///
/// Time passes only in
/// `run`, for all of them at once. All randomness comes from the seed, so that two scenes with the
/// same seed have the same `hash`.
final class BotScene {
  var network: Simulation
  let bot: NodeID
  let receivers = ScriptedReceivers()
  /// The engine's reports, without times.
  private(set) var reports: [Report] = []
  /// How often the process was killed.
  private(set) var kills = 0

  private let rules: String
  private let told = Told()
  private var directory: TestDirectory
  private var disk: TestDisk
  private var process: BotProcess?
  private var generator: SeededGenerator
  private var digest = FNV1a64()

  private var waiting: [EngineInput] = []
  /// Answers of receivers on their way.
  private var coming: [(at: Instant, input: EngineInput)] = []
  /// When the engine has its next turn.
  private var turnAt: Instant?
  /// Faults and repairs of the disk that are still to come.
  private var faults: [(at: Instant, fault: TestDisk.Fault?)] = []
  /// Batches with network commands until the next kill.
  private var batchesToKill: Int?
  private var isKilled = false

  /// The events of the bot's node since the last turn.
  private final class Told {
    var events: [Event] = []
  }

  init(seed: UInt64, rules: String) throws {
    self.rules = rules
    network = Simulation(seed: seed)
    generator = SeededGenerator(seed: seed, purpose: "gateway")
    directory = try TestDirectory()
    disk = try TestDisk(under: directory)
    bot = network.addNode("bot")
    network.onEvent = { [told] entry in if entry.node == "bot" { told.events.append(entry.event) } }
    try start()
  }

  /// A person that has the bot's Tox ID, asks to become a contact, and joins through `boot`.
  func addPerson(_ name: String, through boot: NodeID) -> NodeID {
    let person = network.addNode(name)
    network.bootstrap(person, through: boot)
    network.add(bot, to: person, request: Array("It is \(name).".utf8))
    return person
  }

  /// The packets on the network, the outputs of the engine, and their times.
  var hash: UInt64 {
    var all = digest
    all.combine(network.transcript.hash)
    return all.value
  }

  var now: UnixMilliseconds { UnixMilliseconds(Self.dateAtStart + uptime.rawValue) }

  private var uptime: Uptime { Uptime(network.instant.nanoseconds / 1_000_000) }

  /// In January 2027, as the nodes have it.
  private static let dateAtStart: Int64 = 1_800_000_000_000

  // MARK: The home

  /// Reads the committed state of the home.
  func read<Value>(_ body: (StoreReader) throws(StoreError) -> Value) throws -> Value {
    guard let process else { preconditionFailure("the bot runs") }
    return try process.store.read(body)
  }

  /// Gives the disk this fault, from a time on and for so many seconds.
  func planFault(_ fault: TestDisk.Fault, after pause: Interval, seconds: Int64) {
    let begin = network.instant + pause
    faults += [(begin, fault), (begin + .seconds(seconds), nil)]
    faults.sort { $0.at < $1.at }
  }

  /// Kills the process after so many more commits of batches with network commands, before any
  /// command leaves; and restarts it from the disk.
  func planKill(afterBatches count: Int) { batchesToKill = count }

  /// Kills the process between two turns.
  func killNow() throws {
    kill()
    try restart()
  }

  private func start() throws {
    try rules.write(toFile: directory.path + "/bot.lua", atomically: true, encoding: .utf8)
    let purpose = "entropy of the engine, run \(kills + 1)"
    let process = try BotProcess(
      directory.path, clock: { [unowned self] in now }, uptime: { [unowned self] in uptime },
      entropy: SeededGenerator(seed: network.seed, purpose: purpose)
    ) { [unowned self] output in take(output) }
    self.process = process
    carryOut(try process.firstCommands())
    turnAt = network.instant
  }

  // MARK: Time

  func run(for interval: Interval) throws { _ = try run(within: interval) { _ in false } }

  /// Lets time pass until a condition holds.
  ///
  /// - Returns: whether it held within the interval.
  func run(
    within interval: Interval, until condition: (borrowing Simulation) -> Bool
  ) throws -> Bool {
    let limit = network.instant + interval
    while true {
      let next = [limit, turnAt, coming.first?.at, faults.first?.at].compactMap(\.self).min()
      let holds = network.run(within: (next ?? limit) - network.instant) { [told] network in
        !told.events.isEmpty || condition(network)
      }
      if holds, told.events.isEmpty { return true }
      hear()
      applyFaults()
      if turnAt.map({ $0 <= network.instant }) ?? false { try turn() }
      if network.instant >= limit { return condition(network) }
    }
  }

  /// Moves events of the node and results of the receivers into the engine's inputs.
  private func hear() {
    let events = told.events
    told.events = []
    let translated = events.compactMap { process?.translation.translate($0) }
    if !translated.isEmpty { post(.network(translated)) }
    while let first = coming.first, first.at <= network.instant {
      coming.removeFirst()
      post(first.input)
    }
  }

  private func applyFaults() {
    while let first = faults.first, first.at <= network.instant {
      faults.removeFirst()
      disk.set(first.fault)
    }
  }

  /// Inputs wait: the thread wakes, and its commit takes a while.
  private func post(_ input: EngineInput) {
    waiting.append(input)
    let latency = Interval.microseconds(.random(in: 500...8_000, using: &generator))
    turnAt = min(turnAt ?? .distantFuture, network.instant + latency)
  }

  private func turn() throws {
    guard let process else { return }
    let inputs = waiting
    waiting = []
    turnAt = nil
    process.engine.advance(with: inputs)
    if isKilled { return try restart() }
    guard let wait = process.engine.timeToWait else { return }
    // Each turn takes time, or the clock would stand still.
    let next = network.instant + max(.milliseconds(wait), .milliseconds(1))
    turnAt = min(turnAt ?? .distantFuture, next)
  }

  // MARK: Outputs of the engine

  private func take(_ output: EngineOutput) {
    guard !isKilled else { return }
    if case .network = output, let count = batchesToKill {
      batchesToKill = count > 1 ? count - 1 : nil
      if count <= 1 { return kill() }
    }
    note(output)
    switch output {
    case .network(let commands): carryOut(commands)
    case .deliver(let attempts):
      for attempt in attempts {
        let result = receivers.receive(attempt.delivery, at: now)
        coming.append(
          (
            network.instant + receivers.delay,
            .delivered(
              attempt.delivery.id, AttemptOutcome(result), startedAt: attempt.startedAt)
          ))
      }
    case .report(let reports): self.reports += reports
    case .reply(let reply, let handler): handler(reply)
    case .hookReply(let reply, let handler): handler(reply)
    }
  }

  private func carryOut(_ commands: [NetworkCommand]) {
    guard let process else { return }
    let outcomes = network.perform(on: bot) { node, now in
      process.translation.carryOut(commands, on: &node, now: now)
    }
    // As on the bridge: they wait for the next urgent event.
    if let outcomes, !outcomes.isEmpty { waiting.append(.network(outcomes)) }
  }

  private func note(_ output: EngineOutput) {
    digest.combine(UInt64(bitPattern: network.instant.nanoseconds))
    switch output {
    case .reply: return
    case .deliver(let attempts):
      for attempt in attempts { digest.combine(Array("\(attempt.delivery)".utf8)) }
      return
    case .network, .report, .hookReply: break
    }
    digest.combine(Array("\(output)".utf8))
  }

  /// Only the present content of the disk is left.
  private func kill() {
    isKilled = true
    kills += 1
    digest.combine(UInt64(bitPattern: network.instant.nanoseconds))
    do { left = try disk.killProcess() } catch { preconditionFailure("\(error)") }
  }

  private var left: TestDirectory?

  private func restart() throws {
    guard let left else { return }
    try process?.store.close()
    process = nil
    network.stop(bot, saysGoodbye: false)
    (waiting, coming, told.events) = ([], [], [])
    directory = left
    self.left = nil
    disk = try TestDisk(under: directory)
    isKilled = false
    network.start(bot)
    try start()
  }

  deinit { try? process?.store.close() }
}
