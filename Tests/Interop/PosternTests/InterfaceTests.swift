import Foundation
import GatewayCore
import InteropSupport
import Synchronization
import Testing

/// The HTTP interface of a whole bot, over a real socket.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `The HTTP interface of a bot` {
  private let place: Place
  private static let stranger = String(repeating: "01", count: 31) + "09"

  init() throws {
    place = try Place()
    try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
    _ = try place.run("key", "new", "--home", "home")
  }

  @Test func `a message is sent once, however often and whenever the request is repeated`()
    async throws
  {
    let token = try place.newToken("send,contacts,read")
    var (bot, url) = try await RunningBot.withInterface(in: place)
    let added = try await Web.ask(
      "POST", "\(url)/v1/contacts", token: token, body: #"{"address":"\#(Self.stranger)"}"#)
    #expect(added.status == 201, "\(added.body)")
    let message = #"{"to":"\#(Self.stranger)","text":"disk full"}"#
    let first = try await Web.ask(
      "POST", "\(url)/v1/messages", token: token, body: message, key: "k1")
    #expect(first.status == 201)
    #expect(
      try await Web.ask(
        "POST", "\(url)/v1/messages", token: token, body: message, key: "k1") == first)
    // The process is killed right after its answer.
    kill(bot.processIdentifier, SIGKILL)
    let killed = bot
    _ = try await eventually("it is gone") { killed.isRunning ? nil : true }
    (bot, url) = try await RunningBot.withInterface(in: place)
    #expect(
      try await Web.ask(
        "POST", "\(url)/v1/messages", token: token, body: message, key: "k1") == first)
    let other = try await Web.ask(
      "POST", "\(url)/v1/messages", token: token,
      body: #"{"to":"\#(Self.stranger)","text":"other"}"#, key: "k1")
    #expect(other.status == 422)
    let count = try await Web.ask("GET", "\(url)/v1/messages/count", token: token)
    #expect(count.body == #"{"count":1,"reply":"count"}"#)
    #expect(try await bot.stop() == 0)
  }

  @Test func `a token ends at once, and is never in a file of the home`() async throws {
    let token = try place.newToken("read")
    let other = try place.newToken("read,key")
    let (bot, url) = try await RunningBot.withInterface(in: place)
    #expect(try await Web.ask("GET", "\(url)/v1/status", token: token).status == 200)
    #expect(try await Web.ask("GET", "\(url)/v1/contacts", token: token).status == 403)
    // No token grants what it does not have.
    let more = try await Web.ask(
      "POST", "\(url)/v1/tokens", token: other, body: #"{"label":"x","scopes":["send"]}"#)
    #expect(more.status == 403)
    let equal = try await Web.ask(
      "POST", "\(url)/v1/tokens", token: other, body: #"{"label":"x","scopes":["read"]}"#)
    #expect(equal.status == 201)
    #expect(try place.run("key", "token", "revoke", "1", "--home", "home").status == 0)
    #expect(try await Web.ask("GET", "\(url)/v1/status", token: token).status == 401)
    #expect(try await Web.ask("GET", "\(url)/v1/status", token: other).status == 200)
    let list = try place.run("key", "token", "list", "--home", "home").output
    #expect(list.hasPrefix("2  test  read,key  made ") && list.contains("last used"))
    #expect(try await bot.stop() == 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: place.path("home")) {
      let data = try? place.read("home/\(name)")
      #expect(data?.range(of: Data(token.suffix(43).utf8)) == nil, "\(name)")
    }
  }

  @Test func `revoking a token ends its stream and what it waits for`() async throws {
    let token = try place.newToken("read")
    let (bot, url) = try await RunningBot.withInterface(in: place)
    _ = try await Web.ask(
      "POST", "\(url)/v1/consumers", token: token, body: #"{"name":"desk"}"#)
    let lines = Mutex<[String]>([])
    let stream = try ChildProcess(
      ["/usr/bin/curl", "-sN", "-H", "Authorization: Bearer \(token)", "\(url)/v1/events"],
      errors: place.path("curl.errors")
    ) { line in lines.withLock { $0.append(line) } }
    async let waiting = Web.ask(
      "GET", "\(url)/v1/consumers/desk/events?wait=60s", token: token)
    _ = try await eventually("the stream begins") {
      lines.withLock { $0.contains("event: following") } ? true : nil
    }
    let start = ContinuousClock.now
    #expect(try place.run("key", "token", "revoke", "1", "--home", "home").status == 0)
    #expect(try await waiting.status == 401)
    #expect(try await stream.waitForExit() == 0)
    #expect(ContinuousClock.now - start < .seconds(30))
    #expect(try await bot.stop() == 0)
  }

  @Test func `a port in use is one sentence`() async throws {
    let (bot, url) = try await RunningBot.withInterface(in: place)
    let port = try #require(url.split(separator: ":").last)
    for number in 1...5 {
      let run = try Command(
        ["run", "echo.lua", "--home", "other\(number)", "--api", "127.0.0.1:\(port)"],
        in: place.directory)
      #expect(run.status == 69)
      #expect(
        run.errors.hasSuffix(
          "The HTTP interface can't listen on 127.0.0.1 port \(port): another program does"
            + " already.\n"), "\(run.errors)")
      #expect(!run.errors.contains("EventLoop"), "\(run.errors)")
    }
    #expect(try await bot.stop() == 0)
  }

  @Test func `the doctor looks at the place of its socket`() throws {
    try place.write("x", to: "home/notes")
    for (name, words) in [
      ("in-use", "which the home uses itself"), ("notes", "is no socket"),
    ] {
      try place.write("api { listen = \"unix:\(name)\" }", to: "echo.lua")
      let run = try place.run("doctor", "echo.lua", "--home", "home", "--seconds", "1")
      #expect(run.status == 1 && run.output.contains("FAIL  api: "), "\(run.output)")
      #expect(run.output.contains(words), "\(run.output)")
    }
  }

  @Test func `load balancers ask without a token where they may, Prometheus with one`()
    async throws
  {
    let token = try place.newToken("read")
    var (bot, url) = try await RunningBot.withInterface(
      in: place, options: ["--api-probes"])
    let healthy = try await Web.ask("GET", "\(url)/healthz", token: nil)
    #expect(healthy == (200, ""))
    // Without a network no client finds it.
    let ready = try await Web.ask("GET", "\(url)/readyz", token: nil)
    #expect(ready == (503, ""))
    let refused = try await Web.ask("GET", "\(url)/metrics", token: nil)
    #expect(refused.status == 401)
    let metrics = try await Web.ask("GET", "\(url)/metrics", token: token)
    let parsed = try PythonLibrary(
      """
      import sys
      from prometheus_client.parser import text_string_to_metric_families
      for family in text_string_to_metric_families(sys.stdin.read()):
        for sample in family.samples:
          print(sample.name, sample.labels.get("reason", "-"), int(sample.value))
      """, input: metrics.body)
    #expect(parsed.status == 0, "\(parsed.errors)")
    for line in [
      "postern_up - 1", "postern_api_requests_refused_total token 1",
      "postern_api_requests_refused_total scope 0", "postern_api_requests_answered_total - 2",
    ] {
      #expect(parsed.output.contains("\(line)\n"), "\(parsed.output)")
    }
    let status = try place.run("api", "status", "--home", "home")
    #expect(
      status.output.hasPrefix("3 answered, ") && status.output.hasSuffix("1 refused: token\n"))
    #expect(try await bot.stop() == 0)
    let offline = try place.run("api", "status", "--home", "home")
    #expect(offline.status == 1 && offline.errors.contains("No bot runs on this home"))
    (bot, url) = try await RunningBot.withInterface(in: place)
    let unasked = try await Web.ask("GET", "\(url)/healthz", token: nil)
    #expect(unasked.status == 401)
    #expect(try await Web.ask("GET", "\(url)/healthz", token: token).status == 200)
    #expect(try await bot.stop() == 0)
  }

  @Test(arguments: [
    (["--api", "0.0.0.0:0"], "plain text"), (["--api", "example.org:80"], "no IP address"),
    (["--api", "8080"], "ADDRESS:PORT"), (["--api-insecure"], "no HTTP interface"),
    (["--api-probes"], "no HTTP interface"),
    (["--api", "127.0.0.1:0", "--api-key", "x"], "both a certificate and its key"),
    (["--api", "unix:/tmp/postern-test.sock"], "names a socket in the home"),
    (["--api", "unix:control.sock"], "which the home uses itself"),
    (["--api-name", "bot.example"], "no HTTP interface"),
  ])
  func `it is not opened to others by mistake`(options: [String], words: String) throws {
    let run = try Command(
      ["run", "echo.lua", "--home", "home"] + options, in: place.directory)
    #expect(run.status == 64 && run.errors.contains(words), "\(run.errors)")
  }

  @Test func `the bot's file opens it as a socket in the home, for the owner alone`() async throws {
    let token = try place.newToken("read")
    try place.write("api { listen = \"unix:api.sock\" }", to: "echo.lua")
    let bot = try RunningBot(in: place)
    #expect(try await bot.waitFor("\"event\":\"ready\"").contains("\"api\":\"unix:home/api.sock\""))
    let attributes = try FileManager.default.attributesOfItem(atPath: place.path("home/api.sock"))
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let curl = Process()
    curl.executableURL = URL(filePath: "/usr/bin/env")
    curl.arguments = [
      "python3", "-c",
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
      s.sendall(b"GET /v1/status HTTP/1.0\\r\\nHost: localhost\\r\\nAuthorization: Bearer "
        + sys.argv[2].encode() + b"\\r\\n\\r\\n")
      data = b""
      while part := s.recv(65536): data += part
      sys.stdout.write(data.decode())
      """, place.path("home/api.sock"), token,
    ]
    let pipe = Pipe()
    curl.standardOutput = pipe
    try curl.run()
    let answer = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.contains("\"reply\":\"status\""))
    #expect(try await bot.stop() == 0)
    #expect(!FileManager.default.fileExists(atPath: place.path("home/api.sock")))
  }
}
