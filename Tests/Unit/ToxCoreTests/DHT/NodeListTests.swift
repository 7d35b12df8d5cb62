import Testing
import ToxWire

@testable import ToxCore

@Suite struct `A list of nodes` {
  private let base = DHTPublicKey(.zero)

  /// The key at this distance from the base, as far as the first 64 bits go.
  private func key(_ distance: UInt64) -> DHTPublicKey {
    DHTPublicKey(Bytes32(words: (distance, 0, 0, 0)))
  }

  private func endpoint(_ number: UInt64) -> Endpoint {
    Endpoint(.v4(0x0101_0000 + UInt32(number)), port: 33_445)
  }

  /// `count` nodes of the bucket 0, at distances 2^63 + 1, 2^63 + 2 …
  private func fillBucketZero(_ list: inout NodeList, count: UInt64, now: Now) {
    for number in 1...count {
      _ = list.answered(key(1 << 63 + number), from: endpoint(number), now: now)
    }
  }

  @Test func `a bucket full of live nodes refuses even a nearer one, other buckets do not`() {
    var list = NodeList(around: base, .buckets(of: 8))
    fillBucketZero(&list, count: 8, now: .seconds(0))
    #expect(!list.accepts(key(1 << 63), now: .seconds(1)))
    #expect(list.answered(key(1 << 63), from: endpoint(50), now: .seconds(1)) == .refused)
    #expect(list.answered(key(1 << 62), from: endpoint(51), now: .seconds(1)) == .added)
    #expect(list.nodes.count == 9)
    #expect(list.nodes.first?.key == key(1 << 62))
  }

  @Test func `a newcomer takes the place of the node that was silent longest`() {
    var list = NodeList(around: base, .buckets(of: 8))
    fillBucketZero(&list, count: 8, now: .seconds(0))
    for number: UInt64 in 1...8 where number != 3 {
      let key = key(1 << 63 + number)
      #expect(list.answered(key, from: endpoint(number), now: .seconds(100)) == .refreshed)
    }
    #expect(list.answered(key(1 << 63 + 99), from: endpoint(99), now: .seconds(121)) == .refused)
    #expect(list.answered(key(1 << 63 + 99), from: endpoint(99), now: .seconds(122)) == .added)
    #expect(list[key(1 << 63 + 3)] == nil)
    #expect(list.nodes.count == 8)
  }

  @Test func `keys that share 127 bits and more with ours share the last bucket`() {
    var list = NodeList(around: base, .buckets(of: 8))
    for number: UInt64 in 1...8 {
      let key = DHTPublicKey(Bytes32(words: (0, 0, 0, number)))
      #expect(list.answered(key, from: endpoint(number), now: .seconds(0)) == .added)
    }
    let ninth = DHTPublicKey(Bytes32(words: (0, 1, 0, 0)))
    #expect(!list.accepts(ninth, now: .seconds(0)))
    #expect(list.accepts(DHTPublicKey(Bytes32(words: (0, 2, 0, 0))), now: .seconds(0)))
  }

  @Test func `around a searched key a nearer node takes the place of the farthest`() {
    var list = NodeList(around: base, .nearest(8))
    for number: UInt64 in 10...17 {
      _ = list.answered(key(number), from: endpoint(number), now: .seconds(0))
    }
    #expect(list.answered(key(18), from: endpoint(18), now: .seconds(1)) == .refused)
    #expect(list.answered(key(5), from: endpoint(5), now: .seconds(1)) == .added)
    #expect(list.nodes.map(\.key) == ([5] + Array(10...16)).map { key($0) })
  }

  @Test func `around a searched key a bad node goes before the farthest does`() {
    var list = NodeList(around: base, .nearest(8))
    for number: UInt64 in 10...17 {
      _ = list.answered(key(number), from: endpoint(number), now: .seconds(0))
    }
    for number: UInt64 in 11...17 {
      _ = list.answered(key(number), from: endpoint(number), now: .seconds(100))
    }
    #expect(list.answered(key(20), from: endpoint(20), now: .seconds(130)) == .added)
    #expect(list[key(10)] == nil)
    #expect(list[key(17)] != nil)
  }

  @Test func `an address belongs to the key that answered from it last`() {
    var list = NodeList(around: base, .nearest(8))
    _ = list.answered(key(1), from: endpoint(1), now: .seconds(0))
    #expect(list.answered(key(2), from: endpoint(1), now: .seconds(1)) == .added)
    #expect(list.nodes.map(\.key) == [key(2)])
  }

  @Test func `a LAN address does not replace a live one that the world can reach`() {
    var list = NodeList(around: base, .nearest(8))
    let lan = Endpoint(.v4(0xc0a8_0001), port: 33_445)
    #expect(list.answered(key(1), from: endpoint(1), now: .seconds(0)) == .added)
    #expect(list.answered(key(1), from: lan, now: .seconds(1)) == .refused)
    #expect(list.answered(key(1), from: lan, now: .seconds(122)) == .moved)
    #expect(list.answered(key(1), from: endpoint(1), now: .seconds(123)) == .moved)
  }

  @Test func `a node has an address of each family, and the fresher one is named`() {
    var list = NodeList(around: base, .nearest(8))
    let six = Endpoint(.v6(0x2001_0db8_0000_0000, 1), port: 33_445)
    #expect(list.answered(key(1), from: endpoint(1), now: .seconds(0)) == .added)
    #expect(list.answered(key(1), from: six, now: .seconds(5)) == .moved)
    #expect(list[key(1)]?.endpoint(.seconds(6)) == six)
    #expect(list.answered(key(1), from: endpoint(1), now: .seconds(10)) == .refreshed)
    #expect(list[key(1)]?.endpoint(.seconds(11)) == endpoint(1))
    #expect(list[key(1)]?.associations.count == 2)
  }

  @Test func `pings are due a minute after the last sign, or a bit before on a wake`() {
    var list = NodeList(around: base, .nearest(8))
    _ = list.answered(key(1), from: endpoint(1), now: .seconds(0))
    #expect(list.nextPing(now: .seconds(1)) == Now.seconds(60).monotonic)
    #expect(list.duePings(now: .seconds(54)).isEmpty)
    #expect(list.duePings(now: .seconds(55)).map(\.key) == [key(1)])
    list.pinged(key(1), at: endpoint(1), now: .seconds(55))
    #expect(list.duePings(now: .seconds(56)).isEmpty)
    #expect(list.nextPing(now: .seconds(56)) == Now.seconds(115).monotonic)
    // After 182 s of silence the node is given up.
    #expect(list.duePings(now: .seconds(182)).isEmpty)
    #expect(list.nextPing(now: .seconds(182)) == .distantFuture)
  }

  @Test func `where all are lost, all get another chance`() {
    var list = NodeList(around: base, .buckets(of: 8))
    _ = list.answered(key(1), from: endpoint(1), now: .seconds(0))
    _ = list.answered(key(2), from: endpoint(2), now: .seconds(10))
    list.reviveIfAllLost(now: .seconds(185))
    #expect(list.duePings(now: .seconds(185)).map(\.key) == [key(2)])
    list.reviveIfAllLost(now: .seconds(192))
    #expect(list.duePings(now: .seconds(192)).map(\.key) == [key(1), key(2)])
    #expect(!list.hasLiveNode(now: .seconds(192)))
  }
}
