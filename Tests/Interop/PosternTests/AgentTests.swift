import Foundation
import InteropSupport
import Synchronization
import TestSupport
import Testing

/// `postern mcp`, as the official client of the Model Context Protocol drives it.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `An agent` {
  private let place: Place

  init() throws {
    place = try Place()
    try place.write(
      """
      contacts { accept = "everyone" }
      on("message", function(message) message:keep() end)
      """, to: "echo.lua")
  }

  @Test func `a conversation through the tools, over a restart of the bot`() async throws {
    let bot = try RunningBot(in: place)
    let (toxID, node) = try await bot.address()
    let agent = try Agent(["--home", "home", "--scope", "read,send"], in: place)
    let start = try await agent.next()
    #expect(start["revision"] as? String == "2025-11-25" && start["server"] as? String == "postern")
    #expect(
      start["tools"] as? [String] == [
        "list_conversations", "read", "list_files", "wait_for_events", "send", "send_file",
        "confirm", "confirmation_outcome",
      ])
    let empty = try await agent.call("list_conversations")
    #expect((empty["conversations"] as? [Any])?.isEmpty == true)

    let person = ["--home", place.path("me"), "--bootstrap", node] + RunningBot.direct
    let chat = try TerminalProgram(["chat", toxID] + person, in: place)
    chat.type("is anyone there? ❄\r")
    let page = try await agent.call("wait_for_events", ["kinds": ["message"]])
    let event = try #require((page["events"] as? [[String: Any]])?.first)
    #expect(event["text"] as? String == "is anyone there? ❄")
    let contact = try #require(event["contact"] as? String)

    let listed = try await agent.call("list_conversations")
    let conversation = try #require((listed["conversations"] as? [[String: Any]])?.first)
    #expect(conversation["contact"] as? String == contact && conversation["unread"] as? Int == 1)
    let sent = try await agent.call("send", ["contact": contact, "text": "an agent is"])
    #expect(sent["reply"] as? String == "queued")
    _ = try await chat.waitFor("an agent is")
    let receipt = try await agent.call("wait_for_events", ["kinds": ["receipt"]])
    #expect((receipt["events"] as? [Any])?.count == 1)
    let read = try await agent.call("read", ["contact": contact])
    let texts = (read["messages"] as? [[String: Any]])?.compactMap { $0["text"] as? String }
    #expect(texts == ["is anyone there? ❄", "an agent is"])

    let open = try await agent.call(
      "confirm", ["contact": contact, "text": "Restart db1?", "wait_seconds": 0])
    let asked = try #require(open["confirmation"] as? [String: Any])
    #expect(asked["state"] as? String == "open")
    let question = try await chat.waitFor(" or \"no ")
    let code = try #require(question.components(separatedBy: "yes ").last?.prefix(4))
    chat.type("yes \(code)\r")
    let outcome = try await agent.call(
      "confirmation_outcome", ["confirmation": try #require(asked["id"] as? Int)])
    #expect((outcome["confirmation"] as? [String: Any])?["state"] as? String == "yes")

    chat.signal(SIGTERM)
    #expect(try await bot.stop() == 0)
    // The inbox is read without a bot; events need one.
    #expect(try await agent.call("read")["reply"] as? String == "inbox")
    let gone = try await agent.failure("wait_for_events", ["timeout_seconds": 0])
    #expect(gone.contains("No bot runs on this home"))
    let again = try RunningBot(in: place)
    try await again.waitReady()
    let quiet = try await agent.call("wait_for_events", ["timeout_seconds": 5, "kinds": ["call"]])
    #expect((quiet["events"] as? [Any])?.isEmpty == true && quiet["cursor"] != nil)
    #expect(try await again.stop() == 0)
  }

  @Test func `the bot of another machine, over its HTTP interface and a restart`() async throws {
    let certificates = try TestCertificates(.sound)
    func path(_ name: String) -> String { certificates.folder.appending(path: name).path() }
    let encrypted = ["--api-certificate", path("leaf.pem"), "--api-key", path("leaf.key")]
    #expect(try place.run("id", "echo.lua", "--home", "home").status == 0)
    try place.write(try place.newToken("read,send") + "\n", to: "token")
    try place.write(try place.newToken("read"), to: "reading")
    let (bot, url) = try await RunningBot.withInterface(in: place, options: encrypted)
    let (toxID, node) = try await bot.address()
    func remote(_ token: String) -> [String] {
      ["--api", url, "--token-file", place.path(token), "--authority", path("ca.pem")]
    }
    let agent = try Agent(remote("token") + ["--scope", "read,send"], in: place)
    #expect((try await agent.next()["tools"] as? [String])?.contains("confirm") == true)
    let empty = try await agent.call("list_conversations")
    #expect((empty["conversations"] as? [Any])?.isEmpty == true)

    let person = ["--home", place.path("me"), "--bootstrap", node] + RunningBot.direct
    let chat = try TerminalProgram(["chat", toxID] + person, in: place)
    chat.type("is anyone there? ❄\r")
    let page = try await agent.call("wait_for_events", ["kinds": ["message"]])
    let event = try #require((page["events"] as? [[String: Any]])?.first)
    #expect(event["text"] as? String == "is anyone there? ❄")
    let contact = try #require(event["contact"] as? String)
    let sent = try await agent.call("send", ["contact": contact, "text": "50 % / is + & ?"])
    #expect(sent["reply"] as? String == "queued")
    _ = try await chat.waitFor("50 % / is + & ?")
    let receipt = try await agent.call("wait_for_events", ["kinds": ["receipt"]])
    #expect((receipt["events"] as? [Any])?.count == 1)
    for arguments in [["contact": contact], [:]] {
      let texts = try await agent.call("read", arguments)["messages"] as? [[String: Any]]
      #expect(
        texts?.compactMap { $0["text"] as? String } == ["is anyone there? ❄", "50 % / is + & ?"])
    }
    let open = try await agent.call(
      "confirm", ["contact": contact, "text": "Restart db1?", "wait_seconds": 0])
    #expect((open["confirmation"] as? [String: Any])?["state"] as? String == "open")
    #expect(try await agent.failure("read", ["contact": "nobody"]).contains("no contact"))
    chat.signal(SIGTERM)

    // What the agent is shown is not what the token may.
    let reader = try Agent(remote("reading") + ["--scope", "read,send"], in: place)
    _ = try await reader.next()
    let refused = try await reader.failure("send", ["contact": contact, "text": "x"])
    #expect(refused.contains("lacks the scope"))

    #expect(try await bot.stop() == 0)
    let gone = try await agent.failure("wait_for_events", ["timeout_seconds": 0])
    #expect(gone.contains("The bot ended"), "\(gone)")
    let away = try await agent.failure("read", [:])
    #expect(away.contains("Nothing listens at 127.0.0.1"), "\(away)")
    let port = try #require(URL(string: url)?.port)
    let again = try RunningBot(
      in: place, options: RunningBot.direct + ["--api", "127.0.0.1:\(port)"] + encrypted)
    try await again.waitReady()
    let quiet = try await agent.call("wait_for_events", ["timeout_seconds": 5, "kinds": ["call"]])
    #expect((quiet["events"] as? [Any])?.isEmpty == true && quiet["cursor"] != nil)
    #expect(try place.run("key", "token", "revoke", "2", "--home", "home").status == 0)
    let revoked = try await reader.failure("read", [:])
    #expect(revoked.contains("needs a valid token"), "\(revoked)")
    #expect(try await again.stop() == 0)
  }

  @Test(arguments: [
    (["--api", "http://bot.invalid:8080", "--token-file", "token"], "clear text"),
    (["--api", "https://x:y@bot.invalid", "--token-file", "token"], "takes the URL"),
    (["--api", "ftp://bot.invalid", "--token-file", "token"], "takes the URL"),
    (["--api", "https://bot.invalid", "--token-file", "echo.lua"], "holds no token"),
    (["--api", "https://bot.invalid", "--token-file", "none"], "there is no such file"),
    (["--api", "https://bot.invalid"], "both --api and --token-file"),
    (["--api", "https://bot.invalid", "--token-file", "token", "--home", "home"], "not both"),
  ])
  func `a server or a token that is none is refused before anything is sent`(
    options: [String], words: String
  ) throws {
    try place.write("postern_1_" + String(repeating: "A", count: 43), to: "token")
    let refused = try Command(["mcp"] + options, in: place.directory)
    #expect(refused.status != 0 && refused.errors.contains(words), "\(refused.errors)")
    #expect(!refused.errors.contains("AAAA"))
  }

  @Test func `an agent that may only read can't send, and is told why`() async throws {
    #expect(try place.run("id", "echo.lua", "--home", "home").status == 0)
    let agent = try Agent(["--home", "home"], in: place)
    #expect(
      try await agent.next()["tools"] as? [String]
        == ["list_conversations", "read", "list_files", "wait_for_events"])
    let refused = try await agent.answer("send", ["contact": "x", "text": "y"])
    #expect((refused["error"] as? String)?.contains("needs the scope \"send\"") == true)
    let wrong = try await agent.failure("read", ["limit": "many"])
    #expect(wrong.contains("\"limit\" is not a whole number"))
    #expect(try await agent.failure("read", ["contact": "nobody"]).contains("no contact"))
  }

  @Test func `lines that are no messages are answered, and the end of the input ends it`() throws {
    #expect(try place.run("id", "echo.lua", "--home", "home").status == 0)
    let input =
      "{\n" + String(repeating: "x", count: 1 << 20) + "y\n\u{0}\n"
      + #"{"jsonrpc":"2.0","id":1,"method":"ping"}"# + "\n"
      + #"{"jsonrpc":"2.0","id":"b","method":"tools/call","params":{"name":"read"}}"#
    let served = try place.run("mcp", "--home", "home", input: input)
    #expect(served.status == 0 && served.errors.isEmpty, "\(served.errors)")
    let lines = served.output.split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines.filter { $0.contains("\"code\":-32700") }.count == 2)
    #expect(lines.filter { $0.contains("\"code\":-32600") }.count == 1)
    #expect(lines.contains(#"{"jsonrpc":"2.0","id":1,"result":{}}"#))
    #expect(lines.contains { $0.hasPrefix(#"{"jsonrpc":"2.0","id":"b","result":"#) })
  }

  @Test(arguments: ["", "read,", "key", "READ", "read, send"])
  func `a scope that is none is refused`(_ scope: String) throws {
    let refused = try place.run("mcp", "--home", "home", "--scope", scope)
    #expect(refused.status == 64 && refused.errors.contains("--scope takes read, send"))
  }
}

