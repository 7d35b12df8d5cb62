import Foundation
import InteropSupport
import Testing

/// What a thief finds of a bot's texts, files and names: on its disk, in its output and in its
/// memory.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `What a bot leaves behind` {
  private let place: Place

  /// Stand in what is said, sent and named, and in nothing else.
  private enum Mark {
    static let text = "tip-about-the-quokka"
    static let reply = "reply-about-the-bilby"
    static let content = "line-about-the-wombat"
    static let name = "name-of-the-numbat"
    static let all = [text, reply, content, name]
  }

  init() throws { place = try Place() }

  private func start(seals: Bool) async throws -> (bot: RunningBot, toxID: String, node: String) {
    try place.write(
      """
      \(PosternActor.withoutQuotas)
      contacts { accept = "everyone" }
      \(seals ? "inbox { seal = \"desk.pub\" }" : "")
      files { accept = "everyone" }
      on("message", function(message)
        if message.is_request then return end
        message:keep()
        message:reply("heard: " .. message.text)
      end)
      on("file_done", function(file) file:keep() end)
      """, to: "echo.lua")
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    return (bot, toxID, node)
  }

  /// A source says so many tips, and waits for their receipts.
  private func say(_ count: Int, to toxID: String, _ node: String) async throws {
    let tips = (1...count).map { "\(Mark.text) number \($0)\n" }.joined()
    let chat = try Command(
      ["chat", toxID, "--home", "source", "--linger", "1", "--bootstrap", node] + RunningBot.direct,
      in: place.directory, input: tips, shell: #"exec timeout 150 "$@""#)
    #expect(chat.status == 0, "\(chat.errors)")
  }

  private func send(_ name: String, bytes: Int, to toxID: String, _ node: String) async throws {
    let line = "\(Mark.content) of \(name)\n"
    let content = String(repeating: line, count: bytes / line.utf8.count + 1).utf8.prefix(bytes)
    try Data(content).write(to: place.directory.appending(path: name))
    let sent = try await place.runAside(
      ["send", toxID, "--file", name, "--home", "source", "--bootstrap", node]
        + RunningBot.direct)
    #expect(sent.status == 0, "\(sent.errors)")
  }

  /// The bot is killed, and what it said is kept.
  private func killed(_ bot: RunningBot, _ run: Int) async throws {
    kill(bot.processIdentifier, SIGKILL)
    _ = try await eventually("it is gone", within: .seconds(10)) { bot.isRunning ? nil : true }
    try keepOutput(run)
  }

  private func keepOutput(_ run: Int) throws {
    for name in ["run.log", "run.errors"] {
      try FileManager.default.copyItem(
        atPath: place.path(name), toPath: place.path("\(name).\(run)"))
    }
  }

  /// The bot's files with each mark in them.
  private func traces() throws -> [String: Set<String>] {
    let names = try #require(FileManager.default.enumerator(atPath: place.path("home")))
      .compactMap { ($0 as? String).map { "home/\($0)" } }
    let logs = try FileManager.default.contentsOfDirectory(atPath: place.path(""))
      .filter { $0.hasPrefix("run.") }
    var found: [String: Set<String>] = [:]
    for name in names + logs {
      guard let data = try? Data(contentsOf: place.directory.appending(path: name)) else {
        continue
      }
      for mark in Mark.all where data.range(of: Data(mark.utf8)) != nil {
        found[mark, default: []].insert(name)
      }
    }
    return found
  }

  @Test(arguments: [true, false])
  func `is nothing that can be read where it seals, and everything where it does not`(
    seals: Bool
  ) async throws {
    let key = try place.run("key", "inbox", "new", "desk.key")
    try place.write(key.output, to: "desk.pub")
    let toxID: String, node: String
    var bot: RunningBot
    (bot, toxID, node) = try await start(seals: seals)
    try await say(120, to: toxID, node)
    for (number, bytes) in [400_000, 200, 1_000_000].enumerated() {
      try await send("\(Mark.name)-\(number).txt", bytes: bytes, to: toxID, node)
    }
    let reply = try place.run("inbox", "reply", "1", Mark.reply, "--home", "home")
    #expect(reply.status == 0, "\(reply.errors)")
    let inbox = try place.run("inbox", "list", "--home", "home", "--json").output
    let ids = try inbox.split(separator: "\n").compactMap {
      try Record(json: String($0)).integer("id")
    }
    #expect(ids.count > 20)
    let erased = try Command(
      ["inbox", "erase", "--yes", "--home", "home"] + ids.suffix(10).map(String.init),
      in: place.directory)
    #expect(erased.status == 0, "\(erased.errors)")
    let memory = try ProcessMemory(of: bot.processIdentifier).traces(of: Mark.all)
    for run in 1...2 {
      try await killed(bot, run)
      (bot, _, _) = try await start(seals: seals)
    }
    #expect(try await bot.stop() == 0)
    try keepOutput(3)
    let traces = try traces()
    if seals {
      #expect(traces == [:])
      #expect(memory == [:])
    } else {
      #expect(Set(traces.keys) == Set(Mark.all), "so that the search can fail")
      #expect(!memory.isEmpty)
    }
  }
}
