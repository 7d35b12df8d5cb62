import Foundation
import Testing

/// Files that a person names and that can't be read: each command says for what reason.
@Suite(.mayBlock) struct `Files that are named` {
  private let place: Place

  init() throws {
    place = try Place()
    try place.write("contacts { accept = 'everyone' }", to: "bot.lua")
    try place.write("contacts { accept = 'everyone' }", to: "shut.lua")
    try place.write("secret", to: "shut")
    try place.write("", to: "shut_test.lua")
    try Data([0x2D, 0x2D, 0x0A, 0xE9, 0x0A]).write(to: place.directory.appending(path: "latin.lua"))
    try Data([0xFF, 0xFE, 0x41, 0]).write(to: place.directory.appending(path: "wide.lua"))
    try FileManager.default.createDirectory(
      at: place.directory.appending(path: "dir.lua"), withIntermediateDirectories: false)
    for name in ["shut.lua", "shut", "shut_test.lua"] {
      try FileManager.default.setAttributes(
        [.posixPermissions: 0], ofItemAtPath: place.path(name))
    }
  }

  /// Root may read everything: not without these capabilities.
  private static let asAnybody = """
    exec setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all "$@"
    """

  private static let reasons = [
    ("none.lua", "no such file"), ("dir.lua", "directory"), ("shut.lua", "permission"),
    ("latin.lua", "UTF-8"), ("wide.lua", "UTF-8"), ("bot.lua/x", "irectory"),
  ]

  @Test(arguments: [
    ["run", "FILE", "--home", "home"], ["try", "FILE"], ["try", "bot.lua", "--script", "FILE"],
    ["inbox", "reply", "1", "--text-file", "FILE", "--home", "home"],
    ["send", String(repeating: "7", count: 64), "--text-file", "FILE", "--home", "home"],
  ])
  func `are said to be missing, shut, directories or no text`(arguments: [String]) async throws {
    for (file, reason) in Self.reasons {
      let command = try await place.runAside(
        arguments.map { $0 == "FILE" ? file : $0 }, shell: Self.asAnybody)
      #expect(command.status == 65, "\(arguments) \(file): \(command.errors)")
      #expect(
        command.errors.contains(file) && command.errors.contains(reason),
        "\(arguments) \(file): \(command.errors)")
      #expect(command.errors.split(separator: "\n").count == 1)
    }
    #expect(!FileManager.default.fileExists(atPath: place.path("home")))
  }

  @Test(arguments: [
    ("key export a.tox --home home --passphrase-file", ["none/x", "dir.lua", "shut"]),
    ("key import --home other", ["none/x", "dir.lua", "shut"]),
    ("restore --home other", ["none/x", "dir.lua", "shut"]),
    ("node --port 0 --key", ["dir.lua", "shut"]), ("test", ["none.lua", "shut_test.lua"]),
  ])
  func `are said to be missing, shut or directories`(words: String, files: [String]) async throws {
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    for file in files {
      let reason =
        file.hasPrefix("shut") ? "no permission" : file == "dir.lua" ? "directory" : "no such file"
      let command = try await place.runAside(
        words.split(separator: " ").map(String.init) + [file], shell: Self.asAnybody)
      #expect([65, 73].contains(command.status), "\(words) \(file): \(command.errors)")
      #expect(
        command.errors.contains(file) && command.errors.contains(reason),
        "\(words) \(file): \(command.errors)")
    }
  }

  @Test func `of secrets are said to be missing, shut, directories or no text`() throws {
    try place.write("webhook 'x' { url = secret 'X_URL' }", to: "hook.lua")
    for (file, reason) in Self.reasons {
      let command = try Command(
        ["try", "hook.lua"], in: place.directory, shell: Self.asAnybody,
        environment: ["X_URL_FILE": file])
      #expect(command.status == 65)
      #expect(
        command.errors.contains("X_URL_FILE") && command.errors.contains(file)
          && command.errors.contains(reason), "\(command.errors)")
    }
  }
}
