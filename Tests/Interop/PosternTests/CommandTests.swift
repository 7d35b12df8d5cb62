import Foundation
import InteropSupport
import Testing

/// The commands, as a person types them.
@Suite(.mayBlock) struct `Commands` {
  private let place: Place

  init() throws { place = try Place() }

  @Test(arguments: [
    "", "run", "id", "contact-page", "try", "test", "send", "chat", "contact", "contact add",
    "contact list",
    "contact accept", "contact block", "contact remove", "contact note",
    "contact public-status", "contact label", "broadcasts", "broadcasts send", "broadcasts list",
    "broadcasts show", "file", "file list", "file get", "file send", "file accept", "file refuse",
    "file cancel", "inbox", "inbox list",
    "inbox show", "inbox thread", "inbox search", "inbox reply", "inbox label", "inbox close",
    "inbox reopen", "inbox erase", "inbox unerase", "inbox follow", "inbox conversations",
    "inbox status",
    "inbox reseal", "inbox star", "inbox unstar", "inbox assign", "inbox note", "inbox notes",
    "inbox unread",
    "inbox replies", "audit", "audit list",
    "inbox export", "inbox case", "hooks", "hooks list",
    "hooks show", "hooks test", "hooks replay", "hooks pause", "hooks resume", "hooks expire",
    "hooks listen", "clock", "clock show", "clock confirm", "key", "key new",
    "key import", "key export", "key signing", "key sealing", "key public", "backup", "restore",
    "node", "doctor", "me", "events", "mcp", "metrics", "ready",
    "api", "api openapi", "api status", "staff", "staff add", "staff list", "staff role",
    "staff passphrase", "staff totp", "staff remove", "staff sessions", "staff end",
  ])
  func `the help is the one that was agreed; POSTERN_UPDATE=1 writes it`(words: String) throws {
    let command = try Command(
      words.split(separator: " ").map(String.init) + ["--help"], in: place.directory)
    #expect(command.status == 0)
    let name = words.isEmpty ? "postern" : words.replacing(" ", with: "-")
    let golden = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/\(name).txt")
    if ProcessInfo.processInfo.environment["POSTERN_UPDATE"] == "1" {
      try command.output.write(to: golden, atomically: true, encoding: .utf8)
    }
    #expect(command.output == (try String(contentsOf: golden, encoding: .utf8)))
    #expect(Self.torn(command.output) == [])
  }

  /// Lines of the overview that end although the next word has room: they were broken twice.
  private static func torn(_ help: String) -> [Substring] {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
      .prefix { !$0.hasPrefix("USAGE") }
    return zip(lines, lines.dropFirst()).filter { line, next in
      let word = next.prefix { $0 != " " }
      return !line.isEmpty && !word.isEmpty && line.count + 1 + word.count < 80
        && !line.hasSuffix(":") && !line.hasPrefix(" ")
    }.map(\.0)
  }

  @Test func `an ID stays, until its nospam is changed; its home is closed to others`() throws {
    let first = try place.run("key", "new", "--home", "home").output.split(separator: "\n")[0]
    #expect(try place.run("id", "--home", "home").output.hasPrefix(first))
    let fresh = try place.run("id", "--home", "home", "--new-nospam").output
    #expect(fresh.hasPrefix(first.prefix(64)) && !fresh.hasPrefix(first))
    let modes = try ["home", "home/state.sqlite"].map {
      try FileManager.default.attributesOfItem(atPath: place.path($0))[.posixPermissions] as? Int
    }
    #expect(modes == [0o700, 0o600])
  }

  @Test func `the plain digits stand beside the URI`() throws {
    _ = try place.run("key", "new", "--home", "home")
    let lines = try place.run("id", "--home", "home").output.split(separator: "\n")
    #expect(lines[0].count == 76 && lines[1] == "tox:\(lines[0])")
    let uri = try place.run("id", "--code", "uri", "--home", "home").output
    #expect(uri.split(separator: "\n").dropFirst(2) != lines.dropFirst(2))
  }

