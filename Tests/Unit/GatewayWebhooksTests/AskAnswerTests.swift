import GatewayCore
import Testing

@testable import GatewayWebhooks

/// The bodies that receivers answer asks with.
@Suite struct `An answer to an ask` {
  private func answer(_ body: String, _ type: String? = "application/json") -> AskAnswer {
    AskAnswer(status: 200, contentType: type, body: Array(body.utf8))
  }

  @Test(arguments: [
    (#"{"reply": "hello"}"#, [AskAnswer.Reply("hello")]),
    (#"{"action": "waves", "model": "x"}"#, [.init("waves", kind: .action)]),
    (
      #"{"replies": ["one", {"action": "two"}, {"reply": "three"}]}"#,
      [.init("one"), .init("two", kind: .action), .init("three")]
    ),
    (#"{"replies": []}"#, []), (#"{"reply": " a\r\nb\u0000\u202e \n"}"#, [.init(" a\nb \n")]),
  ])
  func `is read as replies`(body: String, replies: [AskAnswer.Reply]) {
    #expect(answer(body) == .replies(replies))
    #expect(answer(body, "application/vnd.x+JSON; charset=utf-8") == .replies(replies))
  }

  @Test(arguments: [
    "", "null", "[]", "7", "{}", "{", #"{"reply": 7}"#, #"{"reply": null}"#, #"{"reply": ""}"#,
    #"{"reply": " \u0007 "}"#, #"{"reply": "a", "action": "b"}"#, #"{"replies": "a"}"#,
    #"{"replies": [7]}"#, #"{"replies": [{}]}"#, #"{"replies": ["a"], "reply": "b"}"#,
    #"{"Reply": "a"}"#, String(repeating: "[", count: 30_000), "\u{FEFF}nonsense",
  ])
  func `that is none is told without its text`(body: String) {
    guard case .unusable(let reason) = answer(body) else {
      Issue.record("it is read as replies")
      return
    }
    #expect(reason.hasPrefix("its answer ") && !reason.contains("nonsense"))
  }

  @Test func `is plain text where its content type says so`() {
    #expect(answer(" hello\n", "text/plain; charset=utf-8") == .replies([.init("hello")]))
    #expect(answer("{\"reply\":1}", "TEXT/PLAIN") == .replies([.init("{\"reply\":1}")]))
    #expect(answer(" \n", "text/plain") == .unusable("its answer is empty"))
    let latin = AskAnswer(status: 200, contentType: "text/plain", body: [0x68, 0xE9])
    #expect(latin == .unusable("its answer is no UTF-8"))
  }

  @Test func `is nothing where its status is 204, and no page of a proxy`() {
    #expect(AskAnswer(status: 204, contentType: nil, body: []) == .replies([]))
    guard case .unusable = answer("<html>busy</html>", "text/html"),
      case .unusable = answer(#"{"reply":"a"}"#, nil)
    else {
      Issue.record("it is read as replies")
      return
    }
  }

  @Test func `is bounded in replies and bytes`() {
    func list(_ count: Int) -> AskAnswer {
      let texts = Array(repeating: "\"a\"", count: count).joined(separator: ",")
      return answer("{\"replies\": [\(texts)]}")
    }
    #expect(list(16) == .replies(Array(repeating: .init("a"), count: 16)))
    #expect(list(17) == .unusable("its answer has more than 16 replies"))
    let long = String(repeating: "a", count: AskAnswer.bytesMax)
    #expect(answer(long, "text/plain") == .replies([.init(long)]))
    #expect(answer(long + "a", "text/plain") == .unusable("its answer is longer than 32768 bytes"))
  }
}
