import GatewayCore
import GatewayEngine
import GatewaySeal
import Testing

@testable import Gateway
@testable import GatewayStore

/// A bot whose store has a sealer, and whose file enables it.
@Suite struct `A bot that seals` {
  private static let rules = """
    contacts { accept = "everyone" }
    inbox { seal = "\(InboxSecret().key.text)" }
    webhook "desk" { url = secret "DESK", send = "full" }
    on("message", function(message)
      message:keep()
      message:reply("answer to " .. message.text)
      message:forward("desk")
      message.contact:set("last", message.text)
      timer("remind", 3600, message.text, message.contact)
    end)
    """

  private func bench(_ directory: WorkerBench.Directory? = nil) throws -> WorkerBench {
    try WorkerBench(Self.rules, in: directory, sealer: HidingSealer())
  }

  @Test func `no text, answer, delivery, value or timer is in any file of the home`() throws {
    let bench = try bench()
    try bench.befriend(1)
    bench.web.answer(.unreachable("secret-receiver is down"))
    bench.receive(.name(key(1), "secret-name"), .statusMessage(key(1), "secret-status"))
    for number in 0..<50 { bench.say("secret-\(number)", at: UInt32(number)) }
    bench.receive(.offline(key(1)))
    #expect(bench.network.takeSends().map(\.text).contains("answer to secret-49"))
    #expect(try !bench.filesHold("secret-"))
    #expect(try bench.inbox().allSatisfy { $0 == "sealed" } && bench.inbox().count == 50)
    let again = try bench.restarted(Self.rules)
    #expect(try !again.filesHold("secret-"))
  }

  @Test func `what waits is sent and delivered after a restart`() throws {
    let bench = try bench()
    try bench.befriend(1)
    bench.web.answer(.refused(status: 503, retryAfter: nil))
    bench.receive(.offline(key(1)))
    bench.say("secret-one")
    let again = try bench.restarted(Self.rules)
    again.web.answer(.delivered(status: 200))
    again.receive(.online(key(1)))
    #expect(again.network.takeSends().map(\.text) == ["answer to secret-one"])
    again.wait(seconds: 2)
    #expect(again.web.bodies.contains { $0.contains("secret-one") })
  }

  @Test func `what is sent again after a crash is known although it can't be read`() throws {
    let bench = try bench()
    try bench.befriend(1)
    bench.receive(message("one", at: 1), message("two", at: 2), message("three", at: 3))
    let again = try bench.restarted(Self.rules)
    again.receive(.online(key(1)))
    for (number, text) in ["one", "two", "three", "four", "one"].enumerated() {
      again.say(text, at: UInt32(number))
    }
    let told = again.reports.lines("message")
    #expect(told.count == 2 && told.allSatisfy { $0.contains("(sealed)") })
    #expect(try again.inbox().count == 5)
  }
}
