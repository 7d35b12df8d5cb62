import Testing
import ToxCore
import ToxWire

@testable import ToxSimulation

@Suite struct `A pipe of a TCP connection` {
  private var pipe = StreamPipe()
  private let start = Instant(nanoseconds: 0)

  private func bytes(_ count: Int, _ byte: UInt8 = 7) -> [UInt8] {
    [UInt8](repeating: byte, count: count)
  }

  /// What is taken when everything is due.
  private mutating func takeAll() -> [[UInt8]] {
    var all: [[UInt8]] = []
    while case .bytes(let next)? = pipe.take(start + .seconds(3_600)) { all.append(next) }
    return all
  }

  @Test mutating func `what is written arrives whole and in order, cut where segments end`() {
    let written = (0..<5).map { bytes(1_000, $0) }
    for bytes in written {
      pipe.write(bytes, travel: .milliseconds(10), bytesPerSecond: 1 << 20, now: start)
    }
    let segments = takeAll()
    #expect(segments.map(\.count) == [1_460, 1_460, 1_460, 620])
    #expect(Array(segments.joined()) == Array(written.joined()))
    #expect(pipe.isEmpty && pipe.waiting == 0)
  }

  @Test mutating func `nothing arrives before it has travelled, and none overtakes another`() throws
  {
    pipe.write([1], travel: .milliseconds(50), bytesPerSecond: 1 << 20, now: start)
    pipe.write([2], travel: .milliseconds(10), bytesPerSecond: 1 << 20, now: start)
    #expect(pipe.take(start + .milliseconds(49)) == nil)
    let due = try #require(pipe.nextDue)
    #expect(pipe.take(due) == .bytes([1, 2]))
  }

  @Test mutating func `a line carries so many bytes a second`() throws {
    for _ in 0..<10 {
      pipe.write(bytes(1_460), travel: .zero, bytesPerSecond: 14_600, now: start)
    }
    for number in 1...10 {
      let due = try #require(pipe.nextDue)
      #expect(due == start + .milliseconds(Int64(number) * 100))
      #expect(pipe.take(due) == .bytes(bytes(1_460)))
    }
  }

  @Test mutating func `the end comes after everything, and nothing after the end`() throws {
    pipe.write([1], travel: .milliseconds(50), bytesPerSecond: 1 << 20, now: start)
    pipe.end(travel: .milliseconds(10), now: start)
    let late = start + .seconds(1)
    #expect(pipe.take(late) == .bytes([1]))
    #expect(pipe.take(late) == .end)
    #expect(pipe.take(late) == nil)
  }
}

/// What a node without datagrams sees of a machine that it takes for its relay.
@Suite struct `A connection to a relay` {
  private let key = DHTPublicKey(Bytes32(words: (1, 2, 3, 4)))

  /// A relay that says nothing, and notes what it was told.
  private final class Listener: StreamServer {
    var sources: [Endpoint] = []
    var bytes: [UInt8] = []
    var closedCount = 0
    var answer: [ServedAction] = []

    func connected(_ id: RelayClientID, from source: Endpoint) -> [ServedAction] {
      sources.append(source)
      return answer
    }

    func received(_ bytes: [UInt8], from id: RelayClientID) -> [ServedAction] {
      self.bytes += bytes
      return []
    }

    func closed(_ id: RelayClientID) { closedCount += 1 }
  }

  private func addClient(
    of listener: Listener, at site: SiteID = .internet, to simulation: inout Simulation
  ) -> NodeID {
    let machine = simulation.addMachine(listener)
    let node = simulation.addNode("alice", at: site, transports: .ownRelays)
    simulation.useRelay(node, at: simulation.network.endpoint(of: machine), key)
    return node
  }

  @Test func `the relay sees the client's address, or its router's, and gets its hello`() {
    var simulation = Simulation(seed: 1)
    let listener = Listener()
    let home = simulation.network.addSite(.symmetric)
    let node = addClient(of: listener, at: home, to: &simulation)
    simulation.run(for: .seconds(1))
    #expect(listener.sources.count == 1)
    #expect(listener.sources.first?.address == .v4(0xc633_6401))
    #expect(listener.bytes.count == 128)
    simulation.stop(node)
    simulation.run(for: .seconds(1))
    #expect(listener.closedCount == 1)
  }

  @Test func `a cut delays what is on its way and loses nothing`() {
    var simulation = Simulation(seed: 1)
    let listener = Listener()
    let node = addClient(of: listener, to: &simulation)
    simulation.network.partition([
      [simulation.host(of: node)], [HostID(index: 0)],
    ])
    simulation.run(for: .seconds(3))
    #expect(listener.sources.isEmpty)
    simulation.network.heal()
    simulation.run(for: .seconds(3))
    #expect(listener.bytes.count == 128)
  }

  @Test func `a client that is closed at once comes again, after growing pauses`() {
    var simulation = Simulation(seed: 1)
    let listener = Listener()
    listener.answer = [.close(RelayClientID(1))]
    _ = addClient(of: listener, to: &simulation)
    simulation.run(for: .seconds(600))
    #expect((3...60).contains(listener.sources.count))
  }

  @Test func `a node without datagrams sends none`() {
    var simulation = Simulation(seed: 1)
    let listener = Listener()
    let node = addClient(of: listener, to: &simulation)
    let other = simulation.addNode("bob")
    simulation.bootstrap(node, through: other)
    simulation.discoverNeighbours(node)
    let before = simulation.network.traffic.total
    simulation.run(for: .seconds(120))
    let after = simulation.network.traffic.total
    #expect(after == before)
    #expect(!listener.bytes.isEmpty)
  }
}
