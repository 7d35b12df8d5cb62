import Synchronization
import Testing
import ToxCore
import ToxWire

@testable import ToxNIO

@Suite(.timeLimit(.minutes(1))) struct `Two drivers on loopback` {
  @Test func `each answers the other's ping`() async throws {
    let (alice, bob) = (try await Participant(), try await Participant())
    try await alice.join(bob)
    try await eventually("no DHT node answered") {
      alice.told.contains(.connection(.joining)) && bob.told.contains(.connection(.joining))
    }
    await alice.driver.shutdown()
    await bob.driver.shutdown()
  }

  @Test func `they meet, talk, and see each other go`() async throws {
    let (alice, bob) = (try await Participant(), try await Participant())
    try await alice.join(bob)
    let friend = try await alice.add(bob)
    _ = try await bob.add(alice)
    try await eventually("bob was not found") { alice.told.contains(.friendOnline(friend)) }

    let position = try await alice.driver.perform { node, now in
      try node.send([UInt8]("hello".utf8), to: friend, now: now)
    }
    try await eventually("nothing was heard") { !bob.heard.isEmpty }
    #expect(bob.heard.map(\.text) == [[UInt8]("hello".utf8)])
    #expect(!alice.told.contains(.receipt(friend, through: position)))

    await bob.consumeAll()
    try await eventually("no receipt came") {
      alice.told.contains(.receipt(friend, through: position))
    }

    await bob.driver.shutdown()
    try await eventually("the goodbye was not heard") {
      alice.told.contains(.friendOffline(friend))
    }
    await alice.driver.shutdown()
  }

  @Test func `a node that can't be reached does not end the socket`() async throws {
    let (alice, bob) = (try await Participant(), try await Participant())
    // Port 0 of loopback: the system refuses to send there.
    await alice.driver.perform { node, now in
      node.bootstrap(Endpoint(.loopback4, port: 0), bob.dhtKey, now: now)
    }
    #expect(await alice.driver.counters.sendFailures > 0)
    try await alice.join(bob)
    try await eventually("the socket was gone") { alice.told.contains(.connection(.joining)) }
    await alice.driver.shutdown()
    await bob.driver.shutdown()
  }
}

/// A driver, and what it told.
private final class Participant: Sendable {
  struct Heard {
    var friend: FriendID
    var text: [UInt8]
    var position: StreamPosition
  }

  let driver: Driver
  let dhtKey: DHTPublicKey
  let identity: Identity
  private let log: Log

  init() async throws {
    var entropy = SystemRandomNumberGenerator()
    let (identity, log) = (Identity(from: &entropy), Log())
    driver = try await Driver.local(identity: identity) { log.append($0) }
    dhtKey = await driver.perform { node, _ in node.dhtKey }
    self.identity = identity
    self.log = log
  }

  var told: [Event] { log.events }

  var heard: [Heard] {
    told.compactMap { event in
      guard case .message(let friend, _, let text, _, let position) = event else { return nil }
      return Heard(friend: friend, text: text, position: position)
    }
  }

  func join(_ other: Participant) async throws {
    let endpoint = Endpoint(.loopback4, port: other.driver.port ?? 0)
    let key = other.dhtKey
    await driver.perform { node, now in node.bootstrap(endpoint, key, now: now) }
  }

  func add(_ other: Participant) async throws -> FriendID {
    let key = other.identity.toxID.publicKey
    return try await driver.perform { node, now in try node.addFriend(key, now: now) }
  }

  func consumeAll() async {
    let heard = heard
    await driver.perform { node, now in
      for message in heard {
        node.consume(through: message.position, of: message.friend, now: now)
      }
    }
  }
}

/// Events in the order in which they came.
private final class Log: Sendable {
  private let state = Mutex<[Event]>([])
  var events: [Event] { state.withLock { $0 } }
  func append(_ batch: [Event]) { state.withLock { $0 += batch } }
}
