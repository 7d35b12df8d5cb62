import Foundation
import Testing

/// Bots tried and tested on the terminal.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `Trying bots` {
  private let place: Place

  init() throws { place = try Place() }

  private func write(_ source: String) throws { try place.write(source, to: "bot.lua") }

  private static let echo = """
    contacts { accept = "everyone" }
    on("message", function(message) message:reply("heard " .. message.text) end)
    """

  @Test func `a bot without a contacts line says why it is silent, until the owner accepts`() throws
  {
    try write("on('message', function(message) message:reply('heard') end)")
    let lines = try place.run("try", "bot.lua", input: "hello\n:accept\nhello\n").output
      .split(separator: "\n")
    #expect(lines.count == 2 && lines[0].contains("not accepted: you has asked"), "\(lines)")
    #expect(lines.last == "< heard")
    try write("contacts { accept = 'nobody' }")
    let nobody = try place.run("try", "bot.lua", input: "hello\n")
    #expect(nobody.status == 0 && nobody.output.contains("not accepted: contacts { accept ="))
    try write("contacts { accept = 'everyone' } on('contact', function(c) c:block() end)")
    let blocked = try place.run("try", "bot.lua", input: "hello\n")
    #expect(blocked.output.contains("the rules have blocked you"))
  }

  @Test func `a mistyped command ends no conversation, but a script that has one`() throws {
    try write(Self.echo)
    let talk = try place.run("try", "bot.lua", input: ":relaod\n:wait x\n:foo\nstill here\n:help\n")
    #expect(talk.status == 0)
    for words in ["Did you mean :reload?", "number of seconds", "< heard still here", ":as NAME"] {
      #expect(talk.output.contains(words), "\(talk.output)")
    }
    try place.write("hello\n:foo\nbye\n", to: "script")
    let script = try place.run("try", "bot.lua", "--script", "script")
    #expect(script.status == 65 && script.errors.contains("There is no :foo."))
    #expect(!script.output.contains("bye"))
  }

  @Test func `a changed file is read again, a broken one leaves the old rules`() async throws {
    try write(Self.echo)
    let talk = try TerminalProgram(["try", place.path("bot.lua")], in: place)
    try await talk.waitFor(":help")
    talk.type("one\n")
    try await talk.waitFor("< heard one")
    try write("on(")
    talk.type(":reload\n")
    try await talk.waitFor("bot.lua:1: ")
    talk.type("two\n")
    try await talk.waitFor("< heard two")
    try write(Self.echo.replacing("heard", with: "read"))
    talk.type(":reload\nthree\n")
    try await talk.waitFor("< read three")
    talk.type(":quit\n")
    #expect(try await talk.waitForEnd() == 0)
  }

  @Test func `a script with the line ends of other systems is a message a line`() throws {
    try write("#!/usr/bin/env -S postern run\n" + Self.echo)
    try place.write("one\r\ntwo\r\n", to: "script")
    let command = try place.run("try", "bot.lua", "--script", "script")
    #expect(command.output == "> one\n< heard one\n> two\n< heard two\n", "\(command.errors)")
  }

  @Test func `a test prints, one is chosen, and a bot is told from its tests`() throws {
    try write(Self.echo)
    try place.write(
      """
      print("loading", 1)
      test("echoes", function() print("in", { a = 1 }) end)
      test("fails", function() error("no") end)
      """, to: "bot_test.lua")
    let one = try place.run("test", "bot_test.lua", "--only", "ECHO")
    #expect(one.status == 0 && one.output == "ok    echoes\n1 passed, 0 failed\n")
    #expect(one.errors == "loading 1\nin {\"a\":1}\n")
    let none = try place.run("test", "bot_test.lua", "--only", "sings")
    #expect(none.status == 65 && none.errors.contains("No test there has \"sings\""))
    let bot = try place.run("test", "bot.lua")
    #expect(bot.status == 65 && bot.errors.contains("Did you mean bot_test.lua?"), "\(bot.errors)")
    try place.write("", to: "new.lua")
    #expect(try place.run("test", "new.lua").errors.contains("beside it, in new_test.lua"))
  }

  @Test func `a bot that a test loads and that can't be read is told with the reason`() throws {
    try FileManager.default.createDirectory(
      at: place.directory.appending(path: "dir.lua"), withIntermediateDirectories: false)
    try place.write("test('x', function() load_bot('dir.lua') end)", to: "x_test.lua")
    let command = try place.run("test", "x_test.lua")
    #expect(command.status == 1 && command.output.contains("dir.lua: it is a directory"))
  }
}
