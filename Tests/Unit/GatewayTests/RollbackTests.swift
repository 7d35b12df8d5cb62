import GatewayCore
import GatewayTestSupport
import Synchronization
import Testing
import ToxWire

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// A batch that the disk refuses is undone in memory too.
@Suite struct `A batch that is undone` {
  @Test func `a waiting client gets its receipt although the disk was full when it came`() throws {
    let bench = try WorkerBench(nil, pageCountMax: 120)
    try bench.befriend(1)
    let answers = Mutex<[Reply]>([])
    bench.receive(
      .control(.command(.send(ContactReference(hex(1)), text: "hello", keep: false))) { reply in
        answers.withLock { $0.append(reply) }
      })
    let sent = try #require(bench.network.takeSends().first)
    bench.receive(.sent(key(1), sent.id, .success(position(5))))

    let long = String(repeating: "x", count: 200_000)
    var tooMuch = [EngineInput.network([.receipt(key(1), through: position(5))])]
    tooMuch += (0..<4).map { .network([message(long, at: $0)]) }
    let isCommitted = bench.worker.engine.handle(tooMuch)
    #expect(!isCommitted && answers.withLock { $0 } == [])

    bench.receive(.receipt(key(1), through: position(5)))
    #expect(answers.withLock { $0 } == [.done])
    #expect(try bench.outbox() == [])
  }
}
