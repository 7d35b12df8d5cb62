import GatewayCore
import TestSupport
import Testing

@testable import GatewayHTTP

@Suite(.timeLimit(.minutes(1))) struct `Probes and metrics over HTTP` {
  @Test func `without a token probes get a status alone, and only where they are allowed`()
    async throws
  {
    try await ServerBench.with(answersProbes: true) { bench in
      bench.application.met([.health])
      let healthy = try await bench.ask("GET /healthz", token: nil)
      #expect(healthy.status == 200 && healthy.body.isEmpty)
      #expect(healthy.field("content-length") == "0")
      let unready = try await bench.ask("GET /readyz", token: nil)
      #expect(unready.status == 503 && unready.body.isEmpty)
      bench.application.met([.health, .readiness])
      #expect(try await bench.ask("HEAD /readyz", token: "wrong").status == 200)
      // A balancer keeps its connection.
      let port = bench.port
      let probe = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
      let answers = try await aside {
        let client = try RawClient(port: port)
        client.send(probe)
        let first = client.readAnswer()
        client.send(probe)
        return [first, client.readAnswer()]
      }
      #expect(answers.map(\.status) == [200, 200])
    }
    try await ServerBench.with { bench in
      let refused = try await bench.ask("GET /healthz", token: nil)
      #expect(refused.status == 401)
    }
  }

  @Test(arguments: [
    "GET /healthz/", "GET /healthz?x=1", "GET //healthz", "GET /%68ealthz", "POST /healthz",
    "GET /metrics", "GET /v1/status", "GET /v1/healthz", "DELETE /readyz",
  ])
  func `nothing else is answered without a token`(request: String) async throws {
    try await ServerBench.with(answersProbes: true) { bench in
      let refused = try await bench.ask(request, token: nil)
      #expect(refused.status == 401)
      #expect(bench.refused(.token) == 1 && bench.application.asked.isEmpty)
    }
  }

  @Test func `a token of any scope probes, and metrics need the scope to read`() async throws {
    try await ServerBench.with { bench in
      bench.application.met([.health])
      #expect(try await bench.ask("GET /healthz", token: "reading").status == 200)
      #expect(try await bench.ask("GET /readyz", token: "sending").status == 503)
      #expect(try await bench.ask("GET /readyz?x=1", token: "sending").status == 400)
      #expect(try await bench.ask("GET /metrics", token: "sending").status == 403)
      bench.application.answer(.metrics("postern_up 1\n"))
      let metrics = try await bench.ask("GET /metrics", token: "reading")
      #expect(metrics.status == 200 && metrics.body == "postern_up 1\n")
      #expect(metrics.field("content-type") == "text/plain; version=0.0.4; charset=utf-8")
    }
  }
}
