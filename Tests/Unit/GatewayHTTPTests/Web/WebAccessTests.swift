import GatewayCore
import Synchronization
import TestSupport
import Testing

@testable import GatewayHTTP

/// Which browsers the web inbox answers.
@Suite(.timeLimit(.minutes(1))) struct `Access to the web inbox` {
  private static let fields: [(name: String, value: String)] = [
    ("cache-control", "no-store"), ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"), ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"), ("content-security-policy", WebHeaders.policy),
  ]

  /// Rows: each route; columns: each kind of browser. Made from the table, so that a new route
  /// stands in it.
  @Test func `each role reaches the routes of its scopes, and no other`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      for route in WebRouteTable.standard.routes {
        for role in [nil, "nothing", "clock", "reader", "replier", "admin"] {
          bench.web.asked.withLock { $0 = [] }
          bench.web.signedOut.withLock { $0 = [] }
          let path = route.path.replacing(/\{\w+\}/, with: "7")
          let answer =
            route.method == .get
            ? try await bench.send("GET \(path)", session: role)
            : try await bench.post(path, session: role, visit: role == nil ? "v" : nil)
          let what = "\(route.method.rawValue) \(path) by \(role ?? "anyone")"
          let authorization = role.flatMap { FakeWeb.roles[$0] }
          let asked = bench.web.asked.withLock(\.self)
          for field in Self.fields where route.action != .asset {
            #expect(answer.field(field.name) == field.value, "\(what)")
          }
          switch (route.access, authorization) {
          case (.anyone, _): #expect(asked == [], "\(what)")
          case (_, nil):
            #expect(answer.status == 303 && asked == [], "\(what)")
            #expect(answer.field("location")?.hasPrefix("/sign-in") == true, "\(what)")
          case (.scope(let scope), let authorization?) where !authorization.includes(scope):
            #expect(answer.status == 403 && asked == [], "\(what)")
          default:
            guard case .page(let page) = route.action else { continue }
            #expect(answer.status == 200, "\(what)")
            #expect(asked == ["\(page.rawValue) by \(role ?? "")"], "\(what)")
          }
        }
      }
    }
  }

  @Test func `without a session no path tells whether there is a page`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      let requests = ["GET /", "GET /nothing", "GET /a/b?c=d", "DELETE /", "PUT /sign-out"]
      var answers: Set<String> = []
      for request in requests { answers.insert(try await bench.send(request)) }
      #expect(Set(answers.map(\.status)) == [303])
      #expect(Set(answers.map { $0.field("location") }) == ["/sign-in"])
      // The HTTP interface is as it was.
      #expect(try await bench.ask("GET /v1/status", token: nil).status == 401)
      #expect(try await bench.ask("GET /v1/status").status == 200)
      #expect(try await bench.ask("GET /v1/nothing").status == 404)
      #expect(try await bench.ask("GET /", host: "evil.example").status == 421)
    }
    try await ServerBench.with { bench in
      let pages = [
        try await bench.send("GET /", session: "admin"), try await bench.send("GET /sign-in"),
      ]
      #expect(pages.map(\.status) == [401, 401])
    }
  }

  @Test(arguments: [
    "GET /nothing", "GET /assets/other.css", "GET /a/%zz", "GET //", "GET /a/../b", "DELETE /",
    "GET /?x=%00", "GET /?x=1&x=2",
  ])
  func `what goes wrong is a page with all headers`(request: String) async throws {
    try await ServerBench.with(servesPages: true) { bench in
      let answer = try await bench.send(request, session: "admin")
      let status = answer.status ?? 0
      #expect((400..<500).contains(status), "\(request)")
      #expect(answer.body == "" || answer.body.hasPrefix("problem \(status)"), "\(answer)")
      for field in Self.fields { #expect(answer.field(field.name) == field.value, "\(request)") }
    }
  }

  @Test func `a style is kept by the browser, since its name changes with it`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      let answer = try await bench.send("GET /assets/style-1.css")
      #expect(answer.status == 200 && answer.body == "a{}")
      #expect(answer.field("cache-control") == WebHeaders.lasting)
      #expect(answer.field("content-type") == "text/css")
    }
  }

  @Test func `a cookie that stands twice is none`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      let name = "postern-\(bench.port)-session"
      for cookies in [
        ["Cookie: \(name)=admin; \(name)=other"],
        ["Cookie: \(name)=admin", "Cookie: \(name)=other"],
        ["Cookie: \(name)=admin; \(name)=admin"], ["Cookie: other=1; x\(name)=admin"],
        ["Cookie: \(name)=\"admin\""], ["Cookie: \(name)"], ["Cookie: =admin"],
        ["Cookie: __Host-\(name)=admin"], ["Cookie: postern-1-session=admin"],
      ] {
        let answer = try await bench.send("GET /", fields: cookies)
        #expect(answer.status == 303, "\(cookies)")
      }
      let answer = try await bench.send(
        "GET /", fields: ["Cookie: a=b;  \(name)=admin", "Cookie: c=d"])
      #expect(answer.status == 200)
    }
  }

  @Test func `the cookie is for this server alone, and never for a script`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      let answer = try await bench.post("/sign-in", "token=x", visit: "v")
      #expect(answer.status == 303 && answer.field("location") == "/")
      #expect(
        answer.contains(
          "Set-Cookie: postern-\(bench.port)-session=admin; Path=/; HttpOnly; SameSite=Strict\r\n"))
      // As behind a proxy with TLS.
      let proxied = try await bench.send("GET /sign-in", fields: ["X-Forwarded-Proto: https"])
      let cookie = proxied.field("set-cookie") ?? ""
      #expect(
        cookie.hasPrefix("__Host-postern-\(bench.port)-visit=") && cookie.hasSuffix("; Secure"))
    }
  }
}
