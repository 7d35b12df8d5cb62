import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `Onion paths` {
  private let alice = OnionPeer(9)
  private let nodes = (1...8).map { OnionPeer($0).node }

  private func path(at now: Now = .seconds(0)) throws -> OnionPath {
    try #require(
      OnionPath(
        id: OnionPathID(rawValue: 0), hops: OnionHops(nodes), &alice.context.entropy,
        now: now))
  }

  @Test func `a new path is given up 4 s after its second unanswered use`() throws {
    var path = try path()
    path.noteUse(.seconds(1))
    #expect(!path.isInDoubt)
    path.noteUse(.seconds(2))
    #expect(path.isInDoubt && !path.isDead(.seconds(5)))
    path.noteUse(.seconds(5))
    #expect(path.isDead(.seconds(6)))
  }

  @Test func `a path that answered before gets four uses and 10 s`() throws {
    var path = try path()
    path.noteUse(.seconds(1))
    path.noteAnswer()
    for second in 2...4 { path.noteUse(.seconds(Int64(second))) }
    #expect(!path.isInDoubt)
    path.noteUse(.seconds(5))
    #expect(path.isInDoubt && !path.isDead(.milliseconds(14_999)) && path.isDead(.seconds(15)))
    path.noteAnswer()
    #expect(!path.isDead(.seconds(15)))
  }

  @Test func `a path is worn out after 20 minutes`() throws {
    var path = try path()
    path.noteAnswer()
    #expect(!path.isDead(.seconds(1_199)) && path.isDead(.seconds(1_200)))
  }

  private func take(
    _ paths: inout OnionPaths, from nodes: [PackedNode], to destination: DHTPublicKey? = nil,
    preferring id: OnionPathID? = nil, at now: Now = .seconds(0)
  ) -> OnionPath? {
    paths.path(
      preferring: id, to: destination ?? DHTPublicKey(.zero), through: OnionPathNodes(),
      directory: FixedDirectory(nodes: nodes), &alice.context[at: now])
  }

  @Test func `three hops are distinct where three nodes are known`() throws {
    for _ in 0..<20 {
      var paths = OnionPaths()
      let path = try #require(take(&paths, from: Array(nodes.prefix(3))))
      #expect(Set(path.hops.keys).count == 3)
    }
  }

  @Test func `with one node it is all hops; without any there is no path`() throws {
    var paths = OnionPaths()
    let path = try #require(take(&paths, from: [nodes[0]]))
    #expect(path.hops == OnionHops([nodes[0], nodes[0], nodes[0]]))
    let again = try #require(take(&paths, from: [nodes[0]]))
    #expect(again.id == path.id)
    var none = OnionPaths()
    #expect(take(&none, from: []) == nil)
  }

  @Test func `at most six paths live, and the preferred one is kept while it does`() throws {
    var paths = OnionPaths()
    var seen: Set<OnionPathID> = []
    var first: OnionPath?
    for _ in 0..<100 {
      let path = try #require(take(&paths, from: nodes))
      first = first ?? path
      seen.insert(path.id)
    }
    #expect(seen.count == 6)
    let id = try #require(first).id
    #expect(take(&paths, from: nodes, preferring: id)?.id == id)
    #expect(take(&paths, from: nodes, preferring: id, at: .seconds(1_200))?.id != id)
  }

  @Test func `a path does not leave the onion at its destination, if another can be had`() throws {
    var paths = OnionPaths()
    for _ in 0..<100 {
      let path = try #require(take(&paths, from: nodes, to: nodes[0].key))
      #expect(path.exit != nodes[0].address.endpoint)
    }
    var single = OnionPaths()
    #expect(take(&single, from: [nodes[0]], to: nodes[0].key) != nil)
  }

  @Test func `hops in our network are left out once there are others`() throws {
    let global = (1...3).map { OnionPeer($0, network: 0x0808_0000).node }
    for _ in 0..<20 {
      var paths = OnionPaths()
      let path = try #require(take(&paths, from: nodes + global))
      #expect(path.hops.nodes.allSatisfy { !$0.address.endpoint.address.isLAN })
    }
  }

  @Test func `a request is answered once, and within 10 s`() throws {
    var requests = OnionRequests(capacity: 2)
    func request(at seconds: Int64) throws -> OnionRequests.Request {
      OnionRequests.Request(
        purpose: .announce, node: nodes[0],
        key: try #require(BoxKey(nodes[0].key, alice.context.longTerm.secretKey)),
        path: OnionPathID(rawValue: 0), exit: nodes[1].address.endpoint, hadPingID: false,
        sentAt: Now.seconds(seconds).monotonic)
    }
    let first = requests.add(try request(at: 0), &alice.context.entropy)
    let isTaken = requests.take(first, now: .milliseconds(9_999)) != nil
    let isTakenAgain = requests.take(first, now: .milliseconds(9_999)) != nil
    #expect(isTaken && !isTakenAgain)
    let second = requests.add(try request(at: 0), &alice.context.entropy)
    let isTakenLate = requests.take(second, now: .seconds(10)) != nil
    #expect(!isTakenLate)
    let third = requests.add(try request(at: 0), &alice.context.entropy)
    for _ in 0..<2 { _ = requests.add(try request(at: 0), &alice.context.entropy) }
    let isTakenWhenFull = requests.take(third, now: .seconds(1)) != nil
    #expect(!isTakenWhenFull)
  }
}
