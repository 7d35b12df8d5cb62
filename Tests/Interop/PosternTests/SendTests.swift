import Foundation
import InteropSupport
import Testing

/// `postern send`: where its text comes from, and what becomes of it.
@Suite(.mayBlock) struct `Sending` {
  private let place: Place
  private static let nobody = "795eb2fa634e6c370ad6fc6051539e8ead4ab638f8908d7b71669adfa133b226"

  init() throws { place = try Place() }

  /// To an absent contact.
  private func send(_ arguments: String..., input: String = "") throws -> Command {
    try Command(
      ["send", Self.nobody, "--home", "home", "--bootstrap", "none", "--timeout", "1"]
        + RunningBot.direct + arguments, in: place.directory, input: input)
  }

  @Test func `a message without a receipt is kept, and it is said until when`() throws {
    let away = try send("hello")
    #expect(away.status == 75)
    for words in ["No receipt within 1 s", "not online", "is kept", "same time"] {
      #expect(away.errors.contains(words), "\(away.errors)")
    }
    // A script is told nothing of names.
    #expect(!away.errors.contains("postern me"))
  }

  @Test func `a dash reads standard input, and behind the end of the options is a text`() throws {
    #expect(try send("-", input: "").errors.contains("Standard input is empty"))
    #expect(try send("--", "-", input: "").status == 75)
    #expect(try send("-", input: "two\nlines\n").status == 75)
  }

  @Test func `what is no text is refused with its reason, and makes no home`() throws {
    try Data([0x61, 0x0A, 0xE9, 0x0A]).write(to: place.directory.appending(path: "latin"))
    try place.write(" \n\n", to: "blank")
    try place.write("a\0b", to: "zero")
    try place.write(String(repeating: "x", count: 524_289), to: "long")
    let wrong = [
      ("latin", "not UTF-8 text (line 2)"), ("blank", "is empty"), ("zero", "zero byte"),
      ("long", "512 KiB"), ("missing", "no such file"), ("/tmp", "is a directory"),
      ("/dev/zero", "512 KiB"),
    ]
    for (file, reason) in wrong {
      let refused = try send("--text-file", file)
      #expect(refused.status == 65)
      #expect(refused.errors.contains(file) && refused.errors.contains(reason), "\(refused.errors)")
      #expect(refused.errors.split(separator: "\n").count == 1)
    }
    #expect(!FileManager.default.fileExists(atPath: place.path("home")))
  }

  @Test func `a person's name is what the bot sees, and a new one is told of it once`() async throws
  {
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    let options = ["--home", place.path("me"), "--bootstrap", node] + RunningBot.direct
    let first = try TerminalProgram(["send", "tox://\(toxID)", "one"] + options, in: place)
    #expect(try await first.waitForEnd() == 0, "\(first.output)")
    #expect(first.output.contains("`postern me --name NAME`"))
    #expect(try place.run("me", "--name", "Ana", "--home", "me").status == 0)
    let second = try TerminalProgram(["send", toxID.lowercased(), "two"] + options, in: place)
    #expect(try await second.waitForEnd() == 0, "\(second.output)")
    #expect(!second.output.contains("postern me"))
    let profile = try await bot.waitFor("\"name\":\"Ana\"")
    #expect(profile.contains("\"event\":\"profile\""))
    #expect(try await bot.stop() == 0)
  }

  @Test func `a text that a bot's home may not hold is kept nowhere`() async throws {
    try place.write(
      "contacts { accept = \"everyone\" } inbox { keep = \"nothing\" }", to: "echo.lua")
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    #expect(try await bot.stop(afterSocketOf: place) == 0)
    let refused = try send("whisper")
    #expect(refused.status == 1 && refused.errors.contains("keeps nothing"), "\(refused.errors)")
    for file in try FileManager.default.contentsOfDirectory(atPath: place.path("home")) {
      let bytes = try? place.read("home/\(file)")
      #expect(bytes?.range(of: Data("whisper".utf8)) == nil)
    }
  }

  /// Alerts come in bursts, and each is a process of its own.
  @Test func `several at the same time all arrive`() async throws {
    try place.write(
      "contacts { accept = \"everyone\" } on(\"message\", function(m) m:keep() end)", to: "echo.lua"
    )
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    let sent = try await withThrowingTaskGroup { group in
      for number in 1...8 {
        group.addTask { [place] in
          try await place.runAside(
            ["send", toxID, "alert \(number).", "--home", "me", "--bootstrap", node]
              + RunningBot.direct)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sent.map(\.status) == Array(repeating: 0, count: 8), "\(sent.map(\.errors))")
    let kept = try place.run("inbox", "list", "--home", "home").output
    for number in 1...8 { #expect(kept.contains("alert \(number).")) }
    #expect(try await bot.stop() == 0)
  }
}
