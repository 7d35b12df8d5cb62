import Foundation
import GatewayCore
import InteropSupport
import TestSupport
import Testing

/// The web inbox of a whole bot, over real sockets: a member of the staff signs in by passphrase,
/// while others try to.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `Staff at the web inbox of a bot` {
  private let place: Place
  private static let passphrase = "six random words are good"

  /// A browser without a window.
  private final class Browser {
    let port: Int
    var cookies: [String: String] = [:]
    var language = "en"

    init(port: Int) { self.port = port }

    func get(_ path: String) async throws -> String { try await ask("GET \(path)") }

    /// Sends the form of a page, with the proof of that page.
    func post(_ path: String, from page: String, _ form: String = "") async throws -> String {
      let text = try await get(page)
      let parts = text.components(separatedBy: "name=\"proof\" value=\"")
      let proof = parts.dropFirst().first?.prefix { $0 != "\"" } ?? ""
      return try await ask("POST \(path)", "proof=\(proof)" + (form.isEmpty ? "" : "&\(form)"))
    }

    func ask(_ request: String, _ body: String? = nil) async throws -> String {
      var lines = ["\(request) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Connection: close"]
      lines.append("Accept-Language: \(language)")
      if !cookies.isEmpty {
        lines.append("Cookie: \(cookies.map { "\($0)=\($1)" }.joined(separator: "; "))")
      }
      if let body {
        lines += [
          "Content-Type: application/x-www-form-urlencoded",
          "Content-Length: \(body.utf8.count)",
        ]
      }
      let text = lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
      let answer = try await aside { [port] in
        let client = try RawClient(port: port)
        client.send(text)
        return client.readAll()
      }
      for line in answer.components(separatedBy: "\r\n") where line.hasPrefix("Set-Cookie: ") {
        let pair = line.dropFirst(12).prefix { $0 != ";" }.split(
          separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        cookies[String(pair[0])] = pair[1].isEmpty ? nil : String(pair[1])
      }
      return answer
    }

    func signIn(_ name: String, _ passphrase: String) async throws -> Int? {
      let words = passphrase.replacing(" ", with: "+")
      return try await post(
        "/sign-in", from: "/sign-in", "name=\(name)&passphrase=\(words)&code="
      ).status
    }
  }

  init() throws {
    place = try Place()
    try place.write("on('message', function(message) message:keep() end)", to: "echo.lua")
    try place.write(Self.passphrase, to: "words")
    _ = try place.run("key", "new", "--home", "home")
    for (name, role) in [("ana", "replier"), ("ben", "reader")] {
      _ = try place.run("staff", "add", name, "--role", role, "--home", "home")
      _ = try place.run(
        "staff", "passphrase", name, "--passphrase-file", "words", "--home", "home")
    }
  }

  @Test func `a member signs in, is not locked out by guesses, and is out when it is removed`()
    async throws
  {
    let (bot, url) = try await RunningBot.withInterface(in: place, options: ["--web"])
    let port = try #require(URL(string: url)?.port)
    let ana = Browser(port: port)
    #expect(try await ana.get("/").field("location") == "/sign-in")
    #expect(try await ana.signIn("ana", Self.passphrase) == 303)
    #expect(try await ana.get("/").status == 200)
    #expect(try await ana.get("/audit").status == 403)
    // Another browser guesses, until it is told to wait; the member's own is not.
    let guesser = Browser(port: port)
    var statuses: [Int?] = []
    for number in 0..<8 {
      statuses.append(try await guesser.signIn("ana", "a guess of mine \(number)"))
    }
    #expect(statuses == [403, 403, 403, 403, 403, 429, 429, 429])
    #expect(try await guesser.signIn("ana", Self.passphrase) == 429)
    #expect(try await guesser.signIn("ben", Self.passphrase) == 303)
    #expect(try await ana.post("/sign-out", from: "/").status == 303)
    #expect(try await ana.get("/").status == 303)
    #expect(try await ana.signIn("ana", Self.passphrase) == 303)
    let sessions = try place.run("staff", "sessions", "--name", "ana", "--home", "home").output
    #expect(sessions.contains("member ana  Another browser  since "))
    #expect(try place.run("staff", "remove", "ana", "--home", "home").status == 0)
    #expect(try await ana.get("/").field("location") == "/sign-in")
    #expect(try await guesser.get("/").status == 200, "another member's session")
    let audit = try place.run("audit", "list", "--home", "home").output
    for words in ["sign_in", "sign_out", "sign_ins_refused  ana", "staff_remove  ana"] {
      #expect(audit.contains(words), "\(words)")
    }
    #expect(try await bot.stop() == 0)
  }

  @Test func `what is refused is told in the language of the browser`() async throws {
    #expect(try place.run("staff", "role", "ana", "admin", "--home", "home").status == 0)
    let (bot, url) = try await RunningBot.withInterface(in: place, options: ["--web"])
    let ana = Browser(port: try #require(URL(string: url)?.port))
    #expect(try await ana.signIn("ana", Self.passphrase) == 303)
    let member = "name=ben&role=reader&new=\(Self.passphrase)&again=\(Self.passphrase)"
      .replacing(" ", with: "+")
    ana.language = "es"
    let short = try await ana.post("/staff/passphrase", from: "/staff", "name=ben&new=x&again=x")
    #expect(short.contains("<p>Una frase de contraseña tiene al menos 12 caracteres.</p>"))
    for (language, exists, contact, form) in [
      (
        "de-AT", "Im Team gibt es schon ein Mitglied mit diesem Namen.",
        "Dieser Kontakt ist hier nicht bekannt. Vielleicht wurde er entfernt.",
        "Öffnen Sie die Seite noch einmal."
      ),
      (
        "ar", "في الفريق عضو بهذا الاسم.", "جهة الاتصال هذه غير معروفة هنا. ربما أُزيلت.",
        "افتح الصفحة من جديد."
      ),
    ] {
      ana.language = language
      let taken = try await ana.post("/staff/add", from: "/staff", member)
      #expect(taken.status == 409 && taken.contains("<p>\(exists)</p>"), "\(taken)")
      let reply = try await ana.post("/conversations/calm-falcon/reply", from: "/", "text=hello")
      #expect(reply.status == 404 && reply.contains("<p>\(contact)</p>"), "\(reply)")
      let old = try await ana.ask("POST /staff/add", "proof=old&\(member)")
      #expect(old.status == 403 && old.contains("\(form)</p>"), "\(old)")
      // What has no text of its own says that it is English.
      let wrong = try await ana.post("/staff/add", from: "/staff", "role=king")
      #expect(wrong.contains("<p lang=\"en\" dir=\"ltr\">There is no such role.</p>"))
    }
    // Programs and the command line are told in English, as ever.
    let again = try place.run("staff", "add", "ben", "--role", "reader", "--home", "home")
    #expect(again.status != 0 && again.errors.contains("There is a member of that name."))
    #expect(try await bot.stop() == 0)
  }

  @Test func `without the option there are no pages`() async throws {
    let (bot, url) = try await RunningBot.withInterface(in: place)
    let browser = Browser(port: try #require(URL(string: url)?.port))
    #expect(try await browser.get("/sign-in").status == 401)
    #expect(try await bot.stop() == 0)
    #expect(try place.run("run", "echo.lua", "--web", "--home", "home").status == 64)
  }
}
