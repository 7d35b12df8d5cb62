import ArgumentParser
import InteropSupport

/// From the start of a client that has never been seen to its first contact.
struct Connect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Time until a new friend is connected.")

  @OptionGroup var options: BotOptions
  @Option(help: "How often; each time with a fresh network.") var rounds = 3

  func run() async throws {
    for _ in 0..<rounds {
      let network = try await TestNetwork()
      let bot = try await options.start(in: network)
      let clock = ContinuousClock()
      let botStart = clock.now
      // A first client shows that the bot is on line; the second one is measured.
      _ = try await timeToConnect(to: bot, in: network)
      let botOnLine = clock.now - botStart
      let seconds = try await timeToConnect(to: bot, in: network)
      report(
        "connect bot=\(options.bot.rawValue)",
        ["both_new_s": botOnLine / .seconds(1), "bot_on_line_s": seconds])
    }
  }

  private func timeToConnect(
    to bot: MeasuredBot, in network: TestNetwork
  ) async throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    let client = try await network.client(of: Peer(in: network.namespace, wake: true))
    let friend = try await client.addFriend(bot.toxID, message: "hello")
    try await client.waitForFriend(friend, within: .seconds(120))
    return (clock.now - start) / .seconds(1)
  }
}
