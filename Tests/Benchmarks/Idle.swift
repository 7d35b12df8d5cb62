import ArgumentParser
import InteropSupport

/// What a bot costs while nobody writes.
struct Idle: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "CPU and memory of an idle bot.")

  @OptionGroup var options: BotOptions
  @Option(help: "Connected contacts.") var contacts = 1
  @Option(help: "Seconds to watch.") var seconds = 30

  func run() async throws {
    let network = try await TestNetwork()
    let bot = try await options.start(in: network)
    let peer = try Peer(in: network.namespace, tick: .auto)
    var clients: [PeerInstance] = []
    for _ in 0..<contacts {
      let client = try await network.client(of: peer)
      _ = try await client.addFriend(bot.toxID, message: "hello")
      clients.append(client)
    }
    for client in clients { try await client.waitForFriend(0, within: .seconds(120)) }
    let before = try bot.usage()
    try await Task.sleep(for: .seconds(seconds))
    let after = try bot.usage()
    report(
      "idle bot=\(options.bot.rawValue)",
      [
        "contacts": Double(contacts),
        "cpu_percent": (after.cpuSeconds - before.cpuSeconds) / Double(seconds) * 100,
        "resident_mib": Double(after.residentKiB) / 1024,
      ])
  }
}
