import Foundation
import InteropSupport
import Testing

/// A home that is damaged, or that can't be had: told before a bot answers anybody.
@Suite(.mayBlock) struct `Damaged homes` {
  private let place: Place

  init() throws {
    place = try Place()
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    for digit in 1...7 {
      let key = String(repeating: "\(digit)7", count: 32)
      #expect(try place.run("contact", "add", key, "--home", "home").status == 0)
    }
  }

  private func write(_ data: Data) throws {
    try data.write(to: place.directory.appending(path: "home/state.sqlite"))
  }

  private func runBot() throws -> Command {
    try place.run(
      "run", "echo.lua", "--home", "home", "--bind", "127.0.0.1", "--no-lan-discovery")
  }

  /// A page in the middle that no command but a whole look meets.
  private func damage() throws -> Data {
    let whole = try place.read("home/state.sqlite")
    let page = 4_096
    for number in stride(from: whole.count / page - 1, to: 1, by: -1) {
      var data = whole
      data.replaceSubrange(
        number * page..<(number + 1) * page, with: Data(repeating: 0xaa, count: page))
      try write(data)
      if try place.run("id", "--home", "home").status == 0 { return data }
    }
    throw HarnessError("every page is needed for the ID")
  }

  @Test func `a damaged page stops the start, and doctor says what to do`() throws {
    let damaged = try damage()
    let run = try runBot()
    #expect(run.status == 74, "\(run.status) \(run.errors)")
    #expect(run.errors.contains("damaged") && run.errors.contains("postern restore"))
    #expect(run.errors.split(separator: "\n").count == 1 && run.output.isEmpty)
    let doctor = try place.run("doctor", "echo.lua", "--home", "home", "--seconds", "1")
    #expect(doctor.status == 1)
    #expect(doctor.output.contains("FAIL  database: The database is damaged"), "\(doctor.output)")
    #expect(try place.read("home/state.sqlite") == damaged)
  }

  @Test func `a backup put over the database of a killed bot is refused by every command`()
    async throws
  {
    #expect(try place.run("backup", "saved", "--home", "home").status == 0)
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let key = String(repeating: "31", count: 32)
    #expect(try place.run("contact", "add", key, "--home", "home").status == 0)
    kill(bot.processIdentifier, SIGKILL)
    _ = try await eventually("the bot is gone") {
      bot.isRunning ? nil : true
    }
    let journal = try place.read("home/state.sqlite-wal")
    try write(place.read("saved"))
    for words in [
      ["run", "echo.lua", "--bootstrap", "none"], ["id"], ["inbox", "list"],
      ["contact", "add", key],
      ["key", "export", "a.tox"], ["backup", "other"],
    ] {
      let command = try Command(words + ["--home", "home"], in: place.directory)
      #expect(command.status == 66, "\(words): \(command.errors)")
      #expect(command.errors.contains("journal of another"), "\(command.errors)")
    }
    let doctor = try place.run("doctor", "--home", "home", "--seconds", "1")
    #expect(doctor.status == 1 && doctor.output.contains("FAIL  database: "), "\(doctor.output)")
    #expect(try place.read("home/state.sqlite-wal") == journal)
    // What the message says to do.
    try FileManager.default.moveItem(
      atPath: place.path("home/state.sqlite"), toPath: place.path("moved"))
    #expect(try place.run("restore", "moved", "--home", "new").status == 0)
    let contacts = try place.run("contact", "list", "--home", "new").output
    #expect(contacts.split(separator: "\n").count == 7)
  }

  @Test func `a home on a disk that can only be read is read`() throws {
    let before = try place.run("contact", "list", "--home", "home").output
    let shell = """
      mount --bind home home && mount -o remount,ro,bind home && exec "$@"
      """
    for words in [["contact", "list"], ["inbox", "list"], ["id"], ["key", "export", "a.tox"]] {
      let command = try Command(words + ["--home", "home"], in: place.directory, shell: shell)
      #expect(command.status == 0, "\(words): \(command.errors)")
      if words == ["contact", "list"] { #expect(command.output == before) }
    }
    let change = try place.run(
      "contact", "block", String(repeating: "17", count: 32), "--home", "home", shell: shell)
    #expect(change.status == 73 && change.errors.contains("only be read"), "\(change.errors)")
  }

  @Test func `a directory that all users may open is no home, and keeps its rights`() throws {
    let path = place.path("shared")
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o1777])
    for words in [["id"], ["key", "new"], ["inbox", "list"]] {
      #expect(try Command(words + ["--home", path], in: place.directory).status != 0)
    }
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o1777)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
  }

  @Test func `a place that may not be entered is named with the reason`() throws {
    let command = try Command(
      ["key", "new", "--home", "closed/a/home"], in: place.directory,
      shell: """
        mkdir closed && mount -t tmpfs -o ro tmpfs closed && exec "$@"
        """)
    #expect(command.status == 73 && command.errors.contains("closed/a: Read-only file system"))
  }
}
