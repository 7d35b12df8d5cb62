import Foundation
import InteropSupport
import Testing

/// A bot that seals, from its key to the reading on another machine, as people type it.
@Suite(.mayBlock) struct `A sealed inbox` {
  private let place: Place
  /// In every text that is said, and in nothing else.
  private static let mark = "the-blue-folder"

  init() throws { place = try Place() }

  private func postern(_ words: String...) throws -> Command {
    try Command(words, in: place.directory)
  }

  private func makeKey(_ name: String, passphrase: String? = nil) throws {
    var words = ["key", "inbox", "new", "\(name).key"]
    if let passphrase {
      try place.write("\(passphrase)\n", to: "\(name).passphrase")
      words += ["--passphrase-file", "\(name).passphrase"]
    }
    let made = try Command(words, in: place.directory)
    #expect(made.status == 0, "\(made.errors)")
    try place.write(made.output, to: "\(name).pub")
  }

  private func writeBot(seal: String) throws {
    try place.write(
      """
      contacts { accept = "everyone" }
      \(seal)
      on("message", function(message)
        if message.is_request then return end
        message:keep()
        message:reply("received: " .. message.text)
        store.set("last", message.text)
      end)
      """, to: "echo.lua")
  }

  /// Runs the bot while a source says this.
  private func hear(_ tips: [String]) async throws {
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    let chat = try Command(
      ["chat", toxID, "--home", "source", "--linger", "1", "--bootstrap", node] + RunningBot.direct,
      in: place.directory, input: tips.joined(separator: "\n") + "\n",
      shell: #"exec timeout 300 "$@""#)
    #expect(chat.status == 0, "\(chat.errors)")
    _ = try await bot.waitFor("contact_offline")
    #expect(try !bot.output().contains(Self.mark), "the output of a bot may be kept in a log")
    #expect(try await bot.stop() == 0)
  }

  /// The files below the home in which the mark stands.
  private func leaks() throws -> [String] { try place.leaks(of: Self.mark) }

  @Test func `is read with either key on another machine, and nowhere without one`() async throws {
    try makeKey("desk", passphrase: "correct horse")
    try makeKey("editor")
    try makeKey("other")
    try writeBot(seal: #"inbox { seal = { "desk.pub", "editor.pub" } }"#)
    try await hear(["\(Self.mark) is in the archive", "second \(Self.mark)"])
    #expect(try leaks() == [])
    let sealed = try postern("inbox", "list", "--home", "home")
    #expect(sealed.output.components(separatedBy: "(sealed)").count == 3)

    // So is a note of the staff, which the key opens.
    #expect(
      try postern("inbox", "note", "1", "\(Self.mark): the clerk?", "--home", "home").status == 0)
    #expect(try leaks() == [])
    let noted = try postern("inbox", "notes", "1", "--home", "home")
    #expect(noted.output.contains("(sealed)") && !noted.output.contains(Self.mark))
    #expect(
      try postern("inbox", "notes", "1", "--home", "home", "--key", "editor.key").output
        .contains("\(Self.mark): the clerk?"))

    // A person's answer is sealed too, by the command alone.
    #expect(
      try postern("inbox", "reply", "1", "call us about \(Self.mark)", "--home", "home").status == 0
    )
    #expect(try leaks() == [])

    let export = try postern(
      "inbox", "export", "--json", "--output", "tips.jsonl", "--home", "home")
    #expect(export.status == 0, "\(export.errors)")
    try FileManager.default.removeItem(atPath: place.path("home"))
    let key = ["--from", "tips.jsonl", "--key"]
    for reader in [["desk.key", "--passphrase-file", "desk.passphrase"], ["editor.key"]] {
      let list = try Command(["inbox", "list", "--all"] + key + reader, in: place.directory)
      #expect(list.status == 0 && list.output.contains("call us about \(Self.mark)"))
      let found = try Command(
        ["inbox", "search", "ARCHIVE"] + key + reader, in: place.directory)
      #expect(found.output.contains("\(Self.mark) is in the archive"))
      #expect(found.output.split(separator: "\n").count == 1)
    }
    let wrong = try Command(["inbox", "list"] + key + ["other.key"], in: place.directory)
    #expect(wrong.status == 65 && wrong.errors.contains("sealed to other keys"))
    let locked = try Command(["inbox", "list"] + key + ["desk.key"], in: place.directory)
    #expect(locked.status == 65 && locked.errors.contains("needs its passphrase"))
    let half = try Command(["inbox", "list"] + key + ["desk.pub"], in: place.directory)
    #expect(half.status == 65 && half.errors.contains("public half"))

