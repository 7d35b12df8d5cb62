import Testing
import ToxCrypto
import ToxWire

@testable import ToxCore

@Suite struct `The roll call of a small network` {
  private let base = DHTPublicKey(.zero)

  private func key(_ number: UInt64) -> DHTPublicKey {
    DHTPublicKey(Bytes32(words: (number, 0, 0, 0)))
  }

  private func endpoint(_ number: UInt64) -> Endpoint {
    Endpoint(.v4(0x0101_0000 + UInt32(number)), port: 33_445)
  }

  private func list(_ numbers: ClosedRange<UInt64>) -> NodeList {
    var list = NodeList(around: base, .buckets(of: 64))
    for number in numbers {
      _ = list.answered(key(number), from: endpoint(number), now: .seconds(0))
    }
    return list
  }

  @Test func `a node is silent from its third unanswered request until it answers`() {
    var roll = RollCall()
    roll.asked(key(1), at: endpoint(1), now: .seconds(0))
    roll.asked(key(1), at: endpoint(1), now: .milliseconds(500))
    #expect(roll.due(now: .milliseconds(999)).isEmpty)
    #expect(roll.due(now: .seconds(1)).map(\.key) == [key(1)])
    roll.asked(key(1), at: endpoint(1), now: .seconds(1))
    #expect(roll.silent.isEmpty)
    roll.asked(key(1), at: endpoint(1), now: .seconds(2))
    #expect(roll.silent == [key(1)] && roll.isSilent(key(1)))
    #expect(roll.nextDue == .distantFuture, "the rhythm of the lists goes on, no other")
    let owed = roll.answered(key(1))
    #expect(owed && roll.silent.isEmpty)
  }

  @Test func `one that answered a moment ago is asked a second later`() {
    var roll = RollCall()
    roll.plan(key(1), at: endpoint(1), now: .seconds(5))
    #expect(roll.due(now: .milliseconds(5_500)).isEmpty)
    #expect(roll.due(now: .seconds(6)).map(\.key) == [key(1)])
  }

  @Test func `sixteen live nodes need no roll call, and silent ones don't count`() {
    var roll = RollCall()
    roll.update(list(1...15), now: .seconds(1))
    #expect(roll.isOpen)
    for second in 1...3 { roll.asked(key(1), at: endpoint(1), now: .seconds(Int64(second))) }
    roll.update(list(1...16), now: .seconds(3))
    #expect(roll.isOpen && roll.isSilent(key(1)))
    roll.update(list(1...17), now: .seconds(3))
    #expect(!roll.isOpen && !roll.isSilent(key(1)))
    roll.asked(key(2), at: endpoint(2), now: .seconds(4))
    #expect(roll.nextDue == .distantFuture)
  }

  @Test func `a node that lost its address to another is silent, in the list or not`() {
    var roll = RollCall()
    roll.left(key(1), at: endpoint(1), now: .seconds(0))
    roll.update(list(2...3), now: .seconds(1))
    #expect(roll.silent == [key(1)])
    for number: UInt64 in 10...60 { roll.left(key(number), at: endpoint(number), now: .seconds(1)) }
    roll.update(list(2...3), now: .seconds(1))
    #expect(roll.silent.count == 2 * RollCall.nodesMax)
  }

  @Test func `hops that left are taken for no path, unless there are no others`() {
    let alice = OnionPeer(9)
    let nodes = (1...2).map { OnionPeer($0).node }
    var directory = FixedDirectory(nodes: nodes)
    var paths = OnionPaths()
    func take() -> OnionPath? {
      paths.path(
        preferring: nil, to: DHTPublicKey(.zero), through: OnionPathNodes(), directory: directory,
        &alice.context[at: .seconds(0)])
    }
    #expect(take()?.hops.keys.contains(nodes[0].key) == true)
    directory.silent = [nodes[0].key]
    directory.nodes = [nodes[1]]
    paths.leave(overOthersThan: { !directory.isSilent($0) })
    for _ in 0..<20 { #expect(take()?.hops == OnionHops([nodes[1], nodes[1], nodes[1]])) }
  }

  @Test func `a node that answered one announcement does not stay a hop`() {
    let alice = OnionPeer(9)
    let (gone, boot) = (OnionPeer(1).node, OnionPeer(2).node)
    var known = OnionPathNodes()
    known.noteBootstrap(boot)
    known.noteAnswer(from: gone, now: .seconds(0))
    func chosen(_ now: Now) -> Set<DHTPublicKey> {
      Set(
        (0..<20).flatMap { _ in
          known.choose(3, directory: FixedDirectory(), &alice.context[at: now])
        }.map(\.key))
    }
    #expect(chosen(.seconds(299)) == [gone.key])
    #expect(chosen(.seconds(300)).contains(boot.key))
    known.noteAnswer(from: gone, now: .seconds(400))
    known.noteSilence(of: gone.key)
    #expect(chosen(.seconds(401)).contains(boot.key))
  }
}
