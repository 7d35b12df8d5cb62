import GatewayCore
import Testing

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// `message:ask`: a webhook's answer becomes the reply.
@Suite struct `An ask` {
  private static func rules(keep: String = "forever", fallback: String? = "later") -> String {
    let option = fallback.map { ", fallback = \"\($0)\"" } ?? ""
    return """
      contacts { accept = "everyone" }
      inbox { keep = "\(keep)" }
      webhook "brain" { url = "https://brain.example/", timeout = "30s" }
      on("message", function(message)
        message:ask("brain", { timeout = "10s"\(option) })
      end)
      """
  }

  private func bench(_ rules: String = Self.rules()) throws -> WorkerBench {
    let bench = try WorkerBench(rules)
    try bench.befriend(1)
    return bench
  }

  private static func replies(_ texts: String...) -> DeliveryResult {
    .answered(status: 200, .replies(texts.map { AskAnswer.Reply($0) }))
  }

  @Test(arguments: ["forever", "nothing"])
  func `is answered with the receiver's replies, in order, and typing is shown meanwhile`(
    keep: String
  ) throws {
    let bench = try bench(Self.rules(keep: keep))
    bench.web.answer(Self.replies("one", "two"))
    bench.web.holdResults()
    bench.say("how?")
    #expect(bench.network.takeWords() == ["consume 1 1", "typing 1 true"])
    bench.web.releaseResults()
    bench.receive()
    #expect(bench.network.takeWords() == ["typing 1 false", "send 1 one", "send 1 two"])
    #expect(bench.web.bodies[0].contains(#""version":1,"answer_by":"2023-11-14T22:13:30.000Z"}"#))
    bench.wait(seconds: 60)
    #expect(bench.network.takeWords() == [])
    #expect(bench.web.bodies.count == 1)
  }

  @Test(arguments: ["forever", "nothing"])
  func `shows typing again to a contact that comes back while it waits`(keep: String) throws {
    let bench = try bench(Self.rules(keep: keep))
    bench.web.holdResults()
    bench.say("how?")
    bench.receive(.offline(key(1)))
    _ = bench.network.takeWords()
    bench.receive(.online(key(1)))
    #expect(bench.network.takeWords() == ["typing 1 true"])
    guard keep == "forever" else { return }
    let again = try bench.restarted(Self.rules(keep: keep))
    again.web.holdResults()
    again.receive(.online(key(1)))
    #expect(again.network.takeWords().contains("typing 1 true"))
    again.wait(seconds: 10)
    _ = again.network.takeWords()
    again.receive(.offline(key(1)))
    again.receive(.online(key(1)))
    #expect(!again.network.takeWords().contains("typing 1 true"), "it has its fallback")
  }

  @Test func `with an action is answered by one, and with nothing by silence`() throws {
    let bench = try bench()
    bench.web.answer(.answered(status: 200, .replies([.init("waves", kind: .action)])))
    bench.say("hello")
    #expect(bench.network.takeAnswers().map(\.kind) == [.action])
    bench.web.answer(.answered(status: 204, .replies([])))
    bench.say("hello", at: 2)
    bench.wait(seconds: 60)
    #expect(bench.network.takeAnswers() == [])
  }

  @Test(arguments: ["forever", "nothing"])
  func `without an answer in time ends with its fallback, once, and is not sent later`(
    keep: String
  ) throws {
    let bench = try bench(Self.rules(keep: keep))
    bench.web.answer(.refused(status: 503))
    bench.say("how?")
    _ = bench.network.takeWords()
    bench.wait(seconds: 9)
    #expect(bench.network.takeWords() == [])
    #expect(try #require(bench.worker.engine.timeToNextDue()) <= 1_000)
    bench.wait(seconds: 1)
    #expect(bench.network.takeWords() == ["typing 1 false", "send 1 later"])
    let attempts = bench.web.bodies.count
    bench.web.answer(Self.replies("now"))
    bench.wait(seconds: 100_000)
    #expect(bench.network.takeWords() == [])
    #expect(bench.web.bodies.count == attempts)
    #expect(bench.reports.lines("delivery").contains { $0.contains(#""state":"expired""#) })
  }

