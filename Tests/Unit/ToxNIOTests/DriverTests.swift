import Synchronization
import Testing
import ToxCore
import ToxWire

@testable import ToxNIO

@Suite(.timeLimit(.minutes(1))) struct `The driver` {
  @Test func `a burst of 10,000 datagrams reaches the node`() async throws {
    let driver = try await Driver.local()
    let sender = try UDPSocket.bind(.exactly(0), address: .loopback4)
    let target = Endpoint(.loopback4, port: try #require(driver.port))
    for round in 1...100 {
      for _ in 0..<100 { #expect(sender.send([0xff, 1, 2, 3], to: target)) }
      // The kernel's buffer may hold less than all; a burst is what it surely holds.
      try await eventually("datagrams were lost on loopback") {
        await driver.counters.datagramsReceived == round * 100
      }
    }
    let drops = await driver.perform { node, _ in node.drops }
    #expect(drops[.unknownKind] == 10_000)
    await driver.shutdown()
  }

  @Test func `an idle node sleeps`() async throws {
    let driver = try await Driver.local()
    let clock = ContinuousClock()
    let end = clock.now + .seconds(1)
    try await eventually("time stands still") { clock.now >= end }
    #expect(await driver.counters.wakeUps <= 3)
    await driver.shutdown()
  }

  @Test(arguments: [IPAddress.loopback4, .loopback6])
  func `one socket hears IPv4 and IPv6`(_ from: IPAddress) async throws {
    let driver = try await Driver.local(address: nil)
    let sender = try UDPSocket.bind(.exactly(0), address: from)
    #expect(sender.send([0xff], to: Endpoint(from, port: try #require(driver.port))))
    try await eventually("nothing came") { await driver.counters.datagramsReceived == 1 }
    await driver.shutdown()
  }

  @Test func `in the profiles without UDP it has no port, and sends no datagram`() async throws {
    var entropy = SystemRandomNumberGenerator()
    var configuration = DriverConfiguration()
    configuration.reach = .relays
    let driver = try await Driver.start(
      identity: Identity(from: &entropy), configuration: configuration, events: { _ in })
    #expect(driver.port == nil)
    #expect(await driver.counters == DriverCounters())
    await driver.shutdown()
  }

  @Test func `a port in use is named`() async throws {
    let first = try await Driver.local()
    let port = try #require(first.port)
    await #expect(throws: BindError.portInUse(port)) {
      try await Driver.local(port: .exactly(port))
    }
    await first.shutdown()
  }

  @Test func `after a shutdown the port is free`() async throws {
    let first = try await Driver.local()
    await first.shutdown()
    await first.shutdown()
    let second = try await Driver.local(port: .exactly(try #require(first.port)))
    #expect(second.port == first.port)
    await second.shutdown()
  }

  @Test func `work from another thread is done in order`() async throws {
    let driver = try await Driver.local()
    let order = Order()
    for index in 0..<1_000 { #expect(driver.enqueue { _, _ in order.append(index) }) }
    try await eventually("work was lost") { order.values.count == 1_000 }
    #expect(order.values == Array(0..<1_000))
    await driver.shutdown()
  }

  @Test func `an error of the work comes back and the driver goes on`() async throws {
    struct Refusal: Error {}
    let driver = try await Driver.local()
    await #expect(throws: Refusal.self) {
      try await driver.perform { _, _ in throw Refusal() }
    }
    #expect(await driver.perform { _, now in now.unixSeconds } > 1_700_000_000)
    await driver.shutdown()
  }
}

/// Numbers in the order in which they came.
private final class Order: Sendable {
  private let state = Mutex<[Int]>([])
  var values: [Int] { state.withLock { $0 } }
  func append(_ value: Int) { state.withLock { $0.append(value) } }
}
