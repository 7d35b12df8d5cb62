import Foundation
import InteropSupport
import Testing

/// Clients that people have, driven at their screen.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(3)))
struct `Clients that people have` {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(components: "Scripts", "toxic.sh").path()

  @Test(.needsToxic, arguments: Implementation.allCases)
  func `a person with toxic adds the bot and reads its answer`(
    implementation: Implementation
  ) async throws {
    let network = try await TestNetwork()
    let bot = try await implementation.echoBot(in: network)
    let nodes = network.nodes.map(\.description).joined(separator: ",")
    let screen = try await network.namespace.run(
      ["bash", Self.script, bot.toxID, nodes, "grüße an dich"], within: .seconds(120))
    #expect(screen.count { $0.contains("grüße an dich") } == 2, "\(screen)")
  }

  @Test(.needsToxic)
  func `the script fails when no answer comes`() async throws {
    let network = try await TestNetwork()
    let mute = try await network.client(of: PeerProcess(in: network.namespace)) {
      $0.acceptsRequests = true
    }
    let nodes = network.nodes.map(\.description).joined(separator: ",")
    await #expect(throws: HarnessError.self) {
      try await network.namespace.run(
        ["bash", Self.script, mute.toxID, nodes, "anyone there?"],
        environment: ["TOXIC_SECONDS": "20"], within: .seconds(120))
    }
  }
}
