import Foundation
import GatewayCore
import GatewayTestSupport
import GatewayRules
import GatewayWebhooks
import TestSupport
import Testing

@testable import Gateway

/// The documentation pages of interfaces match the program.
@Suite struct `The documented interfaces` {
  private static func page(_ name: String) throws -> String {
    try Repository.text(of: "Sources/Gateway/Gateway.docc/\(name)")
  }

  /// The members that `Events.md` lists, by event; those common to all events under "".
  private static func documentedMembers() throws -> [String: Set<String>] {
    var members: [String: Set<String>] = [:]
    var event = ""
    for line in try page("Events.md").split(separator: "\n") {
      if line.hasPrefix("## ") { event = "" }
      if line.hasPrefix("### `") { event = String(line.dropFirst(5).dropLast()) }
      guard line.hasPrefix("| `"), let cell = line.split(separator: "|").first else { continue }
      let names = cell.split(separator: "`").filter {
        $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
      }
      members[event, default: []].formUnion(names.map(String.init))
    }
    return members
  }

  @Test func `every event is on its page, with every member and no other`() throws {
    var seen: [String: Set<String>] = [:]
    for report in Self.reports {
      let line = report.jsonLine(at: UnixMilliseconds(1_767_607_200_000))
      #expect(line.hasPrefix("{\"event\":\"") && line.contains("\",\"time\":\"2026-01-05T10:0"))
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let event = try #require(object?["event"] as? String)
      seen[event, default: []].formUnion(try #require(object).keys)
    }
    for notice in [FeedNotice.following(run: UnixMilliseconds(0)), .gap(missed: 1)] {
      let line = notice.jsonLine(at: UnixMilliseconds(0), number: 1)
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      seen[try #require(object?["event"] as? String)] = Set(try #require(object).keys)
    }
    var documented = try Self.documentedMembers()
    let common = documented.removeValue(forKey: "") ?? []
    #expect(common.isSuperset(of: ["event", "time", "seq"]))
    #expect(Set(seen.keys) == Set(documented.keys))
    for (event, members) in seen {
      #expect(members.subtracting(["event", "time", "seq"]) == documented[event], "\(event)")
    }
  }

  @Test func `every kind of report is among those that are compared with the page`() throws {
    let source = try Repository.text(of: "Sources/GatewayCore/Application/Report.swift")
    let end = try #require(source.firstRange(of: "\n}\n")).lowerBound
    let cases = source[..<end].split(separator: "\n").filter { $0.hasPrefix("  case ") }
    let kinds = Set(Self.reports.map { "\($0)".prefix { $0.isLetter } })
    #expect(cases.count == kinds.count)
  }

  @Test func `the example of a request is what is sent`() throws {
    let page = try Self.page("Webhooks.md")
    let body = #"{"type":"notice","timestamp":"2026-01-05T10:00:00.000Z","data":{},"version":1}"#
    #expect(page.contains(body))
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"
    #expect(page.contains("`\(key)`"))
    let request = JSONFormat().request(
      for: Delivery(
        id: DeliveryID(1), webhookID: "msg_0af1c2d3e4f5a6b7c8d9e0f1", webhook: "desk",
        contact: nil, body: body, due: UnixMilliseconds(0)),
      to: Webhook(name: "desk", url: "https://desk.example/hook", key: try WebhookKey(key)),
      now: UnixMilliseconds(1_767_607_200_000))
    let headers = try #require(request.http?.headers)
    for field in headers { #expect(page.contains("\n\(field.name): \(field.value)\n")) }
  }

  @Test(arguments: ["full", "message", "thin"])
  func `the example of a body is what a rule makes`(send: String) throws {
    let extra = send == "full" ? ", { urgent = true }" : ""
    let bot = try Bot(
      source: """
        webhook "desk" { url = "https://desk.example/", send = "\(send)" }
        on("message", function(message) message:forward("desk"\(extra)) end)
        """, file: "bot.lua", environment: BotEnvironment { _ in nil })
    var message = InboundMessage(
      id: MessageID(17), contact: Self.alice, kind: .text, text: "disk full on db1",
      receivedAt: UnixMilliseconds(1_767_607_200_000))
    message.contact.codename = Codename(text: "amber-heron")
    let outcome = bot.handle(
      .message(message), state: NothingStored(), now: UnixMilliseconds(1_767_607_200_000))
    guard case .deliver(var event, let name, _)? = outcome.effects.first else {
      Issue.record("\(outcome)")
      return
    }
    let hash: [UInt8] = [
      0x8F, 0x3A, 0x51, 0xC2, 0xD4, 0x0B, 0xE6, 0x97, 0x7A, 0x1C, 0x05, 0xF2, 0xB3, 0x9E, 0x64,
      0xD8,
    ]
    event.identify(contact: Pseudonym(hash: hash))
    let webhook = try #require(bot.configuration.webhooks.first { $0.name == name })
    let bodies = WebhookFormats.all.bodies(of: event, for: webhook)
    #expect(try bodies.allSatisfy { try Self.page("Webhooks.md").contains("\n\($0)\n") })
    #expect(bodies.count == 1)
  }

  private static let alice = Contact(
    key: key(1), codename: Codename(text: "amber-heron"), name: "Alice",
    firstSeen: UnixMilliseconds(0))

  /// One report of each kind, several where members are optional.
  private static var reports: [Report] {
    let contact = alice
    var message = InboundMessage(
      id: MessageID(1), contact: contact, kind: .text, text: "x",
      receivedAt: UnixMilliseconds(1_767_607_201_000), sentAt: UnixMilliseconds(0))
    message.isRequest = true
    message.encryption = TextEncryption(.age, keys: [])
    let answer = OutboxMessage(
      id: OutboxID(1), contact: contact.key, kind: .text, text: "x",
      createdAt: UnixMilliseconds(0), lifetime: 1_000)
    let failure = RuleFailure(reason: .error, file: "bot.lua", line: 1, message: "x")
    var file = FileItem(
      id: MessageID(2), contact: contact.key, direction: .inbound, name: FileName("/x"), size: nil,
      state: .ended, type: "text/plain", digest: [1], at: UnixMilliseconds(0),
      failure: .cancelled)
    file.isAvatar = true
    let triage = Triage(
      status: .open, since: UnixMilliseconds(0), isStarred: true, assignee: "ana")
    func delivery(_ result: DeliveryResult, _ fate: DeliveryFate) -> Report {
      .delivery(
        DeliveryReport(
          id: DeliveryID(1), webhook: "desk", message: MessageID(1), attempt: 1, result: result,
          fate: fate))
    }
    return [
      .ready(
        ReadyReport(
          toxID: "", publicKey: "", dhtKey: "", udpPort: nil, network: .direct, home: "",
          api: "http://127.0.0.1:8080")),
      .connection(ConnectionReport(status: .offline, words: "x")), .progress("x"),
      .proxy(ProxyReport(isAway: true, words: "x")),
      .contactRequest(contact, text: "x", code: RequestCode(number: 1)),
      .contactOnline(contact), .contactOffline(contact), .message(message), .reply(contact, answer),
      .receipt(contact, OutboxID(1)), .replyExpired(contact, OutboxID(1)), .profile(contact),
      .status(contact, "away"),
      .typing(contact, true), .offer(contact, .call(withVideo: true)),
      .offer(contact, .file(name: "x", size: nil, kind: 0)),
      .offer(contact, .invitation(name: "x")), .file(file, contact),
      .conversation(contact, triage, by: .owner),
      .deadline(DeadlineNotice(contact: contact, triage: triage, wait: 60_000)),
      delivery(.delivered(status: 200), .delivered),
      delivery(.unreachable("x"), .waits(until: UnixMilliseconds(0))),
      .webhook(WebhookReport(name: "desk", pausedBy: .receiver, waiting: 1)),
      .ruleError(failure, message: MessageID(1)), .ruleWarning(file: "bot.lua", "x"),
      .reloaded(file: "bot.lua"), .reloadFailed(failure), .storeError("x"), .log("x"),
      .runsElsewhere,
      .limit(LimitNotice(.storedBytes, contact: contact, others: 1)), .linesLost(1, .unread),
      .clock(.waits(ClockNotice.Waiting(ahead: 1, remaining: 1))), .clock(.believed),
      .forgotten(contacts: 0, messages: 1), .clock(.setBack(by: 1)),
      .clock(.lost(UnixMilliseconds(0))),
    ]
  }
}

private struct NothingStored: RuleState {
  func triage(of contact: ContactKey) -> Triage? { nil }
  func conversations(_ status: ConversationStatus, limit: Int) -> [Contact] { [] }
  var staffNames: [String] { [] }
  func value(forKey key: String) -> String? { nil }
  var valueCount: Int { 0 }
  var timerCount: Int { 0 }
  func hasTimer(_ name: String, contact: ContactKey?) -> Bool { false }
  func messageCount(of contact: ContactKey) -> Int { 0 }
  func contact(_ key: ContactKey) -> Contact? { nil }
  func contact(_ codename: Codename) -> Contact? { nil }
  func labels(of contact: ContactKey) -> [ContactLabel] { [] }
  func contacts(with label: ContactLabel, limit: Int) -> [Contact] { [] }
  func contactCount(with label: ContactLabel) -> Int { 0 }
  var sendingBroadcasts: Int { 0 }
  func requestCode(of contact: ContactKey) -> RequestCode? { nil }
  func requester(_ code: RequestCode) -> Contact? { nil }
  func confirmationCount(of contact: ContactKey) -> Int { 0 }
}
