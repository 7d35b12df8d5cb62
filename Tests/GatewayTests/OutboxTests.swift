import GatewayCore
import Testing
import ToxCore
import ToxWire

@testable import Gateway
@testable import GatewayStore

/// Answers: in order, each until its receipt.
@Suite struct OutboxTests {
  private func office() throws -> Office {
    let office = try Office(
      """
      on("message", function(message)
        for number = 1, 3 do message:reply("part " .. number) end
      end)
      """)
    try office.befriend(1)
    return office
  }

  @Test func `A receipt takes what it covers out of the outbox`() throws {
    let office = try office()
    office.say("go")
    let sent = office.network.takeSends()
    #expect(sent.map(\.text) == ["part 1", "part 2", "part 3"])
    for (number, part) in sent.enumerated() {
      office.receive(.sent(key(1), part.id, .success(position(UInt32(10 + number)))))
    }
    office.receive(.receipt(key(1), through: position(11)))
    #expect(try office.outbox() == ["part 3"])
    #expect(office.reports.lines("receipt").count == 2)
    office.receive(.receipt(key(1), through: position(12)))
    #expect(try office.outbox() == [])
  }

  @Test func `A receipt of another session, or across the end of the numbers, is understood`()
    throws
  {
    let office = try office()
    office.say("go")
    let sent = office.network.takeSends()
    let numbers: [UInt32] = [.max, 0, 1]
    for (part, number) in zip(sent, numbers) {
      office.receive(.sent(key(1), part.id, .success(position(number, session: 2))))
    }
    office.receive(.receipt(key(1), through: position(1, session: 1)))
    #expect(try office.outbox().count == 3)
    office.receive(.receipt(key(1), through: position(0, session: 2)))
    #expect(try office.outbox() == ["part 3"])
  }

  @Test func `What has no receipt is sent again, in order, when the contact is back`() throws {
    let office = try office()
    office.say("go")
    let sent = office.network.takeSends()
    office.receive(.sent(key(1), sent[0].id, .success(position(10))))
    office.receive(.receipt(key(1), through: position(10)))
    office.receive(.offline(key(1)))
    #expect(try office.outbox() == ["part 2", "part 3"])
    _ = office.network.takeWords()
    office.receive(.online(key(1)))
    #expect(office.network.takeSends().map(\.text) == ["part 2", "part 3"])
  }

  @Test func `A full queue is tried again after the next receipt, without a gap`() throws {
    let office = try office()
    office.say("go")
    let sent = office.network.takeSends()
    office.receive(
      .sent(key(1), sent[0].id, .success(position(10))),
      .sent(key(1), sent[1].id, .failure(.queueFull)),
      .sent(key(1), sent[2].id, .failure(.queueFull)))
    #expect(office.network.takeSends().isEmpty)
    office.receive(.receipt(key(1), through: position(10)))
    #expect(office.network.takeSends().map(\.text) == ["part 2", "part 3"])
    #expect(try office.outbox() == ["part 2", "part 3"])
  }

  @Test func `What was refused although nothing is on its way leaves with the next answer`() throws
  {
    let office = try office()
    office.say("go")
    for part in office.network.takeSends() {
      office.receive(.sent(key(1), part.id, .failure(.queueFull)))
    }
    #expect(office.network.takeSends().isEmpty)
    office.say("go", at: 2)
    let parts = ["part 1", "part 2", "part 3"]
    #expect(office.network.takeSends().map(\.text) == parts + parts)
  }

  @Test func `Answers for one who is away wait, also over a restart`() throws {
    let office = try office()
    office.receive(.offline(key(1)))
    office.receive(
      .control(.command(.send(ContactReference(key(1).bytes.hex), text: "later", keep: true))) {
        _ in
      })
    #expect(office.network.takeSends().isEmpty)
    let again = try office.restarted(nil)
    again.receive(.online(key(1)))
    #expect(again.network.takeSends().map(\.text) == ["later"])
  }
}
