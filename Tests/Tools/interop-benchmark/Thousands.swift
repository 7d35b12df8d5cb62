import ArgumentParser
import Foundation
import InteropSupport

/// A bot with as many contacts on line as it may have; one run takes long, and much memory.
struct Thousands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Thousands of contacts on line: how soon, and what the bot then takes.",
    discussion: """
      All ask at once, of whom Limits.friendRequests lets in 256 and then 16 a second: 2,000 take \
      109 s at least. Then the bot is started again, with contacts that it knows. 2,000 clients of \
      ours take 1.3 GiB.
      """)

  @Option(help: "The bot under test.") var bot: MeasuredBot.Kind = .postern
  @Option(help: "Clients, each a contact of the bot.") var contacts = 2_000
  @Option(help: "Whose clients they are.") var clients = Surroundings.postern
  @Option(help: "Milliseconds after which each of c-toxcore's looks what there is to do.")
  var tick = 250
  @Option(help: "Seconds until all have to be on line.") var patience = 1_200
  @Option(help: "Seconds to watch the bot then.") var idle = 60

  func run() async throws {
    let network = try await clients.network()
    let bot = try await MeasuredBot.start(self.bot, in: network)
    try await bot.announced()
    try await Task.sleep(for: MeasuredBot.startTime)
    let alone = try bot.usage()
    let crowd = try await ClientCrowd.start(
      contacts, processes: (contacts + 249) / 250, tick: .milliseconds(tick), of: clients,
      in: network, patience: .seconds(patience))
    note("\(contacts) clients are on line")
    let ready = try bot.usage()
    let joining = try await crowd.join(
      bot.toxID, within: .seconds(patience), Self.progress())
    let joined = try bot.usage()
    note("the bot is on line for \(joining.online) after \(Int(joining.seconds)) s")
    try await Task.sleep(for: .seconds(idle / 2))
    let cpu = try await bot.cpuPercent(watchedFor: .seconds(idle))
    let memory = try bot.usage()
    let lost = crowd.takeLost()
    let contacts = Double(max(joining.online, 1))
    let joiningCPU = joined.cpuSeconds - ready.cpuSeconds
    let growth = Double(memory.anonymousKiB - alone.anonymousKiB)
    report(
      "contacts bot=\(self.bot.rawValue)",
      [
        "asked": Double(crowd.count), "online": Double(joining.online),
        "after_s": joining.seconds, "lost_while_idle": Double(lost),
        "bot_cpu_ms_per_newcomer": joiningCPU * 1_000 / contacts, "idle_cpu_percent": cpu,
        "resident_mib": Double(memory.residentKiB) / 1_024, "kib_per_contact": growth / contacts,
      ])
    if self.bot == .postern { try await reportReturn(of: bot, crowd) }
  }

  /// Starts the bot again, with contacts that it knows.
  private func reportReturn(of bot: MeasuredBot, _ crowd: ClientCrowd) async throws {
    let again = try await bot.restarted()
    let joined = try await crowd.waitOnline(
      since: again.started, within: .seconds(patience), Self.progress())
    let cpu = try again.usage().cpuSeconds
    report(
      "contacts after a restart",
      [
        "online": Double(joined.online), "after_s": joined.seconds,
        "bot_cpu_ms_each": cpu * 1_000 / Double(max(joined.online, 1)),
      ])
  }

  /// Says every ten seconds how far it is.
  private static func progress() -> (Int) -> Void {
    let start = ContinuousClock.now
    var next = start + .seconds(10)
    return { online in
      guard ContinuousClock.now >= next else { return }
      next += .seconds(10)
      note("\(online) on line after \(Int((ContinuousClock.now - start) / .seconds(1))) s")
    }
  }
}
