import ArgumentParser
import InteropSupport
import TestSupport

/// What floods cost a bot, and what its contact notices of them.
struct Flooded: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A contact's replies while strangers flood the bot from forged addresses.")

  @Option(help: "Datagrams a second.") var rate = 50_000
  @Option(help: "Seconds of each flood.") var seconds = 6

  func run() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let crowd = try await ClientCrowd.start(
      1, processes: 1, tick: .milliseconds(1), of: .toxcore, in: network)
    _ = try await crowd.befriend(bot.toxID)
    let contact = try await bot.log.next("the contact", within: .seconds(60)) {
      $0.event == "contact_online"
    }
    guard let key = contact.text("public_key") else { throw HarnessError("no key") }
    try await talk(crowd, with: bot, name: "calm", seconds: seconds) { 0 }
    for kind in FloodKind.allCases {
      async let warmUp = crowd.flood(plan(seconds: 3))
      let flood = try await HostileNetwork(
        kind, against: bot, contact: key, in: network, rate: rate, seconds: seconds)
      _ = try await warmUp
      try await talk(crowd, with: bot, name: kind.rawValue, seconds: max(1, seconds - 4)) {
        try await flood.end(within: .seconds(60))
      }
    }
  }

  private func plan(seconds: Int) -> Flood {
    var plan = Flood(count: 10_000_000, lengths: 64...64, window: 1)
    plan.sendingLimit = .seconds(seconds)
    return plan
  }

  private func talk(
    _ crowd: ClientCrowd, with bot: PosternActor, name: String, seconds: Int,
    end: () async throws -> Int
  ) async throws {
    guard let before = bot.process.usage else { throw HarnessError("the bot has ended") }
    let clock = ContinuousClock()
    let start = clock.now
    let results = try await crowd.flood(plan(seconds: seconds))
    let sent = try await end()
    let elapsed = (clock.now - start) / .seconds(1)
    guard let result = results.first, let after = bot.process.usage else {
      throw HarnessError("the bot has ended")
    }
    report(
      name,
      [
        "replies": Double(result.received), "wrong": result.isExact ? 0 : 1,
        "p50_ms": Double(result.p50) / 1_000, "p99_ms": Double(result.p99) / 1_000,
        "flood_datagrams": Double(sent),
        "bot_cores": (after.cpuSeconds - before.cpuSeconds) / elapsed,
        "bot_resident_mib": Double(after.residentKiB) / 1_024,
      ])
  }
}
