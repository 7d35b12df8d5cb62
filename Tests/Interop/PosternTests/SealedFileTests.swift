import Foundation
import InteropSupport
import Testing

/// Files of a bot that seals, as people read them.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A sealed file` {
  private let place: Place
  private static let mark = "line of the blue folder\n"
  private let content = Data(String(repeating: mark, count: 9_000).utf8)

  init() async throws {
    place = try Place()
    for name in ["desk", "other"] {
      let made = try place.run("key", "inbox", "new", "\(name).key")
      try place.write(made.output, to: "\(name).pub")
    }
    try place.write(
      """
      contacts { accept = "everyone" }
      inbox { seal = "desk.pub" }
      files { accept = "everyone" }
      on("file_done", function(file)
        file:keep()
        log("whole: " .. file.size .. " " .. #file.sha256)
      end)
      on("message", function(message)
        if not message.is_request then message.contact:send_file("answer.txt") end
      end)
      """, to: "echo.lua")
    try content.write(to: place.directory.appending(path: "the list.pdf"))
    try content.write(to: place.directory.appending(path: "answer.txt"))
  }

  private func file(_ words: String...) throws -> Command {
    try Command(["file"] + words, in: place.directory)
  }

  private func isSaved(as name: String) -> Bool {
    FileManager.default.contents(atPath: place.path(name)) == content
  }

  /// The files below the home that hold a line of the file, or its name.
  private func leaks() throws -> [String] { try place.leaks(of: Self.mark, "the list") }

  /// The number of the bot's file of this name.
  private func number(of name: String) throws -> String {
    let list = try file("list", "--home", "home", "--key", "desk.key", "--json").output
    let files = try list.split(separator: "\n").map { try Record(json: String($0)) }
    let id = files.first { $0.text("name") == name }?.integer("id")
    return String(try #require(id))
  }

  /// Changes the bytes of a file.
  private func change(_ path: String, _ body: (inout Data) -> Void) throws {
    let url = place.directory.appending(path: path)
    var data = try Data(contentsOf: url)
    body(&data)
    try data.write(to: url)
  }

  @Test func `opens with its key on the bot's machine and on another, and nowhere without`()
    async throws
  {
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    for name in ["the list.pdf", "answer.txt"] {
      let sent = try await place.runAside(
        ["send", toxID, "--file", name, "--home", "source", "--bootstrap", node]
          + RunningBot.direct)
      #expect(sent.status == 0, "\(sent.errors)")
    }
    _ = try await bot.waitFor("whole: \(content.count) 64")
    #expect(try !bot.output().contains("the list"))
    #expect(try leaks() == [])
    let list = try file("list", "--home", "home")
    #expect(list.output.contains("(sealed)") && !list.output.contains("pdf"), "\(list.output)")
    let opened = try file("list", "--home", "home", "--key", "desk.key")
    #expect(opened.output.contains("the list.pdf") && opened.output.contains("text/plain"))
    let foreign = try file("list", "--home", "home", "--key", "other.key")
    #expect(foreign.status == 0 && foreign.errors.contains("sealed to other keys"))

    let number = try number(of: "the list.pdf")
    let locked = try file("get", number, "--home", "home")
    #expect(locked.status == 65 && locked.errors.contains("--key"), "\(locked.errors)")
    let got = try file("get", number, "--home", "home", "--key", "desk.key", "--output", "saved")
    #expect(got.status == 0 && isSaved(as: "saved"), "\(got.errors)")
    let wrongKey = try file("get", number, "--home", "home", "--key", "other.key", "--output", "x")
    #expect(wrongKey.status == 65 && wrongKey.errors.contains("sealed to other keys"))
    let other = try self.number(of: "answer.txt")
    #expect(try await bot.stop() == 0)

    try checkArchives(of: number)

    let export = try place.run(
      "inbox", "export", "--json", "--output", "tips.jsonl", "--files", "tips", "--home", "home")
    #expect(export.status == 0 && export.errors.contains("2 files"), "\(export.errors)")
    try FileManager.default.removeItem(atPath: place.path("home"))
    let from = ["--from", "tips", "--key", "desk.key", "--output"]
    let elsewhere = try Command(["file", "get", number] + from + ["again"], in: place.directory)
    #expect(elsewhere.status == 0 && isSaved(as: "again"), "\(elsewhere.errors)")

    // The other file under this one's number, a changed byte, an end that is missing.
    let whole = try Data(contentsOf: place.directory.appending(path: "tips/\(number).sealed"))
    let (segment, size) = (65_568, whole.count)
    for (words, body) in [
      ("Segment 4 of", { $0[size - 1] ^= 1 }), ("Segment 3 of", { $0.removeLast(segment) }),
      ("Segment 1 of", { $0[size - 4 * segment + 40] ^= 1 }), ("is no sealed file", { $0[3] ^= 1 }),
      ("Segment 5 of", { $0.append(contentsOf: $0.suffix(segment)) }),
    ] as [(String, (inout Data) -> Void)] {
      try change("tips/\(number).sealed") { $0 = whole }
      try change("tips/\(number).sealed", body)
      let wrong = try Command(["file", "get", number] + from + ["x"], in: place.directory)
      #expect(wrong.status == 65 && wrong.errors.contains(words), "\(words): \(wrong.errors)")
      #expect(!FileManager.default.fileExists(atPath: place.path("x")))
    }
    let names = [number, other].map { place.directory.appending(path: "tips/\($0).sealed") }
    try FileManager.default.removeItem(at: names[0])
    try FileManager.default.moveItem(at: names[1], to: names[0])
    let swapped = try Command(["file", "get", number] + from + ["x"], in: place.directory)
    #expect(swapped.status == 65 && swapped.errors.contains("is file \(other), not file"))
  }

  /// An archive of the conversation, as `tar` and `sha256sum` read it.
  private func checkArchives(of number: String) throws {
    let note = try place.run("inbox", "note", number, "the blue one", "--home", "home")
    #expect(note.status == 0, "\(note.errors)")
    let script = #"""
      set -e
      rm -rf case; mkdir case
      "$@" >case.tar
      tar -xf case.tar -C case
      cd case/*
      sha256sum --quiet -c SHA256SUMS
      find . -type f
      cat notes.jsonl manifest.json
      """#
    let command = ["inbox", "case", number, "--home", "home"]
    let sealed = try Command(command, in: place.directory, shell: script)
    #expect(sealed.status == 0 && sealed.output.contains("./files/\(number).sealed"))
    #expect(sealed.output.contains("./messages/1.jsonl"), "\(sealed.output)\(sealed.errors)")
    #expect(!sealed.output.contains("the list") && !sealed.output.contains("blue one"))
    let opened = try Command(command + ["--key", "desk.key"], in: place.directory, shell: script)
    #expect(opened.status == 0 && opened.output.contains("./files/\(number)\n"), "\(opened.errors)")
    #expect(opened.output.contains(#""name":"the list.pdf""#) && opened.output.contains("blue one"))
    let folder = try #require(
      try FileManager.default.contentsOfDirectory(atPath: place.path("case")).first)
    #expect(isSaved(as: "case/\(folder)/files/\(number)"))
  }

  @Test func `is sent from a copy that stands sealed until the contact has it`() async throws {
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    let hello = try await place.runAside(
      ["send", toxID, "please", "--home", "source", "--bootstrap", node] + RunningBot.direct)
    #expect(hello.status == 0, "\(hello.errors)")
    let waiting = try await eventually("the copy is there") {
      let list = try file("list", "--home", "home", "--state", "waiting")
      let names = try? FileManager.default.contentsOfDirectory(atPath: place.path("home/files"))
      return names?.isEmpty == false && list.output.contains("kB") ? list.output : nil
    }
    #expect(waiting.contains("answer.txt"), "the bot itself has to offer it")
    #expect(try leaks() == [])
    #expect(try await bot.stop() == 0)
    #expect(try leaks() == [])
  }

  @Test(arguments: [
    (#"files { transform = { "cat" } }"#, "transform of files needs the bytes in clear"),
    ("files { avatars = true }", "avatars of files"),
    (
      #"webhook "desk" { url = "https://example.org/", send = "full", files = "1MB" }"#,
      "files of webhook \"desk\" needs the bytes in clear"
    ),
  ])
  func `is not promised to what would need it in clear`(setting: String, words: String) throws {
    try place.write("inbox { seal = \"desk.pub\" }\n\(setting)", to: "echo.lua")
    let refused = try place.run("run", "echo.lua", "--home", "new", "--bootstrap", "none")
    #expect(refused.status == 65 && refused.errors.contains(words), "\(refused.errors)")
  }
}