  @Test func `an answer comes from standard input, and stands in no list of processes`() throws {
    let key = "795eb2fa634e6c370ad6fc6051539e8ead4ab638f8908d7b71669adfa133b226"
    let added = try place.run("contact", "add", key, "--home", "home")
    let codename = String(added.output.prefix { $0 != " " })
    let text = "first line\nand a second"
    #expect(
      try place.run("inbox", "reply", codename, "-", "--home", "home", input: text + "\n").status
        == 0)
    try place.write("from a file\r\n", to: "answer")
    #expect(
      try place.run("inbox", "reply", codename, "--text-file", "answer", "--home", "home").status
        == 0)
    for arguments in [[codename], [codename, "x", "--text-file", "answer"]] {
      let wrong = try Command(
        ["inbox", "reply"] + arguments + ["--home", "home"], in: place.directory)
      #expect(wrong.status == 64)
    }
    let texts = try place.run("inbox", "list", "--all", "--json", "--home", "home").output
      .split(separator: "\n").map { line in
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      }.map { $0?["text"] as? String }
    #expect(texts == ["from a file", text])
  }

  @Test func `contacts are added, listed, blocked and removed without a running bot`() throws {
    let key = "795eb2fa634e6c370ad6fc6051539e8ead4ab638f8908d7b71669adfa133b226"
    let added = try place.run("contact", "add", key, "--home", "home")
    #expect(added.status == 0)
    let codename = String(added.output.prefix { $0 != " " })
    #expect(try place.run("contact", "note", codename, "source 7", "--home", "home").status == 0)
    #expect(try place.run("contact", "note", codename, "--home", "home").output == "source 7\n")
    #expect(try place.run("contact", "note", codename, "", "--home", "home").status == 64)
    #expect(try place.run("contact", "block", key, "--home", "home").status == 0)
    let list = try place.run("contact", "list", "--home", "home").output
    #expect(list == "\(codename)  blocked  note: source 7\n")
    #expect(try place.run("contact", "remove", codename, "--home", "home").status == 0)
    #expect(try place.run("contact", "list", "--home", "home").output.isEmpty)
    let unknown = try place.run("contact", "block", codename, "--home", "home")
    #expect(unknown.status == 1 && unknown.errors.contains(codename))
  }

  @Test(arguments: [
    ("zz", "neither a Tox ID"), (String(repeating: "0", count: 64), "no public key"),
    ("795EB2FA634E6C370AD6FC6051539E8EAD4AB638F8908D7B71669ADFA133B226DEADBEEF0BC2", "wrong digit"),
  ])
  func `an address with a mistake is refused in words`(address: String, words: String) throws {
    let command = try place.run("contact", "add", address, "--home", "home")
    #expect(command.status == 1 && command.errors.contains(words), "\(command.errors)")
  }

  @Test func `a key travels as a .tox file, and none is overwritten`() throws {
    let id = try place.run("key", "new", "--home", "one").output
    #expect(try place.run("key", "new", "--home", "one").status == 73)
    try place.write("secret words\n", to: "words")
    #expect(
      try place.run("key", "export", "a.tox", "--home", "one", "--passphrase-file", "words").status
        == 0)
    #expect(try place.run("key", "export", "a.tox", "--home", "one").status == 73)
    #expect(try place.run("key", "import", "a.tox", "--home", "two").status == 65)
    try place.write("other words\n", to: "wrong")
    let wrong = try place.run(
      "key", "import", "a.tox", "--home", "two", "--passphrase-file", "wrong")
    #expect(wrong.status == 65 && wrong.errors.contains("passphrase"))
    let imported = try place.run(
      "key", "import", "a.tox", "--home", "two", "--passphrase-file", "words")
    #expect(imported.status == 0 && imported.output == id)
    #expect(
      try place.run("key", "import", "a.tox", "--home", "two", "--passphrase-file", "words").status
        == 73)
    try place.write("not a save", to: "b.tox")
    #expect(try place.run("key", "import", "b.tox", "--home", "three").status == 65)
  }

  /// Where the text of a file's first line ends, editors disagree.
  @Test(arguments: ["pass word\r\n", "pass word\r\nmore\r\n", "\u{FEFF}pass word\n", "pass word"])
  func `a passphrase file means the same from every editor`(text: String) throws {
    let id = try place.run("key", "new", "--home", "one").output
    try place.write(text, to: "words")
    try place.write("pass word\n", to: "plain")
    #expect(
      try place.run("key", "export", "a.tox", "--home", "one", "--passphrase-file", "words").status
        == 0)
    #expect(
      try place.run("key", "import", "a.tox", "--home", "two", "--passphrase-file", "plain").output
        == id)
    try place.write("\n", to: "empty")
    let empty = try place.run(
      "key", "export", "b.tox", "--home", "one", "--passphrase-file", "empty")
    #expect(empty.status == 65 && empty.errors.contains("empty"))
    #expect(!FileManager.default.fileExists(atPath: place.path("b.tox")))
  }

  @Test func `a passphrase that is typed for an export is asked for twice`() throws {
    #expect(try place.run("key", "new", "--home", "one").status == 0)
    let terminal = """
      import os, pty, sys
      answers = sys.argv[1].split(",")
      child, end = pty.fork()
      if child == 0: os.execv(sys.argv[2], sys.argv[2:])
      shown = b""
      while True:
          try: shown += os.read(end, 1000)
          except OSError: break
          if shown.endswith(b": "): os.write(end, answers.pop(0).encode() + b"\\n")
      sys.stdout.write(shown.decode())
      """
    func export(typing answers: String) throws -> Command {
      try place.write(terminal, to: "terminal.py")
      return try place.run(
        "key", "export", "a.tox", "--home", "one", "--passphrase-file", "-",
        shell: #"exec python3 terminal.py \#(answers) "$@""#)
    }
    let slip = try export(typing: "first,frist")
    #expect(slip.output.contains("differ"), "\(slip.output)")
    #expect(!FileManager.default.fileExists(atPath: place.path("a.tox")))
    let right = try export(typing: "first,first")
    #expect(right.output.contains("The same again") && right.output.contains("written"))
    #expect(
      try place.run("key", "import", "a.tox", "--home", "two").errors.contains("encrypted"))
  }

  @Test func `without a terminal a passphrase is one line of standard input`() throws {
    func make(_ file: String, input: String) throws -> Command {
      try place.run(
        "key", "inbox", "new", file, "--passphrase-file", "-", input: input,
        shell: #"exec setsid -w "$@""#)
    }
    let key = try make("desk.key", input: "correct horse\r\nand a second line\n")
    #expect(key.status == 0 && key.output.hasPrefix("inboxpub_"), "\(key.errors)")
    #expect(!key.errors.contains("Passphrase"))
    try place.write("correct horse", to: "words")
    try place.write(key.output, to: "a.pub")
    let other = try make("other.key", input: "another\n")
    try place.write(other.output, to: "b.pub")
    let split = try place.run(
      "key", "inbox", "split", "desk.key", "--needed", "2", "--to", "a.pub", "--to", "b.pub",
      "--passphrase-file", "words")
    #expect(split.status == 0, "\(split.errors)")
    let none = try make("none.key", input: "")
    #expect(none.status == 65 && none.errors.contains("empty") && none.output.isEmpty)
  }

  @Test func `a key that can't be read is named`() throws {
    try place.write("", to: "tips.jsonl")
    let list = try place.run("inbox", "list", "--from", "tips.jsonl", "--key", "desk.key")
    #expect(list.status == 65)
    #expect(list.errors == "postern: The key in desk.key can't be read: there is no such file.\n")
  }

  @Test func `a hostile text stays in its line, and in JSON it is escaped`() throws {
    let key = "795eb2fa634e6c370ad6fc6051539e8ead4ab638f8908d7b71669adfa133b226"
    let text = "a\nsunny-otter  accepted\u{1B}]0;OWNED\u{07}\u{9B}2J\u{202E}gpj.exe\u{2028}b"
    #expect(try place.run("contact", "add", key, "--home", "home").status == 0)
    #expect(try place.run("contact", "note", key, text, "--home", "home").status == 0)
    let words = try place.run("contact", "list", "--home", "home").output
    #expect(words.hasSuffix("note: a⏎sunny-otter  accepted␛]0;OWNED␇\u{FFFD}2Jgpj.exe⏎b\n"))
    let json = try place.run("contact", "list", "--json", "--home", "home").output
    #expect(json.contains(#"\u009b2J\u202egpj.exe\u2028b""#))
    #expect(words.filter { $0 == "\n" }.count == 1 && json.filter { $0 == "\n" }.count == 1)
    let refusal = try place.run("contact", "block", text, "--home", "home").errors
    #expect(refusal.contains("a⏎sunny") && refusal.filter { $0 == "\n" }.count == 1)
  }

  @Test func `a conversation is tried from a script`() throws {
    try place.write(
      """
      contacts { accept = "everyone" }
      command("ping", "answers", function(message) message:reply("pong") end)
      on("message", function(message) message:keep() end)
      """, to: "bot.lua")
    try place.write("ping\na tip\n", to: "script")
    let command = try place.run("try", "bot.lua", "--script", "script")
    #expect(command.status == 0)
    #expect(command.output == "> ping\n< pong\n> a tip\n  kept in the inbox\n")
  }

  @Test func `a failing test of a bot is shown with its place`() throws {
    try place.write("contacts { accept = \"everyone\" }", to: "mute.lua")
    try place.write(
      """
      test("answers", function()
        load_bot("mute.lua"):contact("alice"):hears("hello")
      end)
      """, to: "mute_test.lua")
    let command = try place.run("test", ".")
    #expect(command.status == 1)
    #expect(command.output.contains("FAIL  answers") && command.output.contains("mute_test.lua:2"))
    #expect(command.output.hasSuffix("0 passed, 1 failed\n"))
  }

  @Test func `a changed bot is read anew, a broken one is reported and the old one stays`()
    async throws
  {
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    try place.write("on(", to: "echo.lua")
    let error = try await bot.waitFor("reload_failed")
    #expect(error.contains("\"line\":1"))
    #expect(String(decoding: try place.read("run.errors"), as: UTF8.self).contains("echo.lua:1: "))
    try place.write("contacts { accept = \"nobody\" }", to: "echo.lua")
    _ = try await bot.waitFor("reloaded")
    #expect(try await bot.stop() == 0)
  }

  @Test func `a person that reads the output is told of a failure once, and of what stays`()
    async throws
  {
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    let bot = try RunningBot(in: place, json: false)
    _ = try await bot.waitFor("Tox ID: ")
    try place.write("on(", to: "echo.lua")
    let words = try await bot.waitFor("echo.lua:1: ")
    #expect(words.contains("the rules that were read before stay in force"))
    #expect(try await bot.stop() == 0)
    let log = String(decoding: try place.read("run.errors"), as: UTF8.self)
    #expect(!log.contains("echo.lua"))
  }

  @Test func `a running bot carries out commands, and only its owner may ask`() async throws {
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    let bot = try RunningBot(in: place)
    try await bot.waitReady()
    let key = "795eb2fa634e6c370ad6fc6051539e8ead4ab638f8908d7b71669adfa133b226"
    #expect(try place.run("contact", "add", key, "--home", "home").status == 0)
    #expect(try place.run("contact", "list", "--home", "home").output.contains("accepted"))
    let mode = try FileManager.default.attributesOfItem(atPath: place.path("home/control.sock"))
    #expect(mode[.posixPermissions] as? Int == 0o600)
    #expect(try await bot.stop() == 0)
    #expect(!FileManager.default.fileExists(atPath: place.path("home/control.sock")))
  }
}
