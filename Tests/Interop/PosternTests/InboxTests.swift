import Foundation
import InteropSupport
import Testing

/// A newsroom's daily work, as people type it.
@Suite(.mayBlock) struct `The inbox` {
  private let place: Place
  private static let key = "795eb2fa634e6c370ad6fc6051539e8ead4ab638f8908d7b71669adfa133b226"

  init() throws { place = try Place() }

  private func inbox(_ words: String...) throws -> Command {
    try Command(["inbox"] + words + ["--home", "home"], in: place.directory)
  }

  private func objects(_ command: Command) throws -> [[String: Any]] {
    try command.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  private func lines(_ command: Command) -> [Substring] {
    command.output.split(separator: "\n")
  }

  /// A bot that has these tips of one source, which is offline again.
  private func bot(with tips: [String], heading: String = "") async throws -> RunningBot {
    try place.write(
      """
      \(heading)
      contacts { accept = "everyone" }
      on("message", function(message)
        if message.is_request then return end
        message:keep()
        message:reply("received")
      end)
      """, to: "echo.lua")
    let bot = try RunningBot(in: place)
    let line = try await bot.waitFor("\"event\":\"ready\"")
    let ready = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let id = try #require(ready["tox_id"] as? String)
    let dhtKey = try #require(ready["dht_key"] as? String)
    let port = try #require(ready["udp_port"] as? Int)
    let chat = try Command(
      [
        "chat", id, "--home", "source", "--linger", "1", "--bootstrap",
        "127.0.0.1:\(port):\(dhtKey)",
      ]
        + RunningBot.direct,
      in: place.directory, input: tips.joined(separator: "\n") + "\n",
      shell: #"exec timeout 300 "$@""#)
    #expect(chat.status == 0, "\(chat.errors)")
    _ = try await bot.waitFor("contact_offline")
    return bot
  }

  @Test func `a newsroom pages, reads, searches, answers, closes and erases; running or not`()
    async throws
  {
    let long = "The Mayor's minutes were changed after the meeting, and I can show which lines: "
    let bot = try await bot(with: [long, "Мэр знал", "three", "four", "five"])
    let first = try inbox("list", "--limit", "2")
    #expect(lines(first).count == 2 && first.output.contains("new  five"))
    let next = try #require(
      try objects(inbox("list", "--json", "--limit", "2")).last?["id"] as? Int)
    #expect(
      first.errors == "3 more: postern inbox list --limit 2 --home home --before \(next)\n")
    let rest = try inbox("list", "--limit", "3", "--before", "\(next)")
    #expect(lines(rest).count == 3 && rest.errors.isEmpty)
    #expect(
      lines(rest)[2].contains("The Mayor's minutes were changed") && rest.output.contains("…"))

    let mayor = try objects(inbox("search", "mayor", "MINUTES", "--json"))
    #expect(mayor.count == 1 && mayor[0]["text"] as? String == long)
    #expect((mayor[0]["time"] as? String)?.hasSuffix("Z") == true)
    #expect(try lines(inbox("search", "мЭР")).count == 1)
    let tip = "\(try #require(mayor[0]["id"] as? Int))"

    #expect(try inbox("show", tip).output.contains(long))
    #expect(try lines(inbox("list", "--unread")).count == 4)
    #expect(try inbox("reply", tip, "thank you").status == 0)
    let thread = try inbox("thread", tip)
    let order = [long, "received, by rule", "Мэр знал", "five", "waiting", "thank you"]
    var end = thread.output.startIndex
    for words in order {
      let range = try #require(thread.output.range(of: words, range: end..<thread.output.endIndex))
      end = range.upperBound
    }
    #expect(try inbox("list", "--unread").output.isEmpty)

    #expect(try inbox("close", tip, "\(next)-999").output == "closed: 3 messages\n")
    #expect(try lines(inbox("list")).count == 2)
    #expect(try lines(inbox("list", "--state", "closed")).count == 3)
    #expect(try inbox("reopen", tip).output == "reopened: 1 message\n")
    #expect(try inbox("label", tip, "\(next)", "verified").status == 0)
    let running = try ["open", "closed", "all"].map { try inbox("list", "--state", $0).output }
    #expect(running[2].contains("waiting"))

