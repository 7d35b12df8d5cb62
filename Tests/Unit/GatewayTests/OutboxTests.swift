import GatewayCore
import Testing
import ToxCore
import ToxWire

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// Answers: in order, each kept until its receipt.
@Suite struct `Answers` {
  private func bench() throws -> WorkerBench {
    let bench = try WorkerBench(
      """
      on("message", function(message)
        for number = 1, 3 do message:reply("part " .. number) end
      end)
      """)
    try bench.befriend(1)
    return bench
  }

  @Test func `a receipt takes what it covers out of the outbox`() throws {
    let bench = try bench()
    bench.say("go")
    let sent = bench.network.takeSends()
    #expect(sent.map(\.text) == ["part 1", "part 2", "part 3"])
    for (number, part) in sent.enumerated() {
      bench.receive(.sent(key(1), part.id, .success(position(UInt32(10 + number)))))
    }
    bench.receive(.receipt(key(1), through: position(11)))
    #expect(try bench.outbox() == ["part 3"])
    #expect(bench.reports.lines("receipt").count == 2)
    bench.receive(.receipt(key(1), through: position(12)))
    #expect(try bench.outbox() == [])
  }

  @Test func `a receipt of another session, or across the end of the numbers, is understood`()
    throws
  {
    let bench = try bench()
    bench.say("go")
    let sent = bench.network.takeSends()
    let numbers: [UInt32] = [.max, 0, 1]
    for (part, number) in zip(sent, numbers) {
      bench.receive(.sent(key(1), part.id, .success(position(number, session: 2))))
    }
    bench.receive(.receipt(key(1), through: position(1, session: 1)))
    #expect(try bench.outbox().count == 3)
    bench.receive(.receipt(key(1), through: position(0, session: 2)))
    #expect(try bench.outbox() == ["part 3"])
  }

  @Test func `what has no receipt is sent again, in order, when the contact is back`() throws {
    let bench = try bench()
    bench.say("go")
    let sent = bench.network.takeSends()
    bench.receive(.sent(key(1), sent[0].id, .success(position(10))))
    bench.receive(.receipt(key(1), through: position(10)))
    bench.receive(.offline(key(1)))
    #expect(try bench.outbox() == ["part 2", "part 3"])
    _ = bench.network.takeWords()
    bench.receive(.online(key(1)))
    #expect(bench.network.takeSends().map(\.text) == ["part 2", "part 3"])
  }

  @Test func `a full queue is tried again after the next receipt, without a gap`() throws {
    let bench = try bench()
    bench.say("go")
    let sent = bench.network.takeSends()
    bench.receive(
      .sent(key(1), sent[0].id, .success(position(10))),
      .sent(key(1), sent[1].id, .failure(.queueFull)),
      .sent(key(1), sent[2].id, .failure(.queueFull)))
    #expect(bench.network.takeSends().isEmpty)
    bench.receive(.receipt(key(1), through: position(10)))
    #expect(bench.network.takeSends().map(\.text) == ["part 2", "part 3"])
    #expect(try bench.outbox() == ["part 2", "part 3"])
  }

  @Test func `what was refused although nothing is on its way leaves with the next answer`() throws
  {
    let bench = try bench()
    bench.say("go")
    for part in bench.network.takeSends() {
      bench.receive(.sent(key(1), part.id, .failure(.queueFull)))
    }
    #expect(bench.network.takeSends().isEmpty)
    bench.say("go", at: 2)
    let parts = ["part 1", "part 2", "part 3"]
    #expect(bench.network.takeSends().map(\.text) == parts + parts)
  }

  @Test func `answers to an absent contact wait, also over a restart`() throws {
    let bench = try bench()
    bench.receive(.offline(key(1)))
    bench.receive(
      .control(.command(.send(ContactReference(key(1).bytes.hex), text: "later", keep: true))) {
        _ in
      })
    #expect(bench.network.takeSends().isEmpty)
    let again = try bench.restarted(nil)
    again.receive(.online(key(1)))
    #expect(again.network.takeSends().map(\.text) == ["later"])
  }
}