    try swapTexts(in: "tips.jsonl")
    let changed = try Command(["inbox", "list"] + key + ["editor.key"], in: place.directory)
    #expect(changed.status == 65 && changed.errors.contains("not what was sealed"))
  }

  /// Gives the first two messages each other's number.
  private func swapTexts(in file: String) throws {
    var lines = try String(contentsOfFile: place.path(file), encoding: .utf8)
      .split(separator: "\n").map(String.init)
    let messages = lines.indices.filter { lines[$0].contains("\"sealed\":") }
    let numbers = try messages.prefix(2).map { index in
      try #require(lines[index].firstMatch(of: /"id":(\d+)/)).output.1
    }.map(String.init)
    for (index, other) in zip(messages, numbers.reversed()) {
      lines[index] = lines[index].replacing(/"id":\d+/, with: "\"id\":\(other)")
    }
    try place.write(lines.joined(separator: "\n"), to: file)
  }

  @Test func `opens again with a key that two of three colleagues restore`() async throws {
    let colleagues = ["ana", "ben", "cleo"]
    for name in ["desk"] + colleagues { try makeKey(name) }
    let split = try Command(
      ["key", "inbox", "split", "desk.key", "--needed", "2"]
        + colleagues.flatMap { ["--to", "\($0).pub"] }, in: place.directory)
    #expect(split.status == 0 && split.output.split(separator: "\n").count == 3, "\(split.errors)")
    let early = try postern("key", "inbox", "join", "again.key", "desk.key.share-1")
    #expect(early.status == 65 && early.errors.contains("postern key inbox share"))
    let foreign = try postern("key", "inbox", "share", "desk.key.share-1", "--key", "ben.key")
    #expect(foreign.status == 65 && foreign.errors.contains("sealed to another key"))
    for (number, name) in [(1, "ana"), (3, "cleo")] {
      let share = try postern(
        "key", "inbox", "share", "desk.key.share-\(number)", "--key", "\(name).key")
      #expect(share.status == 0, "\(share.errors)")
      try place.write(share.output, to: "\(name).share")
    }
    let few = try postern("key", "inbox", "join", "again.key", "ana.share")
    #expect(few.status == 65 && few.errors.contains("1 more shares are needed"))
    let joined = try postern("key", "inbox", "join", "again.key", "ana.share", "cleo.share")
    #expect(joined.status == 0, "\(joined.errors)")
    #expect(try place.read("again.key") == place.read("desk.key"))
  }

  @Test func `is found in the files of a home that is not sealed`() async throws {
    try writeBot(seal: "")
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    let sent = try Command(
      ["send", toxID, "\(Self.mark) is here", "--home", "source", "--bootstrap", node]
        + RunningBot.direct, in: place.directory, shell: #"exec timeout 300 "$@""#)
    #expect(sent.status == 0, "\(sent.errors)")
    #expect(try await bot.stop() == 0)
    #expect(try leaks() == ["state.sqlite"], "so the search of the other test can fail")
  }

  @Test func `stays sealed until the bot's file says otherwise`() async throws {
    try makeKey("desk")
    try writeBot(seal: #"inbox { seal = "desk.pub" }"#)
    try await hear(["\(Self.mark)"])
    try writeBot(seal: "")
    let refused = try postern("run", "echo.lua", "--home", "home", "--bootstrap", "none")
    #expect(refused.status == 78 && refused.errors.contains("This home is sealed"))
    try writeBot(seal: "inbox { seal = false }")
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    #expect(try await bot.stop(afterSocketOf: place) == 0)
    let list = try postern("inbox", "list", "--home", "home", "--key", "desk.key")
    #expect(list.output.contains(Self.mark), "what was sealed stays so, and opens")
    #expect(try leaks() == [])
  }

  @Test(arguments: [
    (#"inbox { seal = "missing.pub" }"#, "can't be read"),
    (#"inbox { seal = "desk.key" }"#, "holds the secret half"),
    (#"inbox { seal = { "sealpub_AAAA" } }"#, "must be an inbox key"),
    (#"inbox { seal = "desk.pub", keep = "nothing" }"#, "nothing to seal"),
  ])
  func `with a key that is none is refused`(seal: String, words: String) throws {
    try makeKey("desk")
    try writeBot(seal: seal)
    let refused = try postern("run", "echo.lua", "--home", "home", "--bootstrap", "none")
    #expect(refused.status == 65 && refused.errors.contains(words), "\(refused.errors)")
    #expect(!FileManager.default.fileExists(atPath: place.path("home")))
  }
}