    #expect(try await bot.stop() == 0)
    #expect(
      try ["open", "closed", "all"].map { try inbox("list", "--state", $0).output } == running)
    #expect(try lines(inbox("list", "--all", "--label", "verified")).count == 2)
    #expect(try inbox("close", "--contact", tip).output == "closed: 3 messages\n")
    let refused = try inbox("erase", "--contact", tip)
    #expect(
      refused.status == 1
        && refused.errors.contains("6 messages, with 5 answers of rules and 0 deliveries"))
    #expect(try lines(inbox("list", "--all")).count == 6)
    #expect(
      try inbox("erase", "--contact", tip, "--yes").output.hasPrefix("forgotten: 11 messages"))
    #expect(try inbox("list", "--all").output.isEmpty)
  }

  @Test func `the staff takes up, stars, notes, answers and closes; running or not`() async throws {
    let bot = try await bot(
      with: ["a tip", "more"],
      heading: #"replies { received = { en = "Thank you.", de = "Danke." } }"#)
    let tip = "\(try #require(try objects(inbox("list", "--json")).last?["id"] as? Int))"
    #expect(try lines(inbox("conversations", "--status", "new")).count == 1)
    #expect(try inbox("assign", "--to", "owner", tip).output == "changed: 1 conversation\n")
    let stranger = try inbox("assign", "--to", "carl", tip)
    #expect(stranger.status == 1 && stranger.errors.contains("called \"carl\""))
    #expect(try inbox("star", "--status", "open").output == "changed: 1 conversation\n")
    #expect(try inbox("note", tip, "the clerk?").status == 0)
    #expect(try lines(inbox("list", "--assigned", "owner", "--starred")).count == 2)
    #expect(try lines(inbox("list", "--assigned", "owner", "--status", "closed")).isEmpty)
    #expect(try await bot.stop() == 0)
    #expect(try inbox("notes", tip).output.contains("the clerk?"))
    let unclear = try inbox("answer", tip, "--reply", "received")
    #expect(unclear.status == 1 && unclear.errors.contains("languages de, en"))
    #expect(try inbox("answer", tip, "--reply", "received", "--language", "de").status == 0)
    #expect(try inbox("thread", tip).output.contains("Danke."))
    let waiting = try objects(inbox("conversations", "--json")).first
    #expect(waiting?["status"] as? String == "waiting" && waiting?["starred"] as? Bool == true)
    #expect(try inbox("status", "closed", tip).output == "changed: 1 conversation\n")
    #expect(try lines(inbox("list")).isEmpty)
    let refused = try inbox("erase", "--status", "closed")
    #expect(refused.status == 1 && refused.errors.contains("3 messages, with 2 answers"))
    #expect(try inbox("erase", "--status", "closed", "--yes").status == 0)
    #expect(try lines(inbox("conversations")).isEmpty)
    let audit = try Command(["audit", "list", "--json", "--home", "home"], in: place.directory)
    #expect(
      try objects(audit).compactMap { $0["operation"] as? String } == [
        "inbox_erase", "conversation_change", "inbox_mark_read", "canned_send", "note_add",
        "conversation_change", "conversation_change",
      ])
    #expect(!audit.output.contains("clerk"))
  }

  @Test func `what is wrong in a command is said, and nothing is changed`() throws {
    #expect(try place.run("contact", "add", Self.key, "--home", "home").status == 0)
    #expect(try inbox("reply", Self.key, "an answer").status == 0)
    let cases: [(words: [String], status: Int32, sentence: String)] = [
      (["erase", "1", "99", "--yes"], 1, "There is no message 99; nothing was changed."),
      (
        ["show", "99"], 1,
        "There is no message 99: `postern inbox list --all --home home` names them."
      ),
      (["erase", "1"], 1, "Nothing was erased: --yes does it."),
      (["close", "one"], 64, "\"one\" is no message"),
      (["close", "5-1"], 64, "\"5-1\" is no message"),
      (["close", "1", "--contact", Self.key], 64, "numbers of messages, or --contact"),
      (["label", "1"], 64, "numbers of messages, or --contact"),
      (["list", "--since", "yesterday"], 64, "\"yesterday\" is no time"),
      (["list", "--limit", "0"], 64, "--limit takes a number"),
      (
        ["list", "--contact", "nobody"], 1, "There is no contact \"nobody\": `postern contact list"
      ),
      (
        ["thread", "99"], 1, "There is no message 99: `postern inbox list --all --home home` names"
      ),
      (["search", " "], 64, "Give a word"),
    ]
    for (words, status, sentence) in cases {
      let command = try Command(["inbox"] + words + ["--home", "home"], in: place.directory)
      #expect(command.status == status && command.errors.contains(sentence), "\(command.errors)")
    }
    #expect(try lines(inbox("list", "--all")).count == 1)
  }

  @Test func `an answer with a time is not sent later`() async throws {
    #expect(try place.run("contact", "add", Self.key, "--home", "home").status == 0)
    for wrong in ["soon", "0s", "367d", "1.5h"] {
      let refused = try inbox("reply", Self.key, "late", "--expires", wrong)
      #expect(refused.status == 64 && refused.errors.contains("from 1s to 366d"))
    }
    #expect(try inbox("reply", Self.key, "for good", "--expires", "366d").status == 0)
    #expect(try inbox("reply", Self.key, "late", "--expires", "1s").status == 0)
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    let bot = try RunningBot(in: place)
    _ = try await bot.waitFor("\"event\":\"reply_expired\"")
    let list = try lines(inbox("list", "--all"))
    #expect(list.first?.contains("expired") == true && list.last?.contains("waiting") == true)
    #expect(try await bot.stop() == 0)
  }

  @Test func `an export is a file of its owner's alone, and none is overwritten`() throws {
    #expect(try place.run("contact", "add", Self.key, "--home", "home").status == 0)
    for text in ["first\nanswer", "second"] {
      #expect(try inbox("reply", Self.key, text).status == 0)
    }
    #expect(try inbox("export", "--json", "--output", "tips.jsonl").status == 0)
    let mode = try FileManager.default.attributesOfItem(atPath: place.path("tips.jsonl"))
    #expect(mode[.posixPermissions] as? Int == 0o600)
    let file = String(decoding: try place.read("tips.jsonl"), as: UTF8.self)
    #expect(file == (try inbox("export", "--json").output))
    #expect(file.split(separator: "\n").map { $0.contains("second") } == [false, true])
    #expect(try inbox("export", "--output", "tips.jsonl").status == 73)
  }

  @Test func `a command that follows the inbox shows what comes, until a signal ends it`()
    async throws
  {
    #expect(try place.run("contact", "add", Self.key, "--home", "home").status == 0)
    #expect(try inbox("reply", Self.key, "before").status == 0)
    let file = place.directory.appending(path: "followed")
    _ = FileManager.default.createFile(atPath: file.path(), contents: nil)
    let follow = Process()
    follow.executableURL = URL(filePath: try BuildProducts.path(of: "postern"))
    follow.arguments = ["inbox", "follow", "--home", "home", "--after", "1"]
    follow.currentDirectoryURL = place.directory
    follow.standardOutput = try FileHandle(forWritingTo: file)
    try follow.run()
    defer { if follow.isRunning { kill(follow.processIdentifier, SIGKILL) } }
    for text in ["one", "two"] {
      #expect(try inbox("reply", Self.key, text).status == 0)
      _ = try await eventually("\(text) is seen") {
        try String(contentsOf: file, encoding: .utf8).contains("waiting  \(text)\n") ? true : nil
      }
    }
    #expect(try !String(contentsOf: file, encoding: .utf8).contains("before"))
    follow.terminate()
    _ = try await eventually("it ends") { follow.isRunning ? nil : true }
    #expect(follow.terminationReason == .exit && follow.terminationStatus == 0)
  }

  @Test func `a hostile label stays in its line, and in JSON it is escaped`() throws {
    #expect(try place.run("contact", "add", Self.key, "--home", "home").status == 0)
    #expect(try inbox("reply", Self.key, "an answer\nof two lines").status == 0)
    #expect(try inbox("label", "1", "a\n2  \u{1B}]0;OWNED\u{07}\u{202E}gpj").status == 0)
    let words = try inbox("list", "--all").output
    #expect(words.hasSuffix("waiting [a⏎2  ␛]0;OWNED␇gpj]  an answer⏎of two lines\n"), "\(words)")
    let json = try inbox("list", "--all", "--json").output
    #expect(json.contains(#"\u202egpj"#) && json.filter { $0 == "\n" }.count == 1)
  }

  @Test func `a contact has no label that could be told by mistake`() throws {
    #expect(try place.run("contact", "add", Self.key, "--home", "home").status == 0)
    let old = try place.run("contact", "label", Self.key, "a crank", "--home", "home")
    #expect(old.status == 64 && old.errors.contains("Write +LABEL to give a label"))
    #expect(try !place.run("contact", "list", "--home", "home").output.contains("a crank"))
  }
}
