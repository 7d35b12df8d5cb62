import Foundation
import GatewayCore
import Glibc
import Synchronization
import Testing

@testable import Gateway

/// The Model Context Protocol, with an application whose answers the test gives.
@Suite(.timeLimit(.minutes(1))) struct `The Model Context Protocol` {
  private let agent = AgentBench()

  @Test func `a session begins with the revision that the client speaks, if we do`() async throws {
    for (asked, spoken) in [("2025-03-26", "2025-03-26"), ("1999-01-01", "2025-11-25")] {
      let result = try await agent.result(
        "initialize", #"{"protocolVersion":"\#(asked)","capabilities":{}}"#)
      #expect(result["protocolVersion"] as? String == spoken)
      #expect((result["serverInfo"] as? [String: String])?["name"] == "postern")
    }
    #expect(try await agent.result("ping", "{}").isEmpty)
  }

  @Test func `only the tools of the allowed scopes are listed and carried out`() async throws {
    let reading = AgentBench(scopes: [.read])
    #expect(
      try await reading.tools() == ["list_conversations", "read", "list_files", "wait_for_events"])
    #expect(try await agent.tools().contains("send"))
    let refused = try await reading.answer(
      "tools/call", #"{"name":"send","arguments":{"contact":"x","text":"y"}}"#)
    let fault = try #require(refused["error"] as? [String: Any])
    #expect(fault["code"] as? Int == -32_602)
    #expect((fault["message"] as? String)?.contains("needs the scope \"send\"") == true)
    #expect(reading.client.asked.isEmpty)
  }

  @Test(arguments: [
    ("list_conversations", "{}", ApplicationRequest.query(.conversationList(limit: 20))),
    (
      "list_conversations", #"{"limit":5,"before":9}"#,
      .query(.conversationList(before: 9, limit: 5))
    ),
    (
      "read", #"{"contact":"amber-heron","unread":true,"after":3,"before":null}"#,
      .query(
        .inboxThread(
          InboxSelection(
            InboxFilter(onlyNew: true, after: MessageID(3), limit: 20),
            contact: ContactReference("amber-heron"))))
    ),
    (
      "send", #"{"contact":"amber-heron","text":"yes"}"#,
      .command(.send(ContactReference("amber-heron"), text: "yes", keep: true))
    ),
    ("list_files", "{}", .query(.fileList(states: [], limit: 20))),
    (
      "list_files", #"{"contact":"amber-heron","states":["whole"],"before":9,"limit":5}"#,
      .query(
        .fileList(
          of: ContactReference("amber-heron"), states: [.whole], before: 9, limit: 5))
    ),
    (
      "send_file", #"{"contact":"amber-heron","file":7,"name":"list.pdf"}"#,
      .command(
        .fileSend(to: ContactReference("amber-heron"), stored: 7, named: "list.pdf"))
    ),
  ])
  func `a tool is a request of the application interface`(
    _ tool: String, _ arguments: String, is request: ApplicationRequest
  ) async throws {
    let result = try await agent.call(tool, arguments)
    #expect(result["isError"] as? Bool == false)
    #expect((result["structuredContent"] as? [String: String]) == ["reply": "done"])
    #expect(agent.client.asked == [request])
  }

  @Test(arguments: [
    ("send", #"{"contact":"x"}"#, #""text" is missing"#),
    ("send", #"{"contact":"x","text":null}"#, #""text" is missing"#),
    ("send", #"{"contact":"x","text":""}"#, #""text" is empty"#),
    ("send", #"{"contact":"x","text":7}"#, #""text" is not text"#),
    ("send", #"{"contact":"x","text":"y","to":"z"}"#, #"no argument "to""#),
    ("send_file", #"{"contact":"x","path":"/etc/passwd"}"#, #"no argument "path""#),
    ("send_file", #"{"contact":"x"}"#, #""file" is missing"#),
    ("list_files", #"{"states":["lost"]}"#, "has a word that is none of offered,"),
    ("read", #"{"limit":0}"#, #""limit" is not between 1 and 100"#),
    ("read", #"{"limit":1.5}"#, #""limit" is not a whole number"#),
    ("read", #"{"limit":123456789012345678901234567890}"#, #""limit" is not"#),
    ("read", #"{"unread":"yes"}"#, #""unread" is not true or false"#),
    ("read", #"{"contact":{"deep":[[[]]]}}"#, #""contact" is not text"#),
    ("wait_for_events", #"{"kinds":["weather"]}"#, "has a word that is none of message,"),
    ("wait_for_events", #"{"kinds":"message"}"#, #""kinds" is not a list of words"#),
    ("wait_for_events", #"{"after":"yesterday"}"#, "no cursor"),
  ])
  func `a wrong argument is said to the agent, and nothing is done`(
    _ tool: String, _ arguments: String, because reason: String
  ) async throws {
    let result = try await agent.call(tool, arguments)
    #expect(result["isError"] as? Bool == true)
    let content = (result["content"] as? [[String: String]])?.first?["text"] ?? ""
    #expect(content.contains(reason), "\(content)")
    #expect(agent.client.asked.isEmpty)
  }

  @Test(arguments: [
    ("{", -32_700), ("\u{0}", -32_700), ("nonsense", -32_700),
    (String(repeating: "[", count: 5_000), -32_700), ("[]", -32_600), ("7", -32_600),
    (#"{"id":1,"method":"ping"}"#, -32_600),
    (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32_600),
    (#"{"jsonrpc":"2.0","id":1}"#, -32_600),
    (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, -32_600),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32_600),
    (#"{"jsonrpc":"2.0","id":1,"method":"fly"}"#, -32_601),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#, -32_602),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}"#, -32_602),
    (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fly"}}"#, -32_602),
    (
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":[]}}"#,
      -32_602
    ),
  ])
  func `what is no message is answered with its error, and the session goes on`(
    _ line: String, _ code: Int
  ) async throws {
    agent.server.receive(Data(line.utf8))
    let answer = try await agent.firstAnswer()
    #expect((answer["error"] as? [String: Any])?["code"] as? Int == code)
    #expect(try await agent.result("ping", "{}").isEmpty)
  }

  @Test(arguments: [
    "", "  ", #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
    #"{"jsonrpc":"2.0","method":"notifications/fly","params":7}"#,
    #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}"#,
    #"{"jsonrpc":"2.0","id":5,"result":{}}"#,
  ])
  func `what asks for nothing gets no answer`(_ line: String) async throws {
    agent.server.receive(Data(line.utf8))
    #expect(try await agent.result("ping", "{}").isEmpty)
    #expect(agent.answers.count == 1)
  }

  @Test func `a failure of the bot is told in its own words`() async throws {
    agent.client.reply = .failed("There is no contact \"x\".")
    let result = try await agent.call("send", #"{"contact":"x","text":"y"}"#)
    #expect(result["isError"] as? Bool == true && result["structuredContent"] == nil)
    let content = result["content"] as? [[String: String]]
    #expect(content?.first?["text"] == "There is no contact \"x\".")
  }

  @Test func `events between two calls are returned by the second, of the kinds asked for`()
    async throws
  {
    agent.client.feed(#"{"event":"following","seq":4,"run":"\#(AgentBench.run)"}"#)
    agent.client.feed(#"{"event":"message","seq":5,"text":"a"}"#)
    let first = try await agent.call("wait_for_events", "{}")
    let page = try #require(first["structuredContent"] as? [String: Any])
    #expect((page["events"] as? [[String: Any]])?.map { $0["seq"] as? Int } == [5])
    #expect(page["cursor"] as? String == "\(AgentBench.run)/5")
    agent.client.feed(#"{"event":"contact_online","seq":6}"#)
    agent.client.feed(#"{"event":"gap","seq":8,"missed":2}"#)
    agent.client.feed(#"{"event":"contact_request","seq":9}"#)
    agent.client.feed(#"{"event":"receipt","seq":10}"#)
    let second = try await agent.call(
      "wait_for_events", #"{"kinds":["receipt","contact_request"],"limit":2}"#)
    let more = try #require(second["structuredContent"] as? [String: Any])
    #expect((more["events"] as? [[String: Any]])?.map { $0["seq"] as? Int } == [9, 10])
    #expect(more["missed"] as? Int == 2)
    #expect(agent.client.subscriptions.count == 1)
  }

  @Test func `a cursor brings the events behind it again`() async throws {
    agent.client.feed(#"{"event":"following","seq":4,"run":"\#(AgentBench.run)"}"#)
    agent.client.feed(#"{"event":"message","seq":5}"#)
    _ = try await agent.call("wait_for_events", "{}")
    agent.client.feed(#"{"event":"following","seq":4,"run":"\#(AgentBench.run)"}"#)
    agent.client.feed(#"{"event":"message","seq":5}"#)
    let again = try await agent.call("wait_for_events", #"{"after":"\#(AgentBench.run)/4"}"#)
    let page = try #require(again["structuredContent"] as? [String: Any])
    #expect((page["events"] as? [Any])?.count == 1)
    #expect(agent.client.subscriptions.last == Subscription(after: 4, run: AgentBench.runTime))
  }

  @Test func `a cancelled call gets no answer, and its events come with the next one`()
    async throws
  {
    agent.client.feed(#"{"event":"following","seq":4,"run":"\#(AgentBench.run)"}"#)
    agent.send("tools/call", #"{"name":"wait_for_events","arguments":{}}"#, id: 7)
    while agent.client.subscriptions.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
    // While it waits, others are answered, and a second wait is refused.
    let second = try await agent.call("wait_for_events", "{}")
    #expect(second["isError"] as? Bool == true)
    agent.server.receive(
      Data(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#.utf8))
    let page = try await agent.callWhenFree("wait_for_events", #"{"timeout_seconds":0}"#)
    #expect((page["events"] as? [Any])?.isEmpty == true)
    #expect(agent.client.subscriptions.last == Subscription(after: 4, run: AgentBench.runTime))
    #expect(!agent.answers.contains { $0["id"] as? Int == 7 })
  }

  @Test func `calls are bounded`() async throws {
    agent.client.isStuck.withLock { $0 = true }
    for number in 1...ModelContextServer.callsMax {
      agent.send("tools/call", #"{"name":"read","arguments":{}}"#, id: number)
    }
    let answer = try await agent.answer("tools/call", #"{"name":"read","arguments":{}}"#)
    #expect((answer["error"] as? [String: Any])?["code"] as? Int == -32_000)
    #expect(try await agent.result("ping", "{}").isEmpty)
    agent.client.isStuck.withLock { $0 = false }
  }

  @Test func `the input is cut into lines, and one that is too long is skipped`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let text = "one\n\n" + String(repeating: "x", count: 11) + "\ntwo\r\nlast"
    #expect(write(ends[1], text, text.utf8.count) == text.utf8.count)
    close(ends[1])
    defer { close(ends[0]) }
    var source = LineSource(descriptor: ends[0], lineBytesMax: 10)
    var inputs: [LineSource.Input] = []
    while inputs.last != .end { inputs.append(source.next()) }
    #expect(
      inputs == [
        .line(Array("one".utf8)), .line([]), .tooLong, .line(Array("two\r".utf8)),
        .line(Array("last".utf8)), .end,
      ])
  }
}
