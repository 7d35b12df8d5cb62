import Foundation
import InteropSupport
import Testing

/// Clients that people have, driven at their screen.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(3)))
struct `Clients that people have` {
  private static func script(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(components: "Scripts", name).path()
  }

  private static func nodes(_ network: TestNetwork) -> String {
    network.nodes.map(\.description).joined(separator: ",")
  }

  @Test(.needsToxic, arguments: Implementation.allCases)
  func `a person with toxic adds the bot and reads its answer`(
    implementation: Implementation
  ) async throws {
    let network = try await TestNetwork()
    let bot = try await implementation.echoBot(in: network)
    let screen = try await network.namespace.run(
      ["bash", Self.script("toxic.sh"), bot.toxID, Self.nodes(network), "grüße an dich"])
    #expect(screen.count { $0.contains("grüße an dich") } == 2, "\(screen)")
  }

  @Test(.needsToxic)
  func `a person with toxic sends the bot a file and saves one of the bot's`() async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor(rules: FileCourse.rules, home: "files", in: network)
    let directory = network.namespace.directory
    let sent = try SampleFile.make("tip.pdf", bytes: 2_000_000, in: directory)
    let answer = try SampleFile.make("answer.pdf", bytes: 1_000_000, in: directory)
    let downloads = directory.appending(component: "downloads")
    try FileManager.default.createDirectory(at: downloads, withIntermediateDirectories: false)
    let screen = try await network.namespace.run(
      [
        "bash", Self.script("toxic-files.sh"), bot.toxID, Self.nodes(network), sent.path,
        "send \(answer.path)", downloads.path(),
      ])
    let saved = downloads.appending(component: "answer.pdf").path()
    #expect(try SampleFile.hash(of: saved) == answer.hash, "\(screen)")
    let done = try await bot.log.next("the file is whole") {
      $0.event == "file" && $0.text("state") == "whole" && $0.text("direction") == "in"
    }
    #expect(done.text("sha256") == sent.hash && done.text("file") == "tip.pdf")
  }

  @Test(.needsToxic)
  func `the script fails when no answer comes`() async throws {
    let network = try await TestNetwork()
    let mute = try await network.client(of: PeerProcess(in: network.namespace)) {
      $0.acceptsRequests = true
    }
    await #expect(throws: HarnessError.self) {
      try await network.namespace.run(
        ["bash", Self.script("toxic.sh"), mute.toxID, Self.nodes(network), "anyone there?"],
        environment: ["TOXIC_SECONDS": "20"])
    }
  }
}
