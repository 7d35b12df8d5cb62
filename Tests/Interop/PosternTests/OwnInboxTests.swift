import Foundation
import InteropSupport
import TestSupport
import Testing

/// `postern inbox web`: the web inbox on the journalist's own computer.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `The web inbox on one's own computer` {
  private let place: Place
  private static let scripts = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../InteropSupport/Scripts").standardizedFileURL

  init() throws {
    place = try Place()
    try place.write(try place.run("key", "inbox", "new", "desk.key").output, to: "desk.pub")
    try place.write(
      """
      contacts { accept = "everyone" }
      inbox { seal = "desk.pub", keep = "30d" }
      files { accept = "everyone" }
      on("message", function(message) if not message.is_request then message:keep() end end)
      on("file_done", function(file) file:keep() end)
      """, to: "echo.lua")
  }

  @Test func `opens over SSH what the bot's machine can't, and outlives a lost connection`()
    async throws
  {
    let document = String(repeating: "the list, line by line\n", count: 9_000)
    try place.write(document, to: "list.txt")
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    for words in [["--file", "list.txt"], ["The blue folder."]] {
      let sent = try await place.runAside(
        ["send", toxID] + words + ["--home", "source", "--bootstrap", node] + RunningBot.direct)
      #expect(sent.status == 0, "\(sent.errors)")
    }
    let run = try use(
      ["document": document, "text": "The blue folder.", "answer": "Which shelf?"],
      options: ["--key", place.path("desk.key")])
    #expect(run.status == 0, "\(run.output)\n\(run.errors.suffix(4_000))")
    #expect(run.output == "sign_in\nuse\nconnection\nlock\nerase\nend\n")
    // What ssh was asked for holds no key, and what the bot has no text.
    let log = String(decoding: try place.read("ssh.log"), as: UTF8.self)
    #expect(log.contains("--print-socket") && !log.contains("inboxsec_"))
    #expect(try !bot.output().contains("inboxsec_"))
    #expect(try await bot.stop() == 0)
  }

  /// Runs `postern inbox web --remote` with a stand-in for ssh, and uses it as the script does.
  ///
  /// - Parameter given: what the script gets beside how the program is started.
  private func use(
    _ given: [String: String], options: [String] = []
  ) throws -> PythonLibrary {
    try FileManager.default.createDirectory(
      atPath: place.path("bin"), withIntermediateDirectories: false)
    let ssh = place.path("bin/ssh")
    try FileManager.default.copyItem(
      atPath: Self.scripts.appending(path: "fake_ssh.py").path, toPath: ssh)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ssh)
    let postern = try BuildProducts.path(of: "postern")
    let start: [String: Any] = [
      "command": [
        postern, "inbox", "web", "--remote", "bot@server.example", "--remote-postern", postern,
        "--home", place.path("home"), "--json",
      ] + options,
      "path": place.path("bin"), "log": place.path("ssh.log"), "key": place.path("desk.key"),
    ]
    let input = try JSONSerialization.data(
      withJSONObject: start.merging(given) { start, _ in start })
    let script = try String(
      contentsOf: Self.scripts.appending(path: "own_inbox.py"), encoding: .utf8)
    return try PythonLibrary(script, input: String(decoding: input, as: UTF8.self))
  }

  @Test func `offers the derived copy of a file first, and what was sent beside it`()
    async throws
  {
    let document = String(repeating: "the list, line by line\n", count: 20_000)
    try place.write(document, to: "list.txt")
    try place.write(
      """
      contacts { accept = "everyone" }
      files { accept = "everyone", transform = { "tr", "a-z", "A-Z" } }
      on("message", function(message) message:keep() end)
      on("file_done", function(file) file:keep() end)
      """, to: "echo.lua")
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    let sent = try await place.runAside(
      ["send", toxID, "--file", "list.txt", "--home", "source", "--bootstrap", node]
        + RunningBot.direct)
    #expect(sent.status == 0, "\(sent.errors)")
    _ = try await bot.waitFor("has a derived copy now")
    let run = try use(["document": document, "derived": document.uppercased()])
    #expect(run.status == 0, "\(run.output)\n\(run.errors.suffix(4_000))")
    #expect(run.output == "derived\n")
    let listed = try place.run("file", "list", "--home", "home", "--json").output
    #expect(listed.contains("\"derived\":true"), "\(listed)")
    #expect(try await bot.stop() == 0)
  }

  @Test func `says what is wrong where there is no bot, no ssh target or no such key`() throws {
    let alone = try place.run("inbox", "web", "--home", "nowhere")
    #expect(alone.status != 0 && alone.errors.contains("is lost, or the bot does not run"))
    for words in [["--remote", "-oProxyCommand=x"], ["--idle", "0"], ["--remote", ""]] {
      let wrong = try Command(["inbox", "web", "--home", "home"] + words, in: place.directory)
      #expect(wrong.status == 64, "\(words)")
    }
    let key = try place.run("inbox", "web", "--home", "home", "--key", "desk.pub")
    #expect(key.status == 65 && key.errors.contains("public half"))
    let socket = try place.run("inbox", "web", "--home", "home", "--print-socket")
    #expect(socket.output.hasPrefix("/") && socket.output.hasSuffix("/home/control.sock\n"))
  }
}
