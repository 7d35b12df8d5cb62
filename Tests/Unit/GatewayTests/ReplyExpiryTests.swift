import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// `message:reply(text, { expires = … })`: never sent late.
@Suite struct `A reply that expires` {
  private static func rules(keep: String = "forever") -> String {
    """
    contacts { accept = "everyone" }
    inbox { keep = "\(keep)" }
    on("message", function(message) message:reply("soon", { expires = "1h" }) end)
    on("offline", function(contact) contact:action("waves", { expires = "2h" }) end)
    """
  }

  private func bench(_ rules: String = Self.rules()) throws -> WorkerBench {
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    return bench
  }

  /// Of the answers in the store, by their text.
  private func states(_ bench: WorkerBench) throws -> [String: Item.Delivery?] {
    try bench.store.read { reader throws(StoreError) in
      var states: [String: Item.Delivery?] = [:]
      for number in Int64(1)...40 {
        guard let item = try reader.item(MessageID(number)), item.direction == .outbound,
          case .plain(let text) = item.content
        else { continue }
        states[text] = item.delivery
      }
      return states
    }
  }

  /// On the disk or in memory.
  private func waiting(in bench: WorkerBench) throws -> Int {
    try bench.outbox().count + bench.heldCounts().answers
  }

  @Test(arguments: ["forever", "nothing"])
  func `is sent in its time, and not after it to a contact that was away`(keep: String) throws {
    let bench = try bench(Self.rules(keep: keep))
    bench.receive(.offline(key(1)))
    bench.wait(seconds: 7_199)
    #expect(try waiting(in: bench) == 1)
    // By its own wake, without an input.
    #expect(try #require(bench.worker.engine.timeToWait) <= 1_000)
    bench.wait(seconds: 1)
    #expect(try waiting(in: bench) == 0)
    #expect(bench.reports.lines("reply_expired").count == 1)
    _ = bench.network.takeWords()
    bench.receive(.online(key(1)))
    #expect(bench.network.takeSends().isEmpty)
    if keep == "forever" { #expect(try states(bench)["waves"] == .expired) }
    // Another one starts anew.
    bench.say("hello")
    #expect(bench.network.takeSends().map(\.text) == ["soon"])
  }

  @Test func `is not sent late after a restart either, with more of them than one step ends`()
    throws
  {
    let bench = try WorkerBench(
      """
      contacts { accept = "everyone" }
      on("message", function(message)
        for i = 1, 16 do message:reply("soon " .. i, { expires = "1h" }) end
        message:reply("whenever")
      end)
      """)
    try bench.befriend(1)
    for place in 1...40 { bench.say("hello \(place)", at: UInt32(place)) }
    bench.receive(.offline(key(1)))
    let again = try bench.restarted("contacts { accept = \"everyone\" }")
    again.clock.advance(seconds: 86_400)
    again.receive(.online(key(1)))
    #expect(again.network.takeSends().map(\.text) == Array(repeating: "whenever", count: 40))
    again.wait(seconds: 0)
    again.wait(seconds: 0)
    #expect(again.reports.lines("reply_expired").count == 640)
    #expect(try again.outbox().count == 40)
  }

  @Test func `that the contact's client got without a receipt is not sent anew`() throws {
    let bench = try bench()
    bench.say("hello")
    let sent = bench.network.takeSends()
    bench.receive(.sent(key(1), sent[0].id, .success(position(10))))
    bench.wait(seconds: 3_600)
    #expect(try states(bench)["soon"] == .expired)
    bench.receive(.offline(key(1)))
    bench.receive(.online(key(1)))
    #expect(bench.network.takeSends().map(\.text) == ["waves"])
  }

  @Test func `whose receipt comes late had left in time, and counts as received`() throws {
    let bench = try bench()
    bench.say("hello")
    let sent = bench.network.takeSends()
    bench.receive(.sent(key(1), sent[0].id, .success(position(10))))
    bench.wait(seconds: 3_600)
    #expect(try states(bench)["soon"] == .expired)
    bench.receive(.receipt(key(1), through: position(10)))
    #expect(try states(bench)["soon"] == .received)
    #expect(bench.reports.lines("receipt").count == 1)
  }

  @Test func `that the network had no room for ends in its time`() throws {
    let bench = try bench()
    bench.say("hello")
    let sent = bench.network.takeSends()
    bench.wait(seconds: 3_600)
    bench.receive(.sent(key(1), sent[0].id, .failure(.queueFull)))
    bench.say("again", at: 2)
    #expect(bench.network.takeSends().map(\.text) == ["soon"])
    #expect(try bench.outbox() == ["soon"])
  }

  @Test func `by the owner's command fails for the client that waits for its receipt`() throws {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    var replies: [Reply] = []
    let reference = ContactReference(key(1).hexadecimal)
    nonisolated(unsafe) let take = { replies.append($0) }
    bench.receive(
      .control(
        .command(.send(reference, text: "now or never", keep: false, lifetime: 60_000))
      ) { take($0) })
    bench.wait(seconds: 60)
    guard case .failed(let sentence, _, _)? = replies.first else {
      Issue.record("\(replies)")
      return
    }
    #expect(sentence == "The message expired before it was received.")
    bench.receive(
      .control(.command(.send(reference, text: "x", keep: true, lifetime: 999))) { take($0) })
    #expect(replies.count == 2)
  }
}
