import Foundation
import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine

/// Webhooks whose messages can be read in transit.
@Suite struct `Webhooks over plain http` {
  private func warnings(
    _ url: String, _ send: Webhook.Content = .full, in profile: NetworkProfile = .direct
  ) -> [String] {
    BotConfiguration(webhooks: [Webhook(name: "desk", url: url, send: send)])
      .openWebhookWarnings(in: profile)
  }

  @Test func `are told of, without their address`() throws {
    let warning = try #require(warnings("http://desk.example/secret").first)
    #expect(warning.contains("\"desk\""))
    #expect(!warning.contains("example"))
    #expect(warnings("http://desk.example/", .message) == [warning])
    #expect(warnings("http://desk.example/", in: .tor)[0].contains("the Tor exit"))
  }

  @Test func `are none where they hold nothing, stay here or are encrypted`() {
    #expect(warnings("http://desk.example/", .notice).isEmpty)
    #expect(warnings("http://desk.example/", .thin).isEmpty)
    #expect(warnings("http://127.0.0.1:80/").isEmpty)
    #expect(warnings("https://desk.example/").isEmpty)
  }

  @Test func `are told of, with the setting, where their address is not allowed`() throws {
    func warnings(_ url: String, allowing texts: [String] = []) throws -> [String] {
      var webhook = Webhook(name: "desk", url: url)
      webhook.allowed = try AllowedAddresses(texts)
      return BotConfiguration(webhooks: [webhook]).refusedWebhookWarnings
    }
    let warning = try #require(warnings("http://10.1.2.3/secret").first)
    #expect(warning.contains("\"desk\"") && warning.contains("allow = \"10.0.0.0/8\""))
    #expect(!warning.contains("10.1.2.3") && !warning.contains("secret"))
    #expect(try warnings("https://localhost/")[0].contains("allow = \"localhost\""))
    #expect(try warnings("http://127.1:80/", allowing: ["127.0.0.1"]).isEmpty)
    #expect(try warnings("https://desk.example/").isEmpty)
  }

  @Test func `are told of again when the file brings one`() throws {
    let bench = try WorkerBench("contacts { accept = 'everyone' }")
    try "webhook 'desk' { url = 'http://desk.example/' }"
      .write(toFile: bench.path + "/bot.lua", atomically: true, encoding: .utf8)
    _ = bench.worker.engine.handle([.reload])
    #expect(bench.reports.lines("rule_warning").contains { $0.contains("plain http") })
  }
}
