import Foundation
import InteropSupport
import Testing

/// The name of a bot is a promise: it leads to the home of that bot and to no other.
@Suite(.mayBlock) struct `Names of homes` {
  private let place: Place

  init() throws {
    place = try Place()
    try place.write("contacts { accept = \"everyone\" }", to: "tipline.lua")
  }

  private func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: place.path(name), withIntermediateDirectories: true)
  }

  private func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: place.path(name))
  }

  private static let key = String(repeating: "7", count: 64)

  @Test(arguments: [
    ["id"], ["id", "--new-nospam"], ["doctor", "--seconds", "1"], ["contact", "list"],
    ["contact", "accept", key], ["contact", "block", key], ["contact", "note", key, "x"],
    ["contact", "remove", key], ["inbox", "list"], ["inbox", "show", "1"],
    ["inbox", "label", "1", "x"], ["inbox", "reply", "1", "text"], ["inbox", "close", "1"],
    ["inbox", "erase", "1"],
    ["key", "export", "a.tox"], ["backup", "saved"],
  ])
  func `a command that reads or changes a home makes none`(words: [String]) throws {
    for option in [["--home", "nowhere"], []] {
      let command = try Command(words + option, in: place.directory)
      if words[0] != "doctor" {
        #expect(command.status == 1, "\(words): \(command.errors)")
        #expect(command.errors.contains("There is no home at"), "\(command.errors)")
        #expect(command.errors.split(separator: "\n").count == 1)
      }
    }
    #expect(!exists("nowhere") && !exists("data"))
  }

  @Test(arguments: ["send", "chat"])
  func `a mistyped recipient is told before a home is made or a text is read`(word: String) throws {
    for (name, sentence) in [
      ("ABCD", "\"ABCD\" is no Tox ID (76 hex digits)"),
      (String(repeating: "7", count: 75), "it has 75."),
    ] {
      let text = word == "send" ? ["-"] : []
      let command = try Command([word, name] + text + ["--home", "nowhere"], in: place.directory)
      #expect(command.status == 1 && command.errors.contains(sentence), "\(command.errors)")
    }
    #expect(!exists("nowhere"))
  }

  @Test func `a mistyped bot is an error that names what was meant, and gets no home`() throws {
    for words in [
      ["id", "tpline.lua"], ["run", "tpline.lua"], ["doctor", "./tpline.lua"],
      ["inbox", "list", "--bot", "tpline.lua"], ["key", "new", "--bot", "tipilne.lua"],
      ["contact", "list", "--bot", "tpline.lua"], ["restore", "file", "--bot", "tpline.lua"],
    ] {
      let command = try Command(words, in: place.directory)
      #expect(command.status == 65, "\(words): \(command.errors)")
      #expect(command.errors.contains("Did you mean "), "\(command.errors)")
      #expect(command.errors.contains("tipline.lua?"), "\(command.errors)")
    }
    #expect(!exists("data"))
  }

  @Test func `where the file is elsewhere the homes that are there are named`() throws {
    let id = try place.run("id", "tipline.lua")
    #expect(id.status == 0)
    try makeDirectory("elsewhere")
    for (typed, words) in [
      ("elsewhere/tpline.lua", "Did you mean tipline?"),
      ("/no/such/dir/tipline.lua", "There is a home of that name"),
    ] {
      let command = try place.run("inbox", "list", "--bot", typed)
      #expect(command.status == 65)
      #expect(command.errors.contains(words), "\(command.errors)")
      #expect(command.errors.contains(place.path("tipline.lua")), "\(command.errors)")
    }
    #expect(try place.run("id", "tipline").output == id.output, "a home's name serves too")
    #expect(try place.run("id", "nosuch.lua").errors.contains("--home"))
  }

  @Test func `an ID is there before the first run, and only for a file that is there`() throws {
    let first = try place.run("id", "tipline.lua")
    #expect(first.status == 0)
    #expect(try place.run("id", "tipline.lua").output == first.output)
    #expect(try place.run("id", "--bot", "tipline.lua").output == first.output)
    #expect(try place.run("id", "tipline.lua", "--bot", "other.lua").status == 64)
    try place.write("", to: "me.lua")
    let own = try place.run("id", "me.lua")
    #expect(own.status == 78 && own.errors.contains("your own identity"))
  }

  @Test func `two files of one name share no home, unless the owner says so`() throws {
    for directory in ["a", "b"] {
      try makeDirectory(directory)
      try place.write("", to: "\(directory)/echo.lua")
    }
    let first = try place.run("id", "a/echo.lua")
    for words in [
      ["run", "b/echo.lua"], ["id", "b/echo.lua"], ["inbox", "list", "--bot", "b/echo.lua"],
      ["send", Self.key, "text", "--bot", "b/echo.lua"],
    ] {
      let command = try Command(words, in: place.directory)
      #expect(command.status == 78, "\(words): \(command.errors)")
      #expect(command.errors.contains(place.path("a/echo.lua")), "\(command.errors)")
      #expect(command.errors.contains("--home"))
    }
    let other = try place.run("id", "b/echo.lua", "--home", "other")
    #expect(other.status == 0 && other.output != first.output)
    #expect(
      try place.run("id", "b/echo.lua", "--home", place.path("data/postern/echo")).output
        == first.output)
  }

  @Test func `a bot whose file was moved, or is reached by another link, keeps its home`()
    async throws
  {
    for release in ["1", "2"] {
      try makeDirectory("releases/\(release)")
      try place.write("", to: "releases/\(release)/echo.lua")
    }
    let link = place.path("current")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: place.path("releases/1"))
    let first = try place.run("id", "current/echo.lua").output
    #expect(try place.run("id", "releases/1/echo.lua").output == first)
    try FileManager.default.removeItem(atPath: link)
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: place.path("releases/2"))
    #expect(try place.run("id", "current/echo.lua").output == first)
    #expect(try place.run("id", "current/../2/echo.lua").output == first)

    try FileManager.default.removeItem(atPath: link)
    try FileManager.default.moveItem(
      atPath: place.path("releases/2/echo.lua"), toPath: place.path("echo.lua"))
    let home = place.path("data/postern/echo")
    #expect(try place.run("id", "echo.lua").output == first)
    let bot = try RunningBot(in: place, home: home, json: false)
    _ = try await bot.waitFor("it belongs to \(place.path("echo.lua")) now")
    #expect(try await bot.stop() == 0)
    #expect(try place.run("id", "releases/1/echo.lua").status == 78, "it is another bot now")
  }
}
