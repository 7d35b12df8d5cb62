import GatewayCore
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import GatewayHTTP

/// The forms of the web inbox, and what other sites do with them.
@Suite(.timeLimit(.minutes(1))) struct `Forms of the web inbox` {
  @Test func `a form without the proof of its browser changes nothing`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      for proof in ["", "x", "proof of reader", "proof of v"] {
        let answer = try await bench.post("/sign-out", session: "admin", proof: proof)
        #expect(answer.status == 403)
      }
      let twice = try await bench.post(
        "/sign-out", "proof=proof%20of%20admin", session: "admin")
      #expect(twice.status == 403)
      let inQuery = try await bench.post(
        "/sign-out?proof=proof%20of%20admin", session: "admin", proof: "x")
      #expect(inQuery.status == 403)
      #expect(bench.web.signedOut.withLock(\.self) == [])
      #expect(try await bench.post("/sign-out", session: "admin").status == 303)
      #expect(bench.web.signedOut.withLock(\.self) == ["admin"])
    }
  }

  @Test(arguments: [
    ["Sec-Fetch-Site: cross-site"], ["Sec-Fetch-Site: same-site"], ["Sec-Fetch-Site: none"],
    ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: same-origin"],
    ["Origin: http://evil.example"], ["Origin: http://127.0.0.1"], ["Origin: http://127.0.0.1:1"],
    ["Origin: http://localhost:PORT"], ["Origin: ftp://127.0.0.1:PORT"],
    ["Origin: http://127.0.0.1:PORT", "Origin: http://127.0.0.1:PORT"],
    ["Origin: http://127.0.0.1:PORT.evil.example"],
    ["Origin: http://127.0.0.1:PORT", "X-Forwarded-Proto: https"],
  ])
  func `a form of another site changes nothing, even with the proof`(
    fields: [String]
  ) async throws {
    try await ServerBench.with(servesPages: true) { bench in
      let fields = fields.map { $0.replacing("PORT", with: "\(bench.port)") }
      let name = fields.contains { $0.hasPrefix("X-") } ? "__Host-" : ""
      let cookie = "Cookie: \(name)postern-\(bench.port)-session=admin"
      let answer = try await bench.send(
        "POST /sign-out", fields: fields + [cookie], "proof=proof%20of%20admin")
      #expect(answer.status == 403)
      #expect(bench.web.signedOut.withLock(\.self) == [])
    }
  }

  @Test(arguments: [
    [], ["Sec-Fetch-Site: same-origin"], ["Origin: null"], ["Origin: http://127.0.0.1:PORT"],
    ["Sec-Fetch-Site: same-origin", "Origin: null"], ["Origin: HTTPS://127.0.0.1:PORT"],
  ])
  func `a form of this server is taken, however little its browser tells`(
    fields: [String]
  ) async throws {
    try await ServerBench.with(servesPages: true) { bench in
      let fields = fields.map { $0.replacing("PORT", with: "\(bench.port)") }
      let answer = try await bench.post("/sign-out", session: "admin", fields: fields)
      #expect(answer.status == 303)
    }
  }

  @Test func `a session that an attacker chose is not the one that signs in`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      // The visit's cookie is the only one that anyone can have set before.
      let answer = try await bench.post("/sign-in", "token=x", visit: "chosen")
      #expect(answer.contains("session=admin;") && !answer.contains("=chosen"))
      #expect(answer.contains("-visit=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"))
      // A session that is none is neither kept nor taken over.
      let unknown = try await bench.post("/sign-in", "token=x", session: "chosen", visit: "v")
      #expect(unknown.status == 403)
      let open = try await bench.send("GET /", session: "chosen")
      #expect(open.status == 303 && open.contains("-session=; Path=/"))
    }
  }

  @Test func `a form to sign in is of its own browser, and ends the session before`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      #expect(try await bench.post("/sign-in", "token=x", proof: "proof of v").status == 403)
      #expect(bench.web.attempts.withLock(\.self) == 0)
      let form = try await bench.send("GET /sign-in", visit: "short")
      #expect(form.field("set-cookie")?.contains("visit=visit1") == true)
      let again = try await bench.post("/sign-in", "token=x", session: "reader")
      #expect(again.status == 303)
      #expect(bench.web.signedOut.withLock(\.self) == ["reader"])
    }
  }

  @Test(arguments: zip(SignInFailure.allCases, [403, 429, 503]))
  func `a failed attempt shows the form again`(failure: SignInFailure, status: Int) async throws {
    try await ServerBench.with(servesPages: true) { bench in
      bench.web.result.withLock { $0 = .failed(failure) }
      for form in ["token=x&next=/", "name=a&passphrase=b&code=1+2"] {
        let answer = try await bench.post("/sign-in", form, visit: "v")
        #expect(answer.status == status && answer.body.contains(failure.rawValue))
        #expect(!answer.contains("-session="))
      }
      #expect(try await bench.post("/sign-in", "name=a", visit: "v").status == 400)
    }
  }

  @Test func `the way back leads to a page of this server alone`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      let signIn = try await bench.send("GET /?before=7")
      #expect(signIn.field("location") == "/sign-in?next=%2F%3Fbefore%3D7")
      for path in [
        "//evil.example", "/%5Cevil.example", "https://evil.example/", "/sign-out", "/nothing",
        "evil", "/%0D%0Ax:y", "javascript:alert(1)", "/v1/status",
      ] {
        let answer = try await bench.post("/sign-in", "token=x&next=\(path)", visit: "v")
        #expect(answer.field("location") == "/", "\(path)")
        let look = try await bench.post("/look", "theme=dark&back=\(path)", visit: "v")
        #expect(look.field("location") == "/sign-in", "\(path)")
      }
      let answer = try await bench.post("/sign-in", "token=x&next=/%3Fbefore=7", visit: "v")
      #expect(answer.field("location") == "/?before=7")
    }
  }

  @Test func `the look of pages is two words`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      for (form, cookie) in [
        ("language=de&theme=dark", "look=de.dark;"), ("language=de", "look=de.;"),
        ("language=%22x%22&theme=a.b", "look=.;"),
        ("language=abcdefghijklm&theme=D%0D%0ASet-Cookie:x", "look=.;"),
      ] {
        let answer = try await bench.post("/look", form, visit: "v")
        #expect(answer.status == 303 && answer.field("set-cookie")?.contains(cookie) == true)
      }
    }
  }

  @Test func `a form that is too large or no form is refused`() async throws {
    try await ServerBench.with(servesPages: true) { bench in
      let long = String(repeating: "x", count: WebForm.signInBytesMax)
      #expect(try await bench.post("/sign-in", "token=\(long)", visit: "v").status == 413)
      let many = String(repeating: "a=&", count: WebForm.fieldsMax)
      #expect(try await bench.post("/sign-out", "\(many)b=", session: "admin").status == 413)
      let larger = String(repeating: "x", count: WebForm.bytesMax)
      #expect(try await bench.post("/sign-out", "a=\(larger)", session: "admin").status == 413)
      for type in ["multipart/form-data; boundary=x", "text/plain", "application/json"] {
        let answer = try await bench.post(
          "/sign-out", session: "admin", fields: ["Content-Type: \(type)"])
        #expect(answer.status == 415, "\(type)")
      }
      for form in ["%zz=1", "a=%00", "a=\u{0}", "=1", "a=%ff", "&&"] {
        let answer = try await bench.post("/sign-out", form, session: "admin")
        #expect(answer.status == 400, "\(form)")
      }
      #expect(bench.web.signedOut.withLock(\.self) == [])
    }
  }

  @Test func `lines end as they were typed`() throws {
    let form = try WebForm.fields(Array("text=a%0D%0Ab%0D%0A%0D%0Ac%0Dd%0Ae&text=%0D%0A&x=".utf8))
    #expect(form.all("text") == ["a\nb\n\nc\nd\ne", "\n"])
    #expect(form.one("text") == nil && form.one("x") == "" && form.one("y") == nil)
  }

  @Test func `the languages of a browser come in the order of their weights`() {
    func languages(_ text: String) -> [String] {
      let head = HTTPRequest(
        method: .get, scheme: nil, authority: nil, path: "/", headerFields: [.acceptLanguage: text])
      return WebLook(head, WebCookies(head, isEncrypted: false)).languages
    }
    #expect(languages("de-CH, en;q=0.5, fr;q=0.9") == ["de", "fr", "en"])
    #expect(languages("ar;q=0, *, ru") == ["ru"])
    #expect(languages(";;,q=1,\u{7f}") == [])
    #expect(languages(String(repeating: "en,", count: 1_000)).count == 16)
  }
}
