import Foundation
import InteropSupport
import Testing

/// What goes wrong around the program: each a sentence and an exit status, and nothing damaged.
@Suite(.mayBlock) struct `Bad input` {
  private let place: Place

  init() throws {
    place = try Place()
    try place.write(
      """
      contacts { accept = "everyone" }
      on("message", function(message) message:reply(message.text) end)
      """, to: "echo.lua")
  }

  private static let offline = ["--bind", "127.0.0.1", "--no-lan-discovery"]

  private func runBot(_ options: String..., shell: String? = nil) throws -> Command {
    try Command(
      ["run", "echo.lua", "--home", "home"] + Self.offline + options, in: place.directory,
      shell: shell)
  }

  @Test func `an unknown option is refused with the usage`() throws {
    let command = try runBot("--nonsense")
    #expect(command.status == 64)
    #expect(command.errors.contains("--nonsense"))
    #expect(!FileManager.default.fileExists(atPath: place.path("home")))
  }

  @Test(arguments: [
    ("on('message', function(", "echo.lua:1: "), ("\n\nprofile { nmae = 'x' }", "echo.lua:3: "),
    ("webhook 'x' { url = secret 'NOT_SET' }", "NOT_SET"),
  ])
  func `a broken bot is named with its line and touches no home`(
    source: String, words: String
  ) throws {
    try place.write(source, to: "echo.lua")
    let command = try runBot()
    #expect(command.status == 65)
    #expect(command.errors.hasPrefix("postern: ") && command.errors.contains(words))
    #expect(command.errors.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: place.path("home")))
  }

  @Test func `a bot that is not there is said to be unreadable`() throws {
    let command = try place.run("run", "missing.lua", "--home", "home")
    #expect(command.status == 65 && command.errors.contains("missing.lua"))
  }

  @Test func `what can't be kept is refused, not ignored`() throws {
    try place.write("profile { network = 'tor' }", to: "echo.lua")
    let command = try runBot()
    #expect(command.status == 78, "\(command.errors)")
  }

  @Test func `a home that can't be made is an error of the home`() throws {
    try place.write("a file", to: "file")
    let command = try place.run("key", "new", "--home", "file/home")
    #expect(command.status == 73)
    #expect(command.errors.contains("file"))
    let readOnly = try place.run("key", "new", "--home", "/proc/postern")
    #expect(readOnly.status == 73 && readOnly.errors.split(separator: "\n").count == 1)
  }

  @Test func `without HOME no key is put where all users may write`() throws {
    let shell = #"unset HOME XDG_DATA_HOME; exec "$@""#
    for arguments in [["id"], ["run", "echo.lua"], ["node"]] {
      let command = try Command(
        arguments, in: place.directory, shell: shell)
      #expect(command.status == 78)
      for way in ["--home", "XDG_DATA_HOME", "StateDirectory"] {
        #expect(command.errors.contains(way), "\(command.errors)")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: "/tmp/.local/share/postern"))
    let state = place.path("state")
    let unit = try Command(
      ["key", "new"], in: place.directory,
      shell: #"unset HOME XDG_DATA_HOME; STATE_DIRECTORY=\#(state):/x exec "$@""#)
    #expect(unit.status == 0, "\(unit.errors)")
    #expect(FileManager.default.fileExists(atPath: state + "/me/state.sqlite"))
  }

  @Test func `a full disk is said to be full, and what was stored is whole`() throws {
    let full = try place.run(
      "key", "new", "--home", place.path("mounted/home"),
      shell: """
        mkdir -p mounted && mount -t tmpfs -o size=64k tmpfs mounted && "$@"
        """)
    #expect(full.status == 74 || full.status == 73, "\(full.errors)")
    #expect(full.errors.contains("full") || full.errors.contains("No space"), "\(full.errors)")
    #expect(full.errors.split(separator: "\n").count == 1)
  }

  @Test func `a port in use is named`() async throws {
    let holder = try PortHolder()
    let command = try runBot("--port", "\(holder.port)")
    #expect(command.status == 69)
    #expect(command.errors.contains("\(holder.port)"))
  }

  @Test func `a network option that makes no sense is refused`() throws {
    #expect(try runBot("--bootstrap", "nowhere").status == 64)
    #expect(try runBot("--network", "relay").status == 78)
    #expect(try runBot("--bind", "nowhere").status == 64)
    #expect(try runBot("--network", "relais").status == 64)
  }

  @Test func `a home of a newer version is left as it is`() throws {
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    try place.changeVersion(ofHome: "home", to: 99)
    let before = try place.read("home/state.sqlite")
    let command = try place.run("id", "--home", "home")
    #expect(command.status == 78)
    #expect(command.errors.contains("newer"))
    #expect(try place.read("home/state.sqlite") == before)
  }

  @Test(arguments: ["garbage", "truncated", "header"])
  func `a damaged database is refused and left as it is`(damage: String) throws {
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    let whole = try place.read("home/state.sqlite")
    let damaged =
      switch damage {
      case "garbage": Data((0..<8_192).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      case "truncated": whole.prefix(5_000)
      default: Data(repeating: 0xff, count: 100) + whole.dropFirst(100)
      }
    try damaged.write(to: place.directory.appending(path: "home/state.sqlite"))
    let command = try place.run("id", "--home", "home")
    #expect(command.status == 74, "\(command.status) \(command.errors)")
    #expect(command.errors.split(separator: "\n").count == 1)
    #expect(try place.read("home/state.sqlite") == damaged)
  }

  @Test func `a second process on the same home is turned away`() async throws {
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let second = try runBot("--port", "0")
    #expect(second.status == 75)
    #expect(second.errors.contains("in use by process \(bot.processIdentifier)"))
    #expect(try await bot.stop() == 0)
  }

  @Test func `a reader of the output that goes away ends nothing with a trap`() async throws {
    let bot = try RunningBot(in: place, closesOutput: true)
    #expect(try await bot.stop(afterSocketOf: place) == 0)
  }
}
