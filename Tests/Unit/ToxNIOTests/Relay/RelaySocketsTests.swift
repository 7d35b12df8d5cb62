import NIOCore
import NIOPosix
import Synchronization
import Testing
import ToxCore
import ToxWire

@testable import ToxNIO

@Suite(.timeLimit(.minutes(1))) struct `Connections to relays` {
  let link = RelayLink(7)

  @Test func `one is opened, speaks, hears and is closed`() async throws {
    let server = try await FakeServer()
    let sockets = Sockets()
    sockets.carryOut(.connect(link, .endpoint(server.endpoint)))
    try await sockets.waits(for: "opened 7")
    sockets.carryOut(.send(link, [1, 2]), .send(link, [3]))
    try await eventually("nothing came") { server.received() == [1, 2, 3] }
    try await server.say([4, 5])
    try await sockets.waits(for: "received 7 [4, 5]")
    sockets.carryOut(.close(link))
    try await eventually("the connection stayed") { try await sockets.count == 0 }
    #expect(sockets.log.last == "received 7 [4, 5]", "what the node closed is not told")
  }

  @Test func `the other side's end is told once`() async throws {
    let server = try await FakeServer()
    let sockets = Sockets()
    sockets.carryOut(.connect(link, .endpoint(server.endpoint)))
    try await sockets.waits(for: "opened 7")
    try await server.hangUp()
    try await sockets.waits(for: "closed 7 closed")
    sockets.carryOut(.send(link, [1]), .close(link))
    #expect(try await sockets.count == 0)
    #expect(sockets.log.count { $0.hasPrefix("closed") } == 1)
  }

  @Test func `a closed port is a failure in words`() async throws {
    let server = try await FakeServer()
    try await server.stop()
    let sockets = Sockets()
    sockets.carryOut(.connect(link, .endpoint(server.endpoint)))
    try await sockets.waits(for: #"closed 7 failed("refused: nothing listens there")"#)
  }

  @Test func `what is being opened can be closed`() async throws {
    let server = try await FakeServer()
    let sockets = Sockets()
    sockets.carryOut(.connect(link, .endpoint(server.endpoint)), .close(link))
    sockets.carryOut(.connect(RelayLink(8), .endpoint(server.endpoint)))
    try await sockets.waits(for: "opened 8")
    #expect(try await sockets.count == 1)
    #expect(!sockets.log.contains { $0.contains(" 7") })
  }

  @Test func `a relay that does not read is held back from, and left at last`() async throws {
    let server = try await FakeServer(reads: false, kernelBuffer: 4_096)
    let sockets = Sockets()
    sockets.carryOut(.connect(link, .endpoint(server.endpoint)))
    try await sockets.waits(for: "opened 7")
    let chunk = [UInt8](repeating: 7, count: 2_000)
    for _ in 0..<10_000 {
      sockets.carryOut(.send(link, chunk))
      _ = try await sockets.count
      if sockets.log.contains("blocked 7 true") { break }
    }
    try await sockets.waits(for: "blocked 7 true")
    #expect(!sockets.log.contains { $0.hasPrefix("closed") })
    for _ in 0..<RelaySockets.unwrittenMax / chunk.count { sockets.carryOut(.send(link, chunk)) }
    try await sockets.waits(for: "closed 7 tooSlow")
    #expect(try await sockets.count == 0)
  }

  @Test func `what comes to a connection that is not read waits until it is`() async throws {
    let server = try await FakeServer()
    let sockets = Sockets()
    sockets.carryOut(.connect(link, .endpoint(server.endpoint)))
    try await sockets.waits(for: "opened 7")
    try await eventually("nobody came") { server.connectionCount == 1 }
    sockets.carryOut(.connect(RelayLink(8), .endpoint(server.endpoint)), .setReading(link, false))
    try await sockets.waits(for: "opened 8")
    try await server.say([4], to: 0)
    try await server.say([5], to: 1)
    try await sockets.waits(for: "received 8 [5]")
    #expect(!sockets.log.contains("received 7 [4]"))
    sockets.carryOut(.setReading(link, true))
    try await sockets.waits(for: "received 7 [4]")
  }

  @Test func `a name is no place to go without a proxy`() async throws {
    let sockets = Sockets()
    sockets.carryOut(.connect(link, .host("relay.example", port: 443)))
    try await sockets.waits(for: #"closed 7 failed("the name has no address")"#)
  }
}

@Suite(.timeLimit(.minutes(1))) struct `Connections to relays through a proxy` {
  let link = RelayLink(7)
  let relay = Endpoint(.v4(0xc000_0201), port: 33445)
  let reply: [UInt8] = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]

  @Test func `the relay is spoken to when the proxy has connected, byte by byte`() async throws {
    let server = try await FakeServer()
    let sockets = Sockets(through: server.endpoint)
    sockets.carryOut(.connect(link, .endpoint(relay)))
    try await eventually("no greeting") { server.received() == [5, 2, 0, 2] }
    for byte in [5, 2, 1, 0] + reply + [9] as [UInt8] { try await server.say([byte]) }
    try await sockets.waits(for: "received 7 [9]")
    #expect(sockets.log.first == "opened 7")
    sockets.carryOut(.send(link, [42]))
    try await eventually("nothing came") { server.received().last == 42 }
    #expect(Array(server.received().suffix(11)) == [5, 1, 0, 1, 192, 0, 2, 1, 0x82, 0xa5, 42])
  }

  @Test func `a name goes to the proxy as it is`() async throws {
    let server = try await FakeServer()
    let sockets = Sockets(through: server.endpoint)
    sockets.carryOut(.connect(link, .host("relay.example", port: 443)))
    try await eventually("no greeting") { server.received() == [5, 2, 0, 2] }
    try await server.say([5, 0])
    let request = [5, 1, 0, 3, 13] + Array("relay.example".utf8) + [1, 187]
    try await eventually("no request") { server.received() == [5, 2, 0, 2] + request }
  }

  @Test func `what the proxy can't reach is the relay's failure, not the proxy's`() async throws {
    let server = try await FakeServer()
    let sockets = Sockets(through: server.endpoint)
    sockets.carryOut(.connect(link, .endpoint(relay)))
    try await eventually("no greeting") { server.connectionCount == 1 }
    try await server.say([5, 0, 5, 5, 0, 1, 0, 0, 0, 0, 0, 0])
    try await sockets.waits(for: #"closed 7 failed("the destination refused the connection")"#)
  }

  @Test func `a proxy that is away, disconnects or is none is the proxy's failure`() async throws {
    let server = try await FakeServer()
    let sockets = Sockets(through: server.endpoint)
    sockets.carryOut(
      .connect(RelayLink(1), .endpoint(relay)), .connect(RelayLink(2), .endpoint(relay)))
    try await eventually("no greeting") { server.connectionCount == 2 }
    try await server.say(Array("HTTP/1.1 400 Bad Request\r\n".utf8), to: 0)
    try await server.hangUp(1)
    try await eventually("no end") { try await sockets.count == 0 }
    try await server.stop()
    sockets.carryOut(.connect(RelayLink(3), .endpoint(relay)))
    try await eventually("no end") { sockets.log.contains { $0.hasPrefix("closed 3") } }
    #expect(sockets.log.count == 3)
    #expect(sockets.log.allSatisfy { $0.contains("proxyFailed") })
  }

  @Test func `a proxy that says nothing is left`() async throws {
    let server = try await FakeServer()
    let sockets = Sockets(
      through: server.endpoint, timeouts: TCPConnector.Timeouts(proxy: .milliseconds(50)))
    sockets.carryOut(.connect(link, .endpoint(relay)))
    try await sockets.waits(
      for: #"closed 7 proxyFailed("the proxy did not answer in time")"#)
  }
}

/// Sockets on a loop, and what they tell in words.
private final class Sockets: Sendable {
  private let loop = MultiThreadedEventLoopGroup.singleton.next()
  private let sockets: RelaySockets
  private let lines: Lines

  init(
    through proxy: Endpoint? = nil, timeouts: TCPConnector.Timeouts = TCPConnector.Timeouts()
  ) {
    let lines = Lines()
    self.lines = lines
    let connector = TCPConnector(
      loop: loop, proxy: proxy.map { SocksProxy($0, run: .random(in: 0 ... .max)) },
      timeouts: timeouts)
    sockets = RelaySockets(connector) { event in
      switch event {
      case .opened(let link): lines.append("opened \(link.rawValue)")
      case .received(let link, let bytes):
        lines.append("received \(link.rawValue) \(Array(bytes.readableBytesView))")
      case .readDone: break
      case .closed(let link, let end): lines.append("closed \(link.rawValue) \(end)")
      case .blocked(let link, let isBlocked): lines.append("blocked \(link.rawValue) \(isBlocked)")
      }
    }
  }

  var log: [String] { lines.all }

  var count: Int {
    get async throws { try await loop.submit { self.sockets.count }.get() }
  }

  /// Carries out what a node asked for in one burst.
  func carryOut(_ actions: RelayAction...) {
    loop.execute {
      for action in actions { self.sockets.carryOut(action) }
    }
  }

  func waits(for line: String) async throws {
    try await eventually("no \"\(line)\" in \(log)") { log.contains(line) }
  }
}

private final class Lines: Sendable {
  private let state = Mutex<[String]>([])
  var all: [String] { state.withLock { $0 } }
  func append(_ line: String) { state.withLock { $0.append(line) } }
}
