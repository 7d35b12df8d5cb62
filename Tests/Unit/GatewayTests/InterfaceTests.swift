import Foundation
import GatewayCore
import Synchronization
import TestSupport
import Testing

@testable import Gateway
@testable import GatewayEngine

/// The application interface as JSON, and as the lines of the control socket.
@Suite struct `The application interface` {
  private let page: String

  init() throws { page = try Repository.text(of: "Sources/Gateway/Gateway.docc/Interface.md") }

  /// Each value is written as its example says, the example is on the page, and reads as the value.
  private func check<Value: Codable & Equatable>(_ examples: [(Value, String)]) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for (value, json) in examples {
      #expect(String(decoding: try encoder.encode(value), as: UTF8.self) == json)
      #expect(try JSONDecoder().decode(Value.self, from: Data(json.utf8)) == value)
      #expect(page.contains("\n\(json)\n"), "\(json) is not in Interface.md")
    }
  }

  @Test func `each command, query and reply has the JSON that its page shows`() throws {
    try check(InterfaceExamples.commands.map { (ApplicationRequest.command($0.0), $0.1) })
    try check(InterfaceExamples.queries.map { (ApplicationRequest.query($0.0), $0.1) })
    try check(InterfaceExamples.replies)
    try check(InterfaceExamples.subscriptions)
    let commands = Set(ApplicationRequest.commands.map { $0.name })
    let queries = Set(ApplicationRequest.queries.map { $0.name })
    #expect(Set(InterfaceExamples.commands.map { type(of: $0.0).name }) == commands)
    #expect(Set(InterfaceExamples.queries.map { type(of: $0.0).name }) == queries)
    #expect(commands.count == ApplicationRequest.commands.count)
    #expect(queries.count == ApplicationRequest.queries.count)
    #expect(Set(InterfaceExamples.replies.map(\.0.name)) == Set(Reply.Name.allCases))
  }

  /// Requests that wait are answered in one transaction, which no answer may leave or begin anew.
  @Test(arguments: ["", "inbox { keep = 'nothing' }"])
  func `what several ask at once is answered to each`(rules: String) throws {
    let bench = try WorkerBench(rules + "webhook 'desk' { url = secret 'DESK', send = 'full' }")
    try bench.befriend(1)
    let requests =
      InterfaceExamples.queries.map { ApplicationRequest.query($0.0) }
      + InterfaceExamples.commands.map { ApplicationRequest.command($0.0) }
    for request in requests {
      let count = Mutex(0)
      let one = OwnerRequest(request: request) { _ in count.withLock { $0 += 1 } }
      bench.worker.engine.serve([one, one])
      bench.receive()
      guard case .query = request else { continue }
      #expect(count.withLock(\.self) == 2, "\(request.name)")
    }
    let toAll = Mutex(0)
    bench.worker.engine.serve(
      InterfaceExamples.queries.map { query in
        OwnerRequest(request: .query(query.0)) { _ in toAll.withLock { $0 += 1 } }
      })
    #expect(toAll.withLock(\.self) == InterfaceExamples.queries.count)
  }

  @Test func `the page says which scope each command and query needs`() {
    let needed =
      ApplicationRequest.commands.map { ($0.name, $0.scope) }
      + ApplicationRequest.queries.map { ($0.name, $0.scope) }
    for (name, scope) in needed {
      let row = page.split(separator: "\n").first { $0.hasPrefix("| `\(name)` | ") }
      #expect(row?.hasPrefix("| `\(name)` | `\(scope.rawValue)` | ") == true, "\(name)")
    }
  }

  @Test func `an authorization allows what its scopes name, and the owner everything`() {
    let requests =
      InterfaceExamples.commands.map { ApplicationRequest.command($0.0) }
      + InterfaceExamples.queries.map { ApplicationRequest.query($0.0) }
    for request in requests {
      #expect(Authorization.owner.refusal(of: request) == nil)
      #expect(Authorization(request.scopes).refusal(of: request) == nil)
      let others = Authorization(Scope.allCases.filter { $0 != request.scope })
      #expect(
        others.refusal(of: request)
          == "\"\(request.name)\" needs the scope \"\(request.scope.rawValue)\".")
    }
    #expect(Set(requests.map(\.scope)) == Set(Scope.allCases))
  }

  @Test(arguments: [
    ("", "no request"), ("{", "no request"), ("[1]", "no request"), ("\u{0}", "no request"),
    (#"{"version":1}"#, #"either a "command" or a "query""#),
    (#"{"version":1,"command":"new_nospam","query":"status"}"#, "either"),
    (#"{"version":1,"command":"fly"}"#, #"knows no command "fly""#),
    (#"{"version":1,"query":"weather"}"#, #"knows no query "weather""#),
    (#"{"version":1,"command":7}"#, #""command" is not text"#),
    (#"{"version":1,"command":"contact_block"}"#, #"lacks "contact""#),
    (#"{"version":1,"command":"contact_block","contact":null}"#, #""contact" is not text"#),
    (#"{"version":1,"command":"contact_note","contact":"x"}"#, #"lacks "note""#),
    (#"{"version":1,"command":"inbox_close","messages":"1"}"#, #""messages" is not"#),
    (#"{"version":1,"command":"inbox_close","messages":[1.5]}"#, #""messages" "#),
    (#"{"version":1,"command":"inbox_close","messages":[9223372036854775808]}"#, #""messages" "#),
    (
      #"{"version":1,"command":"send","contact":"x","text":"x","kind":"song","keep":true}"#,
      #""kind" has a value that the bot does not know"#
    ),
    (
      #"{"version":1,"command":"send","contact":"x","text":"x","kind":"text","keep":1}"#,
      #""keep" is not true or false"#
    ),
    (#"{"version":2,"query":"status"}"#, "version 2 of the control protocol"),
    (#"{"version":"1","query":"status"}"#, #""version" is not a whole number"#),
  ])
  func `a line that is no request is refused with the mistake`(_ line: String, _ reason: String) {
    guard case .refused(let sentence) = ControlLine.received(Array(line.utf8)) else {
      Issue.record("\(line) was taken")
      return
    }
    #expect(sentence.contains(reason), "\(sentence)")
  }

  @Test func `unknown members of a request are ignored`() {
    let line = #"{"version":1,"query":"status","since":"yesterday"}"#
    #expect(ControlLine.received(Array(line.utf8)) == .request(.query(.status)))
  }

  /// The form of the program's first versions, which the compiler synthesized.
  private enum OldReply: Codable {
    case done
    case failed(String)
  }

  @Test func `a reason of a later version leaves the sentence, and one of none is left out`() throws
  {
    let later = #"{"kind":"not_found","reason":"of_later","reply":"failed","text":"x","version":1}"#
    #expect(try ControlLine.reply(Array(later.utf8)) == .failed("x", .absent))
    let known = Reply.failed("x", .absent, .noNote)
    let line = try #require(ControlLine.line(known))
    #expect(try ControlLine.reply(Array(line.dropLast())) == known)
    let older = try #require(ControlLine.line(.failed("x", .absent)))
    #expect(!String(decoding: older, as: UTF8.self).contains("reason"))
  }

  @Test func `a postern from before the versions is told to be replaced`() throws {
    #expect(ControlLine.received(Array(#"{"status":{}}"#.utf8)) == .unversioned)
    let line = ControlLine.unversionedReply
    let old = try JSONDecoder().decode(OldReply.self, from: Data(line))
    guard case .failed(let sentence) = old else {
      Issue.record("\(old)")
      return
    }
    #expect(sentence.contains("newer"))
    #expect(try ControlLine.reply(line) == .failed(sentence))
  }

  @Test(arguments: [
    #"{"done":{}}"#, #"{"reply":"done"}"#, #"{"reply":"done","version":2}"#,
    #"{"reply":"weather","version":1}"#, "",
  ])
  func `a reply of another version is known as one`(_ line: String) {
    #expect(throws: ControlError.otherVersion) { try ControlLine.reply(Array(line.utf8)) }
  }

  @Test func `a failure is read in any version`() throws {
    let line = #"{"reply":"failed","text":"restart the bot","version":2}"#
    #expect(try ControlLine.reply(Array(line.utf8)) == .failed("restart the bot"))
  }

  @Test(arguments: [
    0, 1_767_607_200_000, 1_767_607_259_999, -1, 253_402_300_799_999, -62_167_219_200_000,
  ])
  func `a time comes back from its text`(_ milliseconds: Int64) {
    let time = UnixMilliseconds(milliseconds)
    #expect(UnixMilliseconds(rfc3339: time.rfc3339) == time, "\(time.rfc3339)")
  }

  @Test(arguments: [Int64.min, -62_167_219_200_001, 253_402_300_800_000, .max])
  func `a time that has no text is written as the nearest that has`(_ milliseconds: Int64) throws {
    let json = try JSONEncoder().encode([UnixMilliseconds(milliseconds)])
    let read = try JSONDecoder().decode([UnixMilliseconds].self, from: json)
    #expect(
      read == [UnixMilliseconds(milliseconds < 0 ? -62_167_219_200_000 : 253_402_300_799_999)])
  }

  @Test(arguments: [
    "", "2026-01-05", "2026-01-05T10:00:00Z", "2026-02-30T10:00:00.000Z",
    "2026-01-05T10:00:00.000+", "2026-01-05T25:00:00.000Z", "2026-01-05T10:00:60.000Z",
    "2026-01-05T10:00:0é.000Z", "2026-01-05 10:00:00.000Z", "-026-01-05T10:00:00.000Z",
  ])
  func `a text that is no time is refused`(_ text: String) {
    #expect(UnixMilliseconds(rfc3339: text) == nil)
  }
}
