import Foundation
import InteropSupport
import Testing

/// `postern send --file`, `postern file …` and uploads, with a bot on the other end.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `Files of the command line` {
  private let place: Place
  private let content = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })

  init() throws {
    place = try Place()
    try content.write(to: place.directory.appending(path: "report.pdf"))
  }

  private func writeBot(_ files: String) throws {
    try place.write("contacts { accept = \"everyone\" }\n\(files)", to: "echo.lua")
  }

  private func send(
    _ file: String, to toxID: String, through node: String, _ options: String...
  ) async throws -> Command {
    try await place.runAside(
      ["send", toxID, "--file", file, "--home", "me", "--bootstrap", node] + RunningBot.direct
        + options)
  }

  @Test func `a file is sent, its receipt awaited, and it is saved as what it was`() async throws {
    try writeBot("files { accept = \"everyone\" }")
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    let sent = try await send("report.pdf", to: toxID, through: node)
    #expect(sent.status == 0 && sent.output == "received\n", "\(sent.output) \(sent.errors)")
    let listed = try place.run("file", "list", "--home", "home", "--json").output
    let file = try #require(
      try JSONSerialization.jsonObject(with: Data(listed.utf8)) as? [String: Any])
    #expect(file["state"] as? String == "whole" && file["size"] as? Int == content.count)
    let number = try #require(file["id"] as? Int)

    // A file that exists is never replaced.
    try FileManager.default.removeItem(atPath: place.path("report.pdf"))
    for name in ["report.pdf", "report (1).pdf"] {
      let saved = try place.run("file", "get", "\(number)", "--home", "home")
      #expect(saved.status == 0 && saved.output == "saved as \(name)\n", "\(saved.errors)")
      // `path` writes a blank as in a URL.
      let path = "\(place.path(""))\(name)"
      #expect(FileManager.default.contents(atPath: path) == content)
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
    let taken = try place.run(
      "file", "get", "\(number)", "--home", "home", "--output", "report.pdf")
    #expect(taken.status == 73 && taken.errors.contains("File exists"), "\(taken.errors)")
    #expect(try place.run("file", "get", "99", "--home", "home").status == 1)
    let json = try await send("report.pdf", to: toxID, through: node, "--json")
    #expect(json.status == 0 && json.output.contains("\"receipt\":true"), "\(json.output)")
    #expect(try await bot.stop() == 0)

    // What is not what came is not handed out.
    var changed = content
    changed[7] ^= 1
    try changed.write(to: place.directory.appending(path: "home/files/\(number)"))
    let wrong = try place.run("file", "get", "\(number)", "--home", "home", "--output", "x.pdf")
    #expect(wrong.status != 0 && !wrong.errors.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: place.path("x.pdf")))
  }

  @Test func `a bot that takes no files refuses it, and the command says so`() async throws {
    try writeBot("")
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    let refused = try await send("report.pdf", to: toxID, through: node)
    #expect(refused.status == 1 && refused.errors.contains("refused the file"), "\(refused.errors)")
    #expect(try await bot.stop() == 0)
  }

  @Test
  func `what can't be sent is refused before a home is made, and an absent contact waits for`()
    throws
  {
    let nobody = "795eb2fa634e6c370ad6fc6051539e8ead4ab638f8908d7b71669adfa133b226"
    let options =
      ["--home", "me", "--bootstrap", "none", "--timeout", "1"] + RunningBot.direct
    for (name, reason) in [
      ("missing.pdf", "no such file"), (".", "it is a directory"),
      ("/dev/null", "no file that could be sent"),
    ] {
      let refused = try Command(
        ["send", nobody, "--file", name] + options, in: place.directory)
      #expect(refused.status == 65 && refused.errors.contains(reason), "\(refused.errors)")
      #expect(!FileManager.default.fileExists(atPath: place.path("me")))
    }
    let away = try Command(
      ["send", nobody, "--file", "report.pdf"] + options, in: place.directory)
    #expect(away.status == 75 && away.errors.contains("It is kept"), "\(away.errors)")
    let waiting = try place.run("file", "list", "--home", "me").output
    #expect(waiting.contains("waiting") && waiting.contains("report.pdf"), "\(waiting)")
  }

  @Test func `an upload is sent over HTTP once for each key`() async throws {
    try writeBot("")
    _ = try place.run("key", "new", "--home", "home")
    let token = try place.newToken("send,contacts,read")
    let (bot, url) = try await RunningBot.withInterface(in: place)
    let (toxID, node) = try await bot.address()
    let hello = try await place.runAside(
      ["send", toxID, "hello", "--home", "me", "--bootstrap", node] + RunningBot.direct)
    #expect(hello.status == 0, "\(hello.errors)")
    let key = try place.run("id", "--home", "me", "--text").output.prefix(64)

    let body = String(repeating: "line of a report\n", count: 20_000)
    let first = try await Web.ask("POST", "\(url)/v1/uploads", token: token, body: body, key: "u1")
    #expect(first.status == 201, "\(first.body)")
    #expect(
      try await Web.ask("POST", "\(url)/v1/uploads", token: token, body: body, key: "u1") == first)
    let differs = try await Web.ask(
      "POST", "\(url)/v1/uploads", token: token, body: "other", key: "u1")
    #expect(differs.status == 422, "\(differs.body)")
    let answer = try JSONSerialization.jsonObject(with: Data(first.body.utf8)) as? [String: Any]
    let upload = try #require(answer?["upload"] as? String)
    #expect(answer?["size"] as? Int == body.utf8.count)

    let nameless = #"{"to":"\#(key)","upload":"\#(upload)"}"#
    #expect(
      try await Web.ask("POST", "\(url)/v1/files", token: token, body: nameless).status == 409)
    let unknown = #"{"to":"\#(key)","upload":"../state.sqlite","name":"x"}"#
    #expect(try await Web.ask("POST", "\(url)/v1/files", token: token, body: unknown).status == 404)
    let sending = #"{"to":"\#(key)","upload":"\#(upload)","name":"report.txt"}"#
    let sent = try await Web.ask("POST", "\(url)/v1/files", token: token, body: sending, key: "s1")
    #expect(sent.status == 201, "\(sent.body)")
    #expect(
      try await Web.ask("POST", "\(url)/v1/files", token: token, body: sending, key: "s1") == sent)
    let number = try #require(
      (try JSONSerialization.jsonObject(with: Data(sent.body.utf8)) as? [String: Any])?["message"]
        as? Int)
    _ = try await eventually("it is copied") {
      let file = try await Web.ask("GET", "\(url)/v1/files/\(number)", token: token).body
      return file.contains("\"size\":\(body.utf8.count)") ? true : nil
    }
    #expect(try place.read("home/files/\(number)") == Data(body.utf8))
    let list = try await Web.ask("GET", "\(url)/v1/files", token: token).body
    #expect(list.components(separatedBy: "report.txt").count == 2, "\(list)")
    #expect(try await bot.stop() == 0)
  }

  @Test func `an upload is refused, and an earlier one removed, where nothing may be stored`()
    async throws
  {
    try writeBot("")
    _ = try place.run("key", "new", "--home", "home")
    let token = try place.newToken("send")
    var (bot, url) = try await RunningBot.withInterface(in: place)
    let taken = try await Web.ask("POST", "\(url)/v1/uploads", token: token, body: "report")
    #expect(taken.status == 201, "\(taken.body)")
    #expect(try await bot.stop() == 0)
    try writeBot("inbox { keep = \"nothing\" }")
    (bot, url) = try await RunningBot.withInterface(in: place)
    let uploads = { [place] in
      try FileManager.default.contentsOfDirectory(atPath: place.path("home/uploads"))
    }
    #expect(try uploads().isEmpty)
    let refused = try await Web.ask("POST", "\(url)/v1/uploads", token: token, body: "report")
    #expect(refused.status == 409 && refused.body.contains("in clear"), "\(refused.body)")
    #expect(try uploads().isEmpty)
    #expect(try await bot.stop() == 0)
  }
}
