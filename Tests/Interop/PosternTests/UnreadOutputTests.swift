import Foundation
import InteropSupport
import Testing

/// A bot whose standard output is read no longer: a pipeline that stopped, a terminal with Ctrl-S.
@Suite(.mayBlock) struct `Output without a reader` {
  @Test func `messages are stored all the same, and the end comes in time`() async throws {
    let place = try Place()
    try place.write(
      """
      contacts { accept = "everyone" }
      on("message", function(message) message:keep() end)
      """, to: "bot.lua")
    let (output, errors) = (Pipe(), Pipe())
    let bot = Process()
    bot.executableURL = URL(filePath: try BuildProducts.path(of: "postern"))
    bot.arguments =
      ["run", "bot.lua", "--home", "home", "--json", "--log-level", "debug", "--bootstrap", "none"]
      + RunningBot.direct
    bot.currentDirectoryURL = place.directory
    (bot.standardOutput, bot.standardError) = (output, errors)
    try bot.run()
    defer { if bot.isRunning { kill(bot.processIdentifier, SIGKILL) } }
    let ready = try ready(output.fileHandleForReading)

    // More lines than a pipe holds, several times.
    let count = 2_000
    let texts = (0..<count).map { "message \($0) \(String(repeating: "x", count: 100))" }
    let chat = try Command(
      ["chat", ready.id, "--home", "person", "--linger", "0", "--bootstrap", ready.node]
        + RunningBot.direct,
      in: place.directory, input: texts.joined(separator: "\n"),
      shell: #"exec timeout 300 "$@""#)
    #expect(chat.status == 0, "\(chat.errors)")
    let stored = try place.run("inbox", "list", "--all", "--limit", "5000", "--home", "home")
    #expect(stored.output.split(separator: "\n").count == count)

    kill(bot.processIdentifier, SIGTERM)
    _ = try await eventually("the bot ends") { bot.isRunning ? nil : true }
    #expect(bot.terminationReason == .exit && bot.terminationStatus == 0)
  }

  /// Reads the first event and no more.
  private func ready(_ handle: FileHandle) throws -> (id: String, node: String) {
    var line = Data()
    while let byte = try handle.read(upToCount: 1), byte != Data("\n".utf8) { line += byte }
    let event = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
    let id = try #require(event["tox_id"] as? String)
    let key = try #require(event["dht_key"] as? String)
    let port = try #require(event["udp_port"] as? Int)
    return (id, "127.0.0.1:\(port):\(key)")
  }
}