/// The client, `Scripts/agent.py`, with `postern mcp` as its child.
private final class Agent {
  private let process: ChildProcess
  private let printed = Printed()

  private final class Printed: Sendable {
    let lines = Mutex<[String]>([])
  }

  init(_ options: [String], in place: Place) throws {
    let script = Repository.root.appending(
      path: "Tests/Interop/InteropSupport/Scripts/agent.py")
    let printed = printed
    process = try ChildProcess(
      [
        "/usr/bin/env", "-C", place.directory.path(), "/usr/bin/python3", "-u", script.path(),
        try BuildProducts.path(of: "postern"), "mcp",
      ] + options,
      environment: [
        "PYTHONPATH": Repository.root.appending(path: ".build/receivers").path()
      ], errors: place.path("agent.errors")
    ) { line in
      printed.lines.withLock { $0.append(line) }
    }
  }

  deinit { kill(process.processIdentifier, SIGKILL) }

  /// The next line that the client prints.
  func next() async throws -> [String: Any] {
    let printed = printed
    let line = try await eventually("the agent prints a line") {
      printed.lines.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    return try #require(object)
  }

  func answer(_ tool: String, _ arguments: [String: Any]) async throws -> [String: Any] {
    let call = try JSONSerialization.data(withJSONObject: ["tool": tool, "arguments": arguments])
    process.write(line: String(decoding: call, as: UTF8.self))
    return try await next()
  }

  /// The value that a tool returns.
  func call(_ tool: String, _ arguments: [String: Any] = [:]) async throws -> [String: Any] {
    let answer = try await answer(tool, arguments)
    guard let value = answer["value"] as? [String: Any] else { throw HarnessError("\(answer)") }
    return value
  }

  /// The sentence with which a tool fails.
  func failure(_ tool: String, _ arguments: [String: Any]) async throws -> String {
    let answer = try await answer(tool, arguments)
    #expect(answer["failed"] as? Bool == true)
    return answer["text"] as? String ?? ""
  }
}
