import Foundation
import InteropSupport
import TestSupport
import Testing

/// A program that reads a bot's events, through kills of both.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A consumer of a bot's events` {
  /// How long it is away: POSTERN_AWAY_SECONDS=60 for a minute.
  private let away = Int(ProcessInfo.processInfo.environment["POSTERN_AWAY_SECONDS"] ?? "") ?? 2
  private let writing: Place
  private let told: Place

  init() throws {
    writing = try Place()
    told = try Place()
    for place in [writing, told] {
      try place.write("contacts { accept = \"everyone\" }", to: "echo.lua")
      _ = try place.run("key", "new", "--home", "home")
    }
  }

  @Test func `misses nothing over its own kill, an absence, a restart and a kill of the bot`()
    async throws
  {
    let token = try told.newToken("read")
    var (bot, url) = try await RunningBot.withInterface(in: told)
    let (toxID, node) = try await bot.address()
    let sender = try await Sender(to: toxID, through: node, in: writing)
    let made = try await Web.ask(
      "POST", "\(url)/v1/consumers", token: token, body: #"{"name":"desk"}"#)
    #expect(made.status == 201)

    var consumer = try ConsumerProgram(url, token: token, in: told)
    try await sender.send(1...20)
    try await consumer.waitFor("text 20")
    // Between handling and acknowledging, or anywhere else.
    try await sender.send(21...40)
    try await consumer.waitFor("text 25")
    await consumer.kill()
    try await sender.send(41...60)
    #expect(try await bot.stop() == 0)
    (bot, url) = try await RunningBot.withInterface(in: told)
    try await sender.send(61...80)
    try await Task.sleep(for: .seconds(away))
    try await sender.waitForReceipts(80)
    kill(bot.processIdentifier, SIGKILL)
    let killed = bot
    _ = try await eventually("it is gone") { killed.isRunning ? nil : true }
    (bot, url) = try await RunningBot.withInterface(in: told)
    consumer = try ConsumerProgram(url, token: token, in: told)
    try await sender.send(81...90)
    try await consumer.waitFor("text 90")
    await consumer.kill()

    let handled = try consumer.handled()
    #expect(!handled.contains { $0.name == "gap" })
    // In order: what comes again does so behind all that came before its first time.
    var seen: Set<Int> = []
    let first = handled.filter { seen.insert($0.number).inserted }
    #expect(first.map(\.number) == first.map(\.number).sorted())
    // A request has a text too.
    let texts = first.filter { $0.name == "message" && $0.text.hasPrefix("text ") }.map(\.text)
    #expect(texts == (1...90).map { "text \($0)" })
    #expect(try await bot.stop() == 0)
    try await sender.stop()
  }
}

/// A bot whose owner writes to another one.
private final class Sender {
  private let bot: RunningBot
  private let url: String
  private let token: String
  private let key: String

  init(to toxID: String, through node: String, in place: Place) async throws {
    token = try place.newToken("send,contacts,read")
    (bot, url) = try await RunningBot.withInterface(in: place, bootstrap: node)
    key = String(toxID.prefix(64))
    let added = try await Web.ask(
      "POST", "\(url)/v1/contacts", token: token, body: #"{"address":"\#(toxID)"}"#)
    guard added.status == 201 else { throw HarnessError(added.body) }
  }

  func send(_ numbers: ClosedRange<Int>) async throws {
    for number in numbers {
      let sent = try await Web.ask(
        "POST", "\(url)/v1/messages", token: token,
        body: #"{"to":"\#(key)","text":"text \#(number)"}"#)
      guard sent.status == 201 else { throw HarnessError(sent.body) }
    }
  }

  /// Returns when the other side has so many.
  func waitForReceipts(_ count: Int) async throws {
    let url = url
    let token = token
    _ = try await eventually("it has received \(count)") {
      let all = try await Web.ask("GET", "\(url)/v1/messages?limit=500", token: token)
      return all.body.components(separatedBy: #""delivery":"received""#).count > count ? true : nil
    }
  }

  func stop() async throws { _ = try await bot.stop() }
}

/// A consumer in Python: handles an event by a line in a file, and acknowledges it then.
private final class ConsumerProgram {
  private let process: ChildProcess
  private let place: Place

  init(_ url: String, token: String, in place: Place) throws {
    self.place = place
    let script = """
      import json, sys, urllib.request
      url, token = sys.argv[1:]
      def ask(path, body=None):
        request = urllib.request.Request(url + path, body and json.dumps(body).encode(), {
          "Authorization": "Bearer " + token, "Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request))
      while True:
        page = ask("/v1/consumers/desk/events?wait=30s&max=7")
        with open("handled", "a") as handled:
          for event in page["events"]:
            handled.write(json.dumps([event["seq"], event["event"], event.get("text", "")]) + "\\n")
            handled.flush()
        ask("/v1/consumers/desk/ack", {"through": page["last"]})
      """
    process = try ChildProcess(
      [
        "/usr/bin/env", "-C", place.directory.path(), "/usr/bin/python3", "-c", script, url, token,
      ], environment: [:], errors: place.path("consumer.errors")
    ) { _ in }
  }

  func kill() async { _ = Foundation.kill(process.processIdentifier, SIGKILL) }

  func waitFor(_ text: String) async throws {
    let place = place
    _ = try await eventually("the consumer handles \(text)") {
      let all = (try? place.read("handled")).map { String(decoding: $0, as: UTF8.self) } ?? ""
      return all.contains("\"\(text)\"") ? true : nil
    }
  }

  func handled() throws -> [(number: Int, name: String, text: String)] {
    try String(decoding: place.read("handled"), as: UTF8.self).split(separator: "\n").map { line in
      let parts = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [Any]
      guard let parts, let number = parts[0] as? Int, let name = parts[1] as? String,
        let text = parts[2] as? String
      else { throw HarnessError("no event: \(line)") }
      return (number, name, text)
    }
  }
}
