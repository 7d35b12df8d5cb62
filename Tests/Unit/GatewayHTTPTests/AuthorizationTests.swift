import GatewayCore
import TestSupport
import Testing

@testable import GatewayHTTP

@Suite(.timeLimit(.minutes(1))) struct `Who may ask the HTTP interface` {
  @Test func `without a valid token every path is answered alike`() async throws {
    try await ServerBench.with { bench in
      let requests = [
        "GET /v1/status", "GET /nothing", "DELETE /", "POST /v1/messages", "GET /%zz",
        "OPTIONS /v1/status",
      ]
      var answers: Set<String> = []
      for request in requests {
        for token in [nil, "wrong", "postern_1_x"] {
          answers.insert(try await bench.ask(request, token: token))
        }
      }
      #expect(answers.count == 1)
      let answer = try #require(answers.first)
      #expect(answer.status == 401 && answer.field("www-authenticate") == "Bearer")
      #expect(answer.field("connection") == "close")
      #expect(bench.refused(.token) == 18)
      #expect(bench.application.asked.isEmpty)
    }
  }

  @Test(arguments: [
    ["Authorization: Basic all"], ["Authorization: all"], ["Authorization: Bearer all x"],
    ["Authorization: Bearer all", "Authorization: Bearer all"],
  ])
  func `a token stands once, as a bearer's`(fields: [String]) async throws {
    try await ServerBench.with { bench in
      let answer = try await bench.ask("GET /v1/status", fields: fields, token: nil)
      #expect(answer.status == 401)
    }
  }

  @Test func `a token without the scope is told which one it lacks`() async throws {
    try await ServerBench.with { bench in
      let answer = try await bench.ask("GET /v1/contacts", token: "reading")
      #expect(answer.status == 403 && answer.body.contains(#""scope":"contacts""#))
      #expect(bench.refused(.scope) == 1)
      #expect(try await bench.ask("GET /v1/status", token: "reading").status == 200)
    }
  }

  @Test func `a page under a foreign name reaches nothing`() async throws {
    try await ServerBench.with(names: ["bot.example"]) { bench in
      let own = [
        "127.0.0.1", "localhost", "LOCALHOST:80", "bot.example", "Bot.Example:443", "[::1]:1",
      ]
      for host in own { #expect(try await bench.ask("GET /v1/status", host: host).status == 200) }
      let foreign = [
        "evil.example", "127.0.0.1.evil.example", "localhost.", "10.0.0.1", "", "localhost:x",
        "[::1", "bot.example@evil.example", "192.168.1.1:80",
      ]
      for host in foreign {
        let answer = try await bench.ask("GET /v1/status", host: host)
        #expect(answer.status == 421 && answer.field("connection") == "close", "\(host)")
      }
      #expect(bench.refused(.host) == 9)
      let none = "GET /v1/status HTTP/1.1\r\nAuthorization: Bearer all\r\n\r\n"
      #expect(try await bench.raw(none).status == 400)
      let two = "GET /v1/status HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"
      #expect(try await bench.raw(two).status == 400)
    }
  }

  @Test func `no page of another origin is invited`() async throws {
    try await ServerBench.with { bench in
      let answer = try await bench.ask(
        "OPTIONS /v1/messages",
        fields: ["Origin: https://evil.example", "Access-Control-Request-Method: POST"])
      #expect(answer.status == 405 && answer.field("allow") == "GET, HEAD, POST")
      #expect(answer.field("access-control-allow-origin") == nil)
    }
  }
}
