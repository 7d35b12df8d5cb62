import Foundation
import InteropSupport
import Testing

/// A person that talks on a terminal, to a bot on the same machine.
@Suite(.mayBlock) struct `Chat on a terminal` {
  private let place: Place

  init() throws {
    place = try Place()
    try place.write(
      """
      profile { name = "Echo" }
      contacts { accept = "everyone" }
      on("message", function(message) message:reply("<" .. message.text .. ">") end)
      """, to: "echo.lua")
  }

  /// A running bot, and how to chat with it.
  private func startBot() async throws -> (RunningBot, [String]) {
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    return (
      bot,
      ["chat", toxID, "--home", place.path("me"), "--bootstrap", node] + RunningBot.direct
    )
  }

  private func chatWithNobody() -> [String] {
    ["chat", Self.nobody, "--home", place.path("me"), "--bootstrap", "none"] + RunningBot.direct
  }

  private static let nobody = "795eb2fa634e6c370ad6fc6051539e8ead4ab638f8908d7b71669adfa133b226"

  @Test func `what comes in appears above the half-typed line, which stays`() async throws {
    let (bot, arguments) = try await startBot()
    let chat = try TerminalProgram(arguments, in: place)
    try await chat.waitFor("is online")
    chat.type("first\rsec")
    try await chat.waitFor("Echo: <first>\r\n")
    let start = chat.mark
    // The line was drawn anew below: the rest goes on where it was.
    chat.type("\u{1b}[D\u{1b}[Dx\u{1b}[C\u{1b}[Cond\r")
    try await chat.waitFor("Echo: <sxecond>", after: start)
    chat.type("日本語\u{1b}[Dи\r")
    try await chat.waitFor("Echo: <日本и語>", after: start)
    // The history: two lines up.
    chat.type("\u{1b}[A\u{1b}[A!\r")
    try await chat.waitFor("Echo: <sxecond!>", after: start)
    chat.type("\u{4}")
    #expect(try await chat.waitForEnd() == 0)
    #expect(chat.isCooked)
    #expect(try await bot.stop() == 0)
    // What the editor remembers is in memory alone.
    let files = try FileManager.default.subpathsOfDirectory(atPath: place.directory.path())
    #expect(files.contains("me/state.sqlite") && !files.contains { $0.contains("history") })
  }

  @Test func `a long paste of several lines is one message, and an action is one`() async throws {
    let (bot, arguments) = try await startBot()
    let chat = try TerminalProgram(arguments, in: place)
    try await chat.waitFor("is online")
    let lines = (1...120).map { "line \($0) \(String(repeating: "ä", count: 40))" }
    let pasted = lines.joined(separator: "\r") + "\r"
    #expect(pasted.utf8.count > 10_000)
    chat.type("\u{1b}[200~\(pasted)\u{1b}[201~")
    chat.type("\r")
    // Behind that of the request.
    let message = try await bot.waitFor("\"text\":\"line 1 ")
    let values = try JSONSerialization.jsonObject(with: Data(message.utf8)) as? [String: Any]
    #expect(values?["text"] as? String == lines.joined(separator: "\n"))
    chat.type("/me waves\r")
    let action = try await bot.waitFor("\"kind\":\"action\"")
    #expect(action.contains("\"text\":\"waves\""))
    chat.signal(SIGTERM)
    #expect(try await chat.waitForEnd() == 0)
    #expect(try await bot.stop() == 0)
  }

  @Test func `a person can leave by a word, and others with a slash are sent`() async throws {
    let (bot, arguments) = try await startBot()
    let chat = try TerminalProgram(arguments, in: place)
    try await chat.waitFor("is online")
    chat.type("/help\r/quit\r")
    #expect(try await chat.waitForEnd() == 0)
    #expect(chat.isCooked)
    _ = try await bot.waitFor("\"text\":\"/help\"")
    #expect(try await bot.stop() == 0)
    let log = try bot.output()
    #expect(!log.contains("/quit"))
    #expect(!log.contains("\"is_request\":true"), "the greeting of the request is no message")
  }

  @Test func `a paste that is too long is cut, and that is said`() async throws {
    let chat = try TerminalProgram(chatWithNobody(), in: place)
    try await chat.waitFor("> ")
    chat.type("\u{1b}[200~\(String(repeating: "x", count: 1_048_577))\u{1b}[201~")
    try await chat.waitFor("is cut behind 1048576 bytes")
    chat.signal(SIGTERM)
    #expect(try await chat.waitForEnd() == 0)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `each signal ends it with the terminal as it was`(number: Int32) async throws {
    let chat = try TerminalProgram(chatWithNobody(), in: place)
    try await chat.waitFor("> ")
    #expect(!chat.isCooked)
    chat.type("one\rhalf")
    try await chat.waitFor("half")
    // The key as a person presses it, for the one that has a key.
    if number == SIGINT { chat.type("\u{3}") } else { chat.signal(number) }
    #expect(try await chat.waitForEnd() == 0)
    #expect(chat.isCooked)
    let shown = chat.output
    #expect(shown.contains("\u{1b}[?2004l"))
    #expect(shown.contains("not finished was not sent"))
    #expect(shown.contains("1 message has no receipt. It is kept"))
    let waiting = try place.run(
      "send", Self.nobody, "two", "--home", place.path("me"), "--bootstrap", "none", "--timeout",
      "1", "--no-lan-discovery", "--port", "0", "--bind", "127.0.0.1")
    #expect(waiting.status == 75)
  }

  @Test func `the terminal is the shell's while the chat is stopped`() async throws {
    let chat = try TerminalProgram(chatWithNobody(), in: place)
    try await chat.waitFor("> ")
    chat.type("half")
    try await chat.waitFor("half")
    chat.signal(SIGTSTP)
    _ = try await eventually("it stops") { chat.state == "T" ? true : nil }
    #expect(chat.isCooked)
    let start = chat.mark
    chat.signal(SIGCONT)
    try await chat.waitFor("> half", after: start)
    #expect(!chat.isCooked)
    chat.type("\u{3}")
    #expect(try await chat.waitForEnd() == 0)
    #expect(chat.isCooked)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `lines from a pipe to an absent contact end by a signal, and are kept`(
    number: Int32
  ) async throws {
    let program = Process()
    program.executableURL = URL(filePath: try BuildProducts.path(of: "postern"))
    program.arguments = chatWithNobody()
    program.environment = ["POSTERN_BOOTSTRAP": "none", "TERM": "xterm"]
    let (input, output) = (Pipe(), Pipe())
    (program.standardInput, program.standardOutput) = (input, output)
    program.standardError = output
    try program.run()
    try input.fileHandleForWriting.write(contentsOf: Data("hi\nho\n".utf8))
    try input.fileHandleForWriting.close()
    var shown = ""
    // Said two seconds behind the end of the input.
    while !shown.contains("Waiting for receipts") {
      let data = output.fileHandleForReading.availableData
      try #require(!data.isEmpty)
      shown += String(decoding: data, as: UTF8.self)
    }
    kill(program.processIdentifier, number)
    program.waitUntilExit()
    shown += String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    #expect(program.terminationReason == .exit && program.terminationStatus == 0)
    #expect(shown.contains("2 messages have no receipt. They are kept"))
    #expect(!shown.contains("> ") && !shown.contains("\u{1b}"))
    #expect(!shown.contains("CONTINUATION"))
  }
}
