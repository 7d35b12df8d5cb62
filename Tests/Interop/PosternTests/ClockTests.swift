import Foundation
import InteropSupport
import Testing

/// The program on a machine whose clock is wrong.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A clock that is wrong` {
  private let place: Place
  private let clock: ShiftedClock

  init() throws {
    place = try Place()
    clock = try ShiftedClock(in: place)
  }

  /// Sends a message over the network from an identity of its own.
  private func send(_ text: String, to bot: RunningBot) async throws {
    let line = Data(try await bot.waitFor("\"event\":\"ready\"").utf8)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let ready = try decoder.decode(Ready.self, from: line)
    let sent = try place.run(
      "send", ready.toxId, text, "--home", "sender", "--bootstrap",
      "127.0.0.1:\(ready.udpPort):\(ready.dhtKey)", "--port", "0", "--bind", "127.0.0.1",
      "--no-lan-discovery")
    try #require(sent.status == 0, "\(sent.errors)")
  }

  private struct Ready: Decodable {
    var toxId: String
    var dhtKey: String
    var udpPort: Int
  }

  private func inbox() throws -> [String] {
    let list = try place.run("inbox", "list", "--home", "home")
    return ["one", "two"].filter { list.output.contains($0) }
  }

  @Test func `a start sixty days ahead erases nothing, and says so`() async throws {
    try place.write(
      """
      contacts { accept = "everyone", forget = "45d" }
      inbox { keep = "30d" }
      on("message", function(message) message:keep() end)
      """, to: "echo.lua")
    var bot = try RunningBot(in: place)
    try await send("one", to: bot)
    try await send("two", to: bot)
    #expect(try await bot.stop() == 0)

    bot = try RunningBot(in: place, environment: clock.ahead(days: 60))
    let told = try await bot.waitFor("\"event\":\"clock\"")
    #expect(told.contains("60 days") && told.contains("messages"), "\(told)")
    #expect(try inbox() == ["one", "two"])
    let shown = try place.run("clock", "--home", "home", "--json")
    #expect(shown.output.contains("\"ahead\":51"), "\(shown.output)")
    #expect(try await bot.stop() == 0)

    bot = try RunningBot(in: place)
    _ = try await bot.waitFor("set_back")
    #expect(try inbox() == ["one", "two"])
    #expect(try await bot.stop() == 0)
    let list = try place.run("contact", "list", "--home", "home").output
    #expect(list.split(separator: "\n").count == 1)
  }

  @Test func `a delivery that was put off years ahead is tried soon after the correction`()
    async throws
  {
    let receiver = try Receiver(in: place)
    defer { receiver.stop() }
    try place.write(
      """
      contacts { accept = "everyone" }
      webhook "desk" {
        url = "http://127.0.0.1:\(try await receiver.port())/", allow = "127.0.0.1",
      }
      on("message", function(message) message:forward("desk") end)
      """, to: "echo.lua")
    var bot = try RunningBot(in: place, environment: clock.ahead(days: 3_652))
    try await send("one", to: bot)
    let refused = try await bot.waitFor("\"event\":\"delivery\"")
    #expect(refused.contains("503"))
    #expect(try await bot.stop() == 0)

    receiver.recover()
    bot = try RunningBot(in: place)
    _ = try await bot.waitFor("\"state\":\"delivered\"")
    #expect(try await bot.stop() == 0)
  }

  @Test(arguments: [
    ["send", "somebody", "hi", "--timeout"], ["chat", "somebody", "--linger"],
    ["doctor", "--seconds"],
  ])
  func `seconds that no clock can count are refused`(words: [String]) throws {
    for number in ["9223372036854775807", "31622401", "-1"] {
      let words = words.dropLast() + ["\(words.last ?? "")=\(number)"]
      let command = try Command(Array(words), in: place.directory)
      #expect(command.status == 64 && command.errors.contains("seconds"), "\(command.errors)")
    }
  }

  /// An HTTP receiver that answers 503 until it recovers.
  private final class Receiver {
    private let process = Process()
    private let place: Place

    private static let script = """
      import http.server, os
      class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
          self.rfile.read(int(self.headers["content-length"]))
          self.send_response(200 if os.path.exists("recovered") else 503)
          self.send_header("content-length", "0")
          self.end_headers()
        def log_message(self, *arguments): pass
      server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
      open("port.new", "w").write(str(server.server_port))
      os.rename("port.new", "port")
      server.serve_forever()
      """

    init(in place: Place) throws {
      self.place = place
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["python3", "-c", Self.script]
      process.currentDirectoryURL = place.directory
      // The reader of the tests' output waits for all writers.
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
    }

    func stop() {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }

    func port() async throws -> String {
      let path = place.path("port")
      return try await eventually("the receiver listens") {
        try? String(contentsOfFile: path, encoding: .utf8)
      }
    }

    func recover() {
      _ = FileManager.default.createFile(atPath: place.path("recovered"), contents: nil)
    }
  }
}
