import Foundation
import InteropSupport
import Testing

/// How many tips are said.
private let size =
  ProcessInfo.processInfo.environment["POSTERN_TRACE_TIPS"].flatMap { Int($0) } ?? 120

/// What a thief finds of a bot's texts, files and names: on its disk, in its output, in its
/// temporary and deleted files, in its memory and in a core of it, all of it at once after the last
/// item, which is stricter than later.
///
/// `POSTERN_TRACE_TIPS=1000` says so many tips (`make traces`).
@Suite(.mayBlock, .timeLimit(.minutes(30))) struct `What a bot leaves behind` {
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
    let folder = place.path("run.tmp")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let bot = try RunningBot(
      in: place, environment: ["TMPDIR": folder, "SQLITE_TMPDIR": folder])
    let (toxID, node) = try await bot.address()
    return (bot, toxID, node)
  }

  /// A source says these tips, and waits for their receipts.
  private func say(_ numbers: Range<Int>, to toxID: String, _ node: String) async throws {
    let tips = numbers.map { "\(Mark.text) number \($0)\n" }.joined()
    let chat = try Command(
      ["chat", toxID, "--home", "source", "--linger", "1", "--bootstrap", node] + RunningBot.direct,
      in: place.directory, input: tips, shell: #"exec timeout 300 "$@""#)
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
    _ = try await eventually("it is gone") { bot.isRunning ? nil : true }
    try keepOutput(run)
  }

  private func keepOutput(_ run: Int) throws {
    for name in ["run.log", "run.errors"] {
      try FileManager.default.copyItem(
        atPath: place.path(name), toPath: place.path("\(name).\(run)"))
    }
  }

  /// The bot's files with each mark in them: home, output, temporary files.
  private func traces() throws -> [String: Set<String>] {
    let names = try ["home", "run.tmp"].flatMap { folder in
      try #require(FileManager.default.enumerator(atPath: place.path(folder)))
        .compactMap { ($0 as? String).map { "\(folder)/\($0)" } }
    }
    let logs = try FileManager.default.contentsOfDirectory(atPath: place.path(""))
      .filter { $0.hasPrefix("run.") }
    return marks(in: names + logs) { try? Data(contentsOf: place.directory.appending(path: $0)) }
  }

  /// Files that the process has open although they have no name any more.
  private func tracesInDeletedFiles(of bot: RunningBot) throws -> [String: Set<String>] {
    let folder = "/proc/\(bot.processIdentifier)/fd"
    let deleted = try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)")
      return target?.hasPrefix("/") == true && target?.hasSuffix("(deleted)") == true
    }
    return marks(in: deleted) { try? Data(contentsOf: URL(filePath: "\(folder)/\($0)")) }
  }

  private func marks(
    in names: [String], _ read: (String) -> Data?
  ) -> [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for name in names {
      guard let data = read(name) else { continue }
      for mark in Mark.all where data.range(of: Data(mark.utf8)) != nil {
        found[mark, default: []].insert(name)
      }
    }
    return found
  }

  /// The marks in a core of the process, which only root can have made; nil without a debugger.
  private func tracesInCore(of bot: RunningBot) async throws -> [String: Set<String>]? {
    let gcore = "/usr/bin/gcore"
    guard FileManager.default.isExecutableFile(atPath: gcore) else { return nil }
    let core = place.path("core")
    let made = Process()
    made.executableURL = URL(filePath: gcore)
    made.arguments = ["-o", core, "\(bot.processIdentifier)"]
    made.standardOutput = FileHandle.nullDevice
    made.standardError = FileHandle.nullDevice
    try made.run()
    _ = try await eventually("the core is written") {
      made.isRunning ? nil : true
    }
    let path = "\(core).\(bot.processIdentifier)"
    guard made.terminationStatus == 0 else { return nil }
    defer { unlink(path) }
    return marks(in: ["core"]) { _ in
      try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    }
  }

  /// Answers a message, and erases some of the newest texts.
  private func work(_ round: Int) throws {
    let reply = try place.run(
      "inbox", "reply", "1", "\(Mark.reply) \(round)", "--home", "home")
    #expect(reply.status == 0, "\(reply.errors)")
    let inbox = try place.run("inbox", "list", "--home", "home", "--json").output
    let ids = try inbox.split(separator: "\n").map { try Record(json: String($0)) }
      .filter { $0.text("kind") == "text" }.compactMap { $0.integer("id") }
    #expect(ids.count > 10)
    let erased = try Command(
      ["inbox", "erase", "--yes", "--home", "home"] + ids.prefix(5).map(String.init),
      in: place.directory)
    #expect(erased.status == 0, "\(erased.errors)")
  }

  @Test(arguments: [true, false])
  func `is nothing that can be read where it seals, and everything where it does not`(
    seals: Bool
  ) async throws {
    let key = try place.run("key", "inbox", "new", "desk.key")
    try place.write(key.output, to: "desk.pub")
    let rounds = max(3, size / 100)
    let tips = size / rounds
    var memory: [String: [String: Int]] = [:]
    var elsewhere: [String: Set<String>] = [:]
    for round in 1...rounds {
      let (bot, toxID, node) = try await start(seals: seals)
      try await say((round - 1) * tips..<round * tips, to: toxID, node)
      try await send(
        "\(Mark.name)-\(round).txt", bytes: [400_000, 200, 1_000_000][round % 3], to: toxID, node)
      try work(round)
      if round == rounds {
        memory = try ProcessMemory(of: bot.processIdentifier).traces(of: Mark.all)
        elsewhere = try await tracesInCore(of: bot) ?? [:]
        elsewhere.merge(try tracesInDeletedFiles(of: bot)) { $0.union($1) }
      }
      try await killed(bot, round)
    }
    #expect(seals == (try traces() == [:]), "the journal of a bot that was killed is searched too")
    let (bot, _, _) = try await start(seals: seals)
    #expect(try await bot.stop() == 0)
    try keepOutput(rounds + 1)
    let traces = try traces()
    if seals {
      #expect(traces == [:])
      #expect(memory == [:])
      #expect(elsewhere == [:])
    } else {
      #expect(Set(traces.keys) == Set(Mark.all), "so that the search can fail")
      #expect(!memory.isEmpty)
    }
  }
}