  @Test func `that is answered too late has its fallback alone`() throws {
    let bench = try bench()
    bench.web.answer(Self.replies("too late"))
    bench.web.holdResults()
    bench.say("how?")
    bench.wait(seconds: 10)
    _ = bench.network.takeWords()
    bench.web.releaseResults()
    bench.receive()
    #expect(try bench.outbox() == ["later"])
    #expect(bench.network.takeWords() == [])
  }

  @Test(arguments: [
    DeliveryResult.refused(status: 400),
    .answered(status: 200, .unusable("its answer is not JSON")),
  ])
  func `whose answer is final and none has its fallback at once`(result: DeliveryResult) throws {
    let bench = try bench()
    bench.web.answer(result)
    bench.say("how?")
    #expect(bench.network.takeSends().map(\.text) == ["later"])
    #expect(bench.reports.lines("delivery").contains { $0.contains(#""state":"failed""#) })
    let ending = try bench.store.read { reader throws(StoreError) in
      try reader.deliveries().first?.ending
    }
    #expect(ending == (result.status == 200 ? .unusable : .refused))
  }

  @Test func `without a fallback ends in silence`() throws {
    let bench = try bench(Self.rules(fallback: nil))
    bench.web.answer(.refused(status: 400))
    bench.say("how?")
    bench.wait(seconds: 20)
    #expect(bench.network.takeAnswers() == [])
    #expect(bench.network.takeWords() == [])
  }

  @Test func `is sent once more after a kill before the reply was stored, and has one reply`()
    throws
  {
    var bench = try bench()
    bench.web.holdResults()
    bench.web.answer(Self.replies("lost with the process"))
    bench.say("how?")
    let id = bench.web.bodies
    bench = try bench.restarted(Self.rules())
    bench.web.answer(Self.replies("here"))
    bench.receive(.online(key(1)))
    #expect(bench.web.bodies == id)
    #expect(try bench.outbox() == ["here"])
    bench = try bench.restarted(Self.rules())
    bench.receive(.online(key(1)))
    bench.wait(seconds: 60)
    #expect(try bench.outbox() == ["here"])
    #expect(bench.web.bodies == [])
  }

  @Test func `whose time is over when the bot starts has its fallback`() throws {
    var bench = try bench()
    bench.web.holdResults()
    bench.say("how?")
    let clock = bench.clock.now
    bench = try bench.restarted(Self.rules())
    bench.clock.set(clock.advanced(byMilliseconds: 10_000))
    bench.receive(.online(key(1)))
    #expect(try bench.outbox() == ["later"])
    #expect(bench.web.bodies == [])
  }

  @Test func `waits for an older one of its contact, whose replies come first`() throws {
    let bench = try bench()
    bench.web.answer(.refused(status: 503))
    bench.say("first")
    bench.web.answer(Self.replies("answer"))
    bench.say("second", at: 2)
    #expect(bench.web.bodies.count == 1)
    bench.wait(seconds: 2)
    #expect(bench.network.takeSends().map(\.text) == ["answer", "answer"])
    #expect(bench.web.bodies.map { $0.contains("\"second\"") } == [false, false, true])
  }

  @Test func `gives an attempt no more time than there is for the answer`() throws {
    let bench = try bench()
    bench.say("how?")
    #expect(bench.web.timeouts == [10_000])
  }

  @Test func `is forgotten with its contact`() throws {
    let bench = try bench()
    bench.web.answer(.refused(status: 503))
    bench.say("how?")
    try bench.store.write { transaction throws(StoreError) in
      try transaction.forget(contact: key(1), now: bench.clock.now)
    }
    bench.wait(seconds: 10)
    #expect(bench.network.takeAnswers() == [])
  }
}
