import GatewayCore
import GatewayTestSupport
import Testing
import ToxSimulation

@testable import Gateway
@testable import GatewayEngine
@testable import GatewayStore

/// The power is cut at random times: during a commit, between its writes, before the disk has them.
/// Each sector that was not synced may be on the disk or not.
@Suite struct `A power cut` {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `acknowledged messages survive, with answer and delivery, and are handled once`(
    seed: UInt64
  ) throws {
    var street = try Street(seed: seed)
    for _ in 0..<12 { try street.liveUntilPowerCut() }
    try street.comeToRest()
  }
}

/// Three contacts that send numbered messages, and send again, in order, what was not acknowledged.
private struct Street {
  static let rules = """
    webhook "out" { url = secret "URL" }
    on("message", function(message)
      message:keep()
      message:reply("re " .. message.text)
      message:forward("out", { body = message.text })
    end)
    """

  private var generator: SeededGenerator
  private var directory: WorkerBench.Directory
  private var disk: TestDisk
  private var bench: WorkerBench
  /// How many messages of each contact were acknowledged.
  private var acknowledged = [0, 0, 0]
  /// How many messages each has sent in the present session; they begin after `acknowledged`.
  private var said = [0, 0, 0]

  init(seed: UInt64) throws {
    generator = SeededGenerator(seed: seed)
    directory = try WorkerBench.Directory()
    disk = try TestDisk(under: directory)
    bench = try WorkerBench(Self.rules, in: directory)
    for number in 1...3 { try bench.befriend(UInt8(number)) }
    try disk.keepDurable()
  }

  mutating func liveUntilPowerCut() throws {
    disk.die(afterOperations: .random(in: 0..<80, using: &generator))
    while say(.random(in: 0...6, using: &generator)) {}
    directory = try disk.powerCut(using: &generator)
    disk = try TestDisk(under: directory)
    bench = try WorkerBench(Self.rules, in: directory)
    try check()
    try disk.keepDurable()
    said = acknowledged
    for number in 1...3 { bench.receive(.online(key(UInt8(number)))) }
    noteAcknowledgements()
  }

  /// Each contact sends again what was not acknowledged.
  mutating func comeToRest() throws {
    let isCommitted = say(6)
    #expect(isCommitted)
    try check()
    #expect(try bench.store.check() == [])
    #expect(said == acknowledged)
  }

  /// - Returns: whether the disk accepted it.
  private mutating func say(_ count: Int) -> Bool {
    var batch: [EngineInput] = []
    for _ in 0..<count {
      let who = Int.random(in: 0..<3, using: &generator)
      let text = "\(who + 1) says \(said[who])"
      batch.append(.network([message(text, by: UInt8(who + 1), at: UInt32(said[who]))]))
      said[who] += 1
    }
    let isCommitted = bench.worker.engine.handle(batch)
    noteAcknowledgements()
    let results = bench.worker.inputs.take(waitingAtMost: 0)
    return isCommitted && (results.isEmpty || bench.worker.engine.handle(results))
  }

  private mutating func noteAcknowledgements() {
    for word in bench.network.takeWords() where word.hasPrefix("consume") {
      let numbers = word.split(separator: " ").compactMap { Int($0) }
      acknowledged[numbers[0] - 1] = numbers[1] + 1
    }
  }

  /// Acknowledged messages are stored, each once and in order; and so are answers and deliveries.
  private func check() throws {
    for who in 0..<3 {
      let key = key(UInt8(who + 1))
      let (texts, answers) = try bench.store.read { reader throws(StoreError) in
        (
          Array(
            try reader.inbox(InboxFilter(status: nil, contact: key, limit: 10_000)).reversed()),
          try reader.outbox(of: key, limit: 10_000).map(\.text)
        )
      }
      let expected = texts.indices.map { "\(who + 1) says \($0)" }
      #expect(texts.map { $0.content } == expected.map { .plain($0) })
      #expect(texts.count >= acknowledged[who])
      #expect(answers == expected.map { "re " + $0 }, "no receipt ever came")
    }
    let (stored, owed) = try bench.store.read { reader throws(StoreError) in
      (
        try reader.inbox(InboxFilter(status: nil, limit: 100_000)).count,
        try reader.deliveries(limit: 100_000).count
      )
    }
    #expect(stored == owed)
  }
}
