import Foundation
import InteropSupport
import TestSupport
import Testing

/// Hooks of a whole bot, called by real senders.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A hook of a bot` {
  private let place: Place
  private static let key = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
  private static let secret = "0123456789abcdef"

  init() throws { place = try Place() }

  private func start(_ rules: String) async throws -> (bot: RunningBot, url: String) {
    try place.write(rules, to: "echo.lua")
    let bot = try RunningBot(in: place, options: RunningBot.direct + ["--api", "127.0.0.1:0"])
    let ready = try JSONSerialization.jsonObject(
      with: Data(try await bot.waitFor("\"event\":\"ready\"").utf8))
    let url = try #require((ready as? [String: Any])?["api"] as? String)
    return (bot, url)
  }

  /// Prints the status and the body of each answer.
  private static let post = """
    import sys, urllib.error, urllib.request
    from datetime import datetime, timedelta, timezone
    from standardwebhooks import Webhook
    url, key = sys.argv[1:3]
    def post(id, body, seconds=0, key=key, sent=None):
        now = datetime.now(tz=timezone.utc) + timedelta(seconds=seconds)
        headers = {
            "webhook-id": id, "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": Webhook(key).sign(id, now, body),
        }
        request = urllib.request.Request(url, (sent or body).encode(), headers)
        try:
            with urllib.request.urlopen(request) as answer:
                print(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            print(error.code)
    post("msg_1", '{"text":"h\\u00e9"}')
    post("msg_1", '{"text":"h\\u00e9"}', seconds=2)
    post("msg_2", '{"text":"h\\u00e9"}')
    post("msg_3", '{"text":"old"}', seconds=-400)
    post("msg_4", '{"text":"changed"}', sent='{"text":"chanqed"}')
    post("msg_5", '{"text":"other key"}', key="whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYY")
    post("msg_6", '{"fail":true}')
    """

  @Test func `the library of Standard Webhooks signs what it takes, once each, and nothing else`()
    async throws
  {
    let (bot, url) = try await start(
      """
      hook("desk", { verify = "standard", secret = "\(Self.key)" }, function(request)
        if request.json.fail then error("on purpose") end
        store.set("count", (store.get("count") or 0) + 1)
        log("got " .. request.json.text)
        return request.id .. " " .. math.tointeger(store.get("count"))
      end)
      """)
    let sent = try PythonLibrary(Self.post, ["\(url)/hooks/desk", Self.key])
    #expect(
      sent.output.split(separator: "\n")
        == ["200 msg_1 1", "200 msg_1 1", "200 msg_2 2", "401", "401", "401", "500"],
      "\(sent.errors)")
    let logged = try bot.output().components(separatedBy: "got hé").count - 1
    #expect(logged == 2)
    let listed = try place.run("hooks", "list", "--home", "home").output
    #expect(
      listed.hasPrefix(
        "desk  incoming (standard)  2 received, 1 repeated, 1 failed, last "), "\(listed)")
    #expect(listed.contains("  2 refused: wrong secret or signature, or changed on its way, last "))
    #expect(listed.contains("  1 refused: signed too long ago, or a clock is wrong, last "))
    let json = try place.run("hooks", "list", "--home", "home", "--json").output
    #expect(json.contains(#""reason":"proof""#) && json.contains(#""verify":"standard""#))
    #expect(try await bot.stop() == 0)
    // Over the end of the bot.
    let later = try place.run("hooks", "list", "--home", "home").output
    #expect(later == listed)
    let printed =
      try bot.output() + String(contentsOfFile: place.path("run.errors"), encoding: .utf8)
    #expect(!printed.contains("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"))
  }

  @Test func `alerts of Alertmanager arrive, again after an error, and are silenced`()
    async throws
  {
    let port = try Self.freePort()
    let silences = try Self.silencesBody()
    let (bot, url) = try await start(
      """
      webhook "silences" {
        url = "http://127.0.0.1:\(port)/api/v2/silences", allow = "127.0.0.1",
        format = "template", body = [[\(silences)]],
      }
      local failed = false
      hook("alerts", { verify = "alertmanager", secret = "\(Self.secret)" }, function(request)
        local alert = request.json.alerts[1]
        if alert.labels.alertname == "Late" and not failed then
          failed = true
          error("on purpose")
        end
        log(alert.status .. " " .. alert.labels.alertname .. " " .. alert.fingerprint)
        request:forward("silences", {
          alertname = alert.labels.alertname, instance = "db1", number = 1,
          from = date("%Y-%m-%dT%H:%M:%SZ"), to = date("%Y-%m-%dT%H:%M:%SZ", 2),
        })
      end)
      """)
    let manager = try AlertManager(port: port, posts: "\(url)/hooks/alerts", in: place)
    try await manager.waitUntilReady()
    try manager.fire(["DiskFull", "Late"])
    for name in ["DiskFull", "Late"] { _ = try await bot.waitFor("firing \(name)") }
    #expect(try bot.output().contains("on purpose"))
    _ = try await bot.waitFor("\"status\":200")
    let silenced = try await eventually("both are silenced") {
      let list = try manager.silences()
      return list.contains("DiskFull") && list.contains("Late") ? list : nil
    }
    #expect(silenced.contains("\"state\":\"active\"") || silenced.contains("\"state\":\"pending\""))
    #expect(try await bot.stop() == 0)
  }

  /// That of `bots/alerts.lua`, with an author: only a contact has a codename.
  private static func silencesBody() throws -> String {
    let bot = try Repository.text(of: "bots/alerts.lua")
    let body = try #require(bot.components(separatedBy: "body = [[").dropFirst().first)
    let text = try #require(body.components(separatedBy: "]],").first)
    return text.replacing("{{codename}}", with: "amber-heron")
  }

  private static func freePort() throws -> UInt16 {
    // Free for UDP is free enough: nothing else in the namespace listens.
    try PortHolder().port
  }
}

/// Debian's Alertmanager on loopback.
private final class AlertManager {
  private let process = Process()
  private let url: String

  init(port: UInt16, posts hook: String, in place: Place) throws {
    url = "http://127.0.0.1:\(port)"
    try place.write(
      """
      route:
        receiver: bot
        group_by: [alertname]
        group_wait: 100ms
        group_interval: 5s
      receivers:
        - name: bot
          webhook_configs:
            - url: \(hook)
              http_config: { authorization: { credentials: "0123456789abcdef" } }
      """, to: "alertmanager.yml")
    process.executableURL = URL(filePath: "/usr/bin/prometheus-alertmanager")
    process.arguments = [
      "--config.file", place.path("alertmanager.yml"), "--storage.path", place.path("alerts"),
      "--web.listen-address", "127.0.0.1:\(port)", "--cluster.listen-address", "",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit { process.terminate() }

  func waitUntilReady() async throws {
    _ = try await eventually("Alertmanager is ready") {
      try self.curl("/-/ready").contains("OK") ? true : nil
    }
  }

  func fire(_ names: [String]) throws {
    let alerts = names.map { #"{"labels":{"alertname":"\#($0)","instance":"db1"}}"# }
    _ = try curl(
      "/api/v2/alerts",
      ["-H", "Content-Type: application/json", "-d", "[\(alerts.joined(separator: ","))]"])
  }

  func silences() throws -> String { try curl("/api/v2/silences") }

  private func curl(_ path: String, _ arguments: [String] = []) throws -> String {
    let curl = Process()
    curl.executableURL = URL(filePath: "/usr/bin/curl")
    curl.arguments = ["-s", "-m", "5", url + path] + arguments
    let pipe = Pipe()
    curl.standardOutput = pipe
    try curl.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    curl.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }
}
