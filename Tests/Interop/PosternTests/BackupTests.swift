import Foundation
import InteropSupport
import Testing

/// A home is one file when nothing runs on it, has a backup whenever that is asked for, and never
/// gets another key by itself.
@Suite(.mayBlock) struct `Backups` {
  private let place: Place
  private let key = "795eb2fa634e6c370ad6fc6051539e8ead4ab638f8908d7b71669adfa133b226"

  init() throws {
    place = try Place()
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
  }

  /// Those that hold state.
  private func files(of home: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: place.path(home)).sorted()
      .filter { $0 != "lock" && $0 != "reserve" }
  }

  private func copy(_ name: String, to other: String) throws {
    try FileManager.default.createDirectory(
      atPath: place.path(other), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    try FileManager.default.copyItem(
      atPath: place.path(name), toPath: place.path("\(other)/state.sqlite"))
  }

  private func id(_ home: String) throws -> Command { try place.run("id", "--home", home) }

  @Test func `after a clean stop state.sqlite is all there is, and a copy of it is the same bot`()
    async throws
  {
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    #expect(try place.run("contact", "add", key, "--home", "home").status == 0)
    #expect(try place.run("inbox", "list", "--home", "home").status == 0)
    #expect(try await bot.stop() == 0)
    #expect(try files(of: "home") == ["state.sqlite"])
    let contacts = try place.run("contact", "list", "--home", "home").output
    try copy("home/state.sqlite", to: "copy")
    #expect(try id("copy").output == id("home").output)
    #expect(try place.run("contact", "list", "--home", "copy").output == contacts)
    #expect(!contacts.isEmpty)
    #expect(try files(of: "home") == ["state.sqlite"])
  }

  @Test func `a backup of a running bot restores into a new home, which says what to mind`()
    async throws
  {
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    #expect(try place.run("contact", "add", key, "--home", "home").status == 0)
    let backup = try place.run("backup", "saved", "--home", "home")
    #expect(backup.status == 0 && backup.output == "written to saved\n")
    #expect(try place.run("backup", "saved", "--home", "home").status == 73)
    #expect(try place.run("backup", "saved", "--home", "home", "--force").status == 0)
    #expect(try await bot.stop() == 0)

    let restored = try place.run("restore", "saved", "--home", "new")
    #expect(restored.status == 0, "\(restored.errors)")
    let own = try id("home").output.prefix(76)
    #expect(restored.output.hasPrefix(own) && restored.errors.contains("one place only"))
    #expect(try id("new").output.hasPrefix(own))
    #expect(
      try place.run("contact", "list", "--home", "new").output
        == place.run("contact", "list", "--home", "home").output)
    #expect(try place.run("restore", "saved", "--home", "new").status == 73)
    #expect(try id("new").output.hasPrefix(own))
  }

  @Test func `a restored copy does not run beside the original, and runs when that has ended`()
    async throws
  {
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let backup = try place.run("backup", "saved", "--home", "home")
    #expect(backup.errors.contains("echo.lua and the values of its secrets are not in it"))
    #expect(try place.run("restore", "saved", "--home", "copy").status == 0)
    let beside = try Command(
      ["run", "echo.lua", "--home", "copy"] + RunningBot.direct, in: place.directory)
    #expect(beside.status == 75, "\(beside.errors)")
    #expect(beside.errors.contains("A bot with this key runs on this machine already"))
    // Its commands on the home do not need the key.
    #expect(try place.run("contact", "list", "--home", "copy").status == 0)
    kill(bot.processIdentifier, SIGKILL)
    let copy = try RunningBot(in: place, home: "copy")
    try await copy.waitReady()
    #expect(try await copy.stop() == 0)
  }

  @Test func `a bot removes what a killed command left of a sealed backup`() async throws {
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    try place.write("the key in clear", to: "home/unsealed")
    try place.write("the key in clear", to: "home/unsealed.partial-4194303")
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    #expect(try !files(of: "home").contains { $0.hasPrefix("unsealed") })
    #expect(try await bot.stop() == 0)
  }

  @Test func `a backup under a passphrase shows nothing of the home, and opens with it alone`()
    throws
  {
    #expect(try place.run("contact", "add", key, "--home", "home").status == 0)
    try place.write("correct horse\n", to: "secret")
    try place.write("wrong\n", to: "other")
    let words = ["--passphrase-file", "secret"]
    let saved = try Command(["backup", "saved", "--home", "home"] + words, in: place.directory)
    #expect(saved.status == 0, "\(saved.errors)")
    let bytes = try place.read("saved")
    #expect(bytes.starts(with: Data("postern backup 1".utf8)))
    #expect(
      bytes.range(of: Data("SQLite".utf8)) == nil && bytes.range(of: Data("meta".utf8)) == nil)
    #expect(try !files(of: "home").contains { $0.hasPrefix("unsealed") })

    for (options, reason) in [
      ([], "--passphrase-file"), (["--passphrase-file", "other"], "not that of saved"),
    ] {
      let refused = try Command(
        ["restore", "saved", "--home", "new"] + options, in: place.directory)
      #expect(refused.status == 65 && refused.errors.contains(reason), "\(refused.errors)")
    }
    // Cut, changed, with two parts in each other's place.
    let part = 65_552
    let whole = [UInt8](bytes)
    var swapped = whole
    swapped.replaceSubrange(48..<48 + part, with: whole[(48 + part)..<(48 + 2 * part)])
    var changed = whole
    changed[whole.count - 1] ^= 1
    for damaged in [Array(whole[..<(48 + part)]), changed, swapped, Array(whole[..<20])] {
      try Data(damaged).write(to: place.directory.appending(path: "damaged"))
      let refused = try Command(
        ["restore", "damaged", "--home", "new"] + words, in: place.directory)
      #expect(refused.status == 65, "\(refused.errors)")
    }
    #expect(try files(of: "new") == [])

    let restored = try Command(["restore", "saved", "--home", "new"] + words, in: place.directory)
    #expect(restored.status == 0, "\(restored.errors)")
    #expect(try id("new").output == id("home").output)
    #expect(try files(of: "new") == ["state.sqlite"])
  }

  @Test func `what is no home has no backup, and none is made of it`() throws {
    let command = try place.run("backup", "saved", "--home", "nowhere")
    #expect(command.status == 1 && command.errors.contains("no home"))
    #expect(!FileManager.default.fileExists(atPath: place.path("nowhere")))
    #expect(!FileManager.default.fileExists(atPath: place.path("saved")))
    try place.write("not a backup", to: "saved")
    #expect(try place.run("restore", "saved", "--home", "new").status == 74)
    #expect(try place.run("restore", "missing", "--home", "new").status == 65)
    let lost = try place.run("backup", "none/saved", "--home", "home")
    #expect(lost.status == 73 && lost.errors.contains("there is no directory none"))
    #expect(try place.run("key", "new", "--home", "new").status == 0, "it is still a new home")
  }

  @Test func `a copy of a running bot's file without its journal is refused by every command`()
    async throws
  {
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    try copy("home/state.sqlite", to: "copy")
    #expect(try await bot.stop() == 0)
    let bytes = try place.read("copy/state.sqlite")
    for words in [
      ["run", "echo.lua", "--bootstrap", "none"], ["id"], ["id", "--new-nospam"],
      ["send", key, "hello"], ["chat", key], ["contact", "list"], ["contact", "add", key],
      ["inbox", "list"], ["key", "new"], ["key", "export", "a.tox"], ["backup", "saved"],
    ] {
      let command = try Command(words + ["--home", "copy"], in: place.directory)
      #expect(command.status == 66, "\(words): \(command.errors)")
      #expect(command.errors.contains("copied while it was in use"))
      #expect(command.errors.split(separator: "\n").count == 1)
    }
    #expect(try place.read("copy/state.sqlite") == bytes)
    #expect(try files(of: "copy") == ["state.sqlite"])
  }

  @Test func `a database without its key is refused, until a key is asked for`() throws {
    #expect(try place.run("key", "export", "a.tox", "--home", "none").status == 1)
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    try place.loseKey(ofHome: "home")
    for words in [["run", "echo.lua", "--bootstrap", "none"], ["id"], ["send", key, "hello"]] {
      let command = try Command(words + ["--home", "home"], in: place.directory)
      #expect(command.status == 66, "\(words): \(command.errors)")
      #expect(command.errors.contains("postern key new"))
    }
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    #expect(try id("home").status == 0)
  }

  @Test func `a first start that is killed at any instant leaves a home that starts`() throws {
    for number in 0..<12 {
      let home = "home-\(number)"
      _ = try place.run(
        "id", "echo.lua", "--home", home, shell: "timeout -s KILL 0.0\(number % 10)\(number) \"$@\""
      )
      let first = try place.run("id", "echo.lua", "--home", home)
      #expect(first.status == 0, "\(first.errors)")
      #expect(try id(home).output == first.output)
      // One that was killed later, when its key was there, is read as it was left.
      #expect(try !files(of: home).contains { $0.contains(".new") })
    }
  }
}

extension Place {
  fileprivate func loseKey(ofHome home: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", "-c",
      """
      import sqlite3, sys
      database = sqlite3.connect(sys.argv[1])
      database.execute("DELETE FROM identity")
      database.commit()
      """, path("\(home)/state.sqlite"),
    ]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw HarnessError("python3 failed") }
  }
}
