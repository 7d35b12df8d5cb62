import Foundation
import InteropSupport
import Testing

/// A seal that comes late, and keys that change, as people type it.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A home whose seal changes` {
  private let place: Place
  /// In every text, file and name of the source, and in nothing else.
  private static let mark = "the-blue-folder"
  private static let line = "\(mark) has a line\n"
  private let content = Data(String(repeating: line, count: 9_000).utf8)

  init() throws {
    place = try Place()
    for name in ["desk", "editor", "clerk"] {
      let made = try place.run("key", "inbox", "new", "\(name).key")
      #expect(made.status == 0, "\(made.errors)")
      try place.write(made.output, to: "\(name).pub")
    }
    try content.write(to: place.directory.appending(path: "\(Self.mark).txt"))
  }

  private func writeBot(seal: String) throws {
    try place.write(
      """
      contacts { accept = "everyone" }
      files { accept = "everyone" }
      \(seal)
      on("message", function(message)
        if message.is_request then return end
        message:keep()
        message:reply("received: " .. message.text)
        message.contact:set("last", message.text)
        message.contact:set_note("wrote: " .. message.text)
      end)
      on("file_done", function(file) file:keep() end)
      """, to: "echo.lua")
  }

  private func run(_ words: String...) throws -> Command { try Command(words, in: place.directory) }

  /// A source says so many tips and sends a file.
  private func use(_ tips: Int) async throws {
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    let lines = (1...tips).map { "\(Self.mark) number \($0)\n" }.joined()
    let chat = try Command(
      ["chat", toxID, "--home", "source", "--linger", "1", "--bootstrap", node] + RunningBot.direct,
      in: place.directory, input: lines, shell: #"exec timeout 300 "$@""#)
    #expect(chat.status == 0, "\(chat.errors)")
    let sent = try await place.runAside(
      ["send", toxID, "--file", "\(Self.mark).txt", "--home", "source", "--bootstrap", node]
        + RunningBot.direct)
    #expect(sent.status == 0, "\(sent.errors)")
    #expect(try await bot.stop() == 0)
  }

  /// The files below the home in which the mark stands.
  private func leaks() throws -> [String] { try place.leaks(of: Self.mark) }

  private func state() throws -> Record {
    try Record(json: run("inbox", "reseal", "--status", "--json", "--home", "home").output)
  }

  private func opens(with key: String, tips: Int) throws -> Bool {
    let list = try run(
      "inbox", "list", "--all", "--limit", "500", "--home", "home", "--key", "\(key).key")
    let texts = (1...tips).filter { list.output.contains("\(Self.mark) number \($0)") }
    guard list.status == 0, texts.count == tips else { return false }
    let files = try run("file", "list", "--json", "--home", "home", "--key", "\(key).key").output
    let file = try files.split(separator: "\n").map { try Record(json: String($0)) }.first
    let number = String(try #require(file?.integer("id")))
    try? FileManager.default.removeItem(atPath: place.path("saved"))
    let got = try run(
      "file", "get", number, "--output", "saved", "--home", "home", "--key", "\(key).key")
    return got.status == 0 && FileManager.default.contents(atPath: place.path("saved")) == content
  }

  @Test func `seals what it has in clear, by the bot, over kills, and by the command`()
    async throws
  {
    try writeBot(seal: "")
    try await use(40)
    #expect(try !leaks().isEmpty, "so the search can fail")
    #expect(try state().text("state") == "off")
    let refused = try run("inbox", "reseal", "--home", "home")
    #expect(refused.status == 1 && refused.errors.contains("not sealed"), "\(refused.errors)")

    try writeBot(seal: #"inbox { seal = "desk.pub" }"#)
    for _ in 0..<3 {
      let bot = try RunningBot(in: place)
      try await bot.waitReady()
      kill(bot.processIdentifier, SIGKILL)
      _ = try await eventually("it is gone") { bot.isRunning ? nil : true }
    }
    // What the bot has not done by now the command does.
    let sealed = try run("inbox", "reseal", "--home", "home")
    #expect(sealed.status == 0 && sealed.output == "sealed\n", "\(sealed.output)\(sealed.errors)")
    #expect(try leaks() == [])
    #expect(try opens(with: "desk", tips: 40))
  }

  @Test func `is sealed by the bot alone, which answers meanwhile`() async throws {
    try writeBot(seal: "")
    try await use(20)
    try writeBot(seal: #"inbox { seal = "desk.pub" }"#)
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let waited = try run("inbox", "reseal", "--home", "home")
    #expect(waited.status == 0, "\(waited.errors)")
    _ = try await eventually("it says sealed") {
      try state().text("state") == "sealed" ? true : nil
    }
    #expect(try leaks() == [])
    #expect(try await bot.stop() == 0)
    #expect(try leaks() == [])
    #expect(try opens(with: "desk", tips: 20))
  }

  @Test func `opens with the present keys and no other once it is resealed`() async throws {
    try writeBot(seal: #"inbox { seal = "desk.pub" }"#)
    try await use(10)
    // A colleague more: of what was sealed before she has nothing.
    try writeBot(seal: #"inbox { seal = { "desk.pub", "editor.pub" } }"#)
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    #expect(try !opens(with: "editor", tips: 10))
    #expect(try state().integer("other_envelopes") ?? 0 > 0)
    let wrong = try run("inbox", "reseal", "--home", "home", "--key", "clerk.key")
    #expect(wrong.status == 65 && wrong.errors.contains("for other keys"), "\(wrong.errors)")
    let others = try run(
      "inbox", "reseal", "--home", "home", "--key", "desk.key", "--to", "clerk.pub")
    #expect(others.status == 1 && others.errors.contains("seals to other keys"))
    // While it runs, through its socket.
    let added = try run(
      "inbox", "reseal", "--home", "home", "--key", "desk.key", "--to", "desk.pub", "--to",
      "editor.pub")
    #expect(added.status == 0, "\(added.errors)")
    #expect(try state().integer("other_envelopes") == 0)
    for key in ["desk", "editor"] { #expect(try opens(with: key, tips: 10)) }
    #expect(try await bot.stop() == 0)

    // The first key is retired; no bot runs.
    try writeBot(seal: #"inbox { seal = "editor.pub" }"#)
    let short = try RunningBot(in: place)
    try await short.waitReady()
    #expect(try await short.stop() == 0)
    let told = try run("inbox", "reseal", "--home", "home")
    #expect(told.status == 0 && told.errors.contains("for earlier keys"), "\(told.errors)")
    let retired = try run("inbox", "reseal", "--home", "home", "--key", "editor.key")
    #expect(retired.status == 0, "\(retired.errors)")
    #expect(try opens(with: "editor", tips: 10) && !opens(with: "desk", tips: 10))
    #expect(try leaks() == [])
  }

  @Test func `shows a public half as a code`() throws {
    let made = try run("key", "inbox", "new", "new.key", "--qr", "new.svg")
    #expect(made.status == 0 && made.output.hasPrefix("inboxpub_"), "\(made.errors)")
    #expect(made.output.split(separator: "\n").count == 1)
    #expect(String(decoding: try place.read("new.svg"), as: UTF8.self).contains("<svg"))
    let shown = try run("key", "inbox", "public", "new.key", "--qr", "-")
    #expect(shown.output == made.output && shown.errors.contains("▀"))
    let again = try run("key", "inbox", "new", "other.key", "--qr", "new.svg")
    #expect(again.status == 73)
    #expect(!FileManager.default.fileExists(atPath: place.path("other.key")))
  }

  @Test func `is exported with all files that can be read, and a list of the others`()
    async throws
  {
    try writeBot(seal: #"inbox { seal = "desk.pub" }"#)
    try await use(3)
    try await use(1)
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path("home/files"))
      .compactMap { Int($0) }.sorted()
    #expect(names.count == 2)
    let whole = try place.read("home/files/\(names[0])")
    try whole.dropLast(1_000).write(
      to: place.directory.appending(path: "home/files/\(names[0])"))
    let export = try run(
      "inbox", "export", "--json", "--output", "tips.jsonl", "--files", "tips", "--home", "home")
    #expect(export.status == 65 && export.errors.contains("1 files"), "\(export.errors)")
    let manifest = try String(decoding: place.read("tips/manifest.jsonl"), as: UTF8.self)
    let lines = try manifest.split(separator: "\n").map { try Record(json: String($0)) }
    #expect(lines.map { $0.integer("file") } == names)
    #expect(lines[0].text("fault") != nil && lines[0].text("saved_as") == nil)
    #expect(lines[1].text("saved_as") == "\(names[1]).sealed")
    let list = try run("inbox", "list", "--all", "--from", "tips.jsonl", "--key", "desk.key")
    #expect(list.output.contains("\(Self.mark) number 3"))
    let got = try run(
      "file", "get", "\(names[1])", "--from", "tips", "--key", "desk.key", "--output", "saved")
    #expect(got.status == 0, "\(got.errors)")
    #expect(try place.read("saved") == content)
  }
}
