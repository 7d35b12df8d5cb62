import Testing
import ToxWire

@testable import ToxCore

@Suite struct `Session data` {
  /// Two machines with an established session.
  static func pair(
    _ network: SessionNetwork, limits: Limits = Limits(), firstNumber: UInt32 = 0
  ) -> (SessionPeer, SessionPeer) {
    let alice = network.add(limits: limits, firstNumber: firstNumber)
    let bob = network.add(limits: limits, firstNumber: firstNumber)
    _ = alice.open(to: bob, now: network.now)
    let isOpen = network.run { alice.isEstablished(with: bob) && bob.isEstablished(with: alice) }
    #expect(isOpen)
    return (alice, bob)
  }

  static func message(_ number: Int, size: Int = 5) -> [UInt8] {
    let digits = (0..<4).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    return [64] + digits + [UInt8](repeating: 0x2e, count: max(size - 5, 0))
  }

  /// Sends messages from one to the other as fast as the queue takes them.
  private func flood(
    _ network: SessionNetwork, _ directions: [(SessionPeer, SessionPeer)], count: Int
  ) -> Bool {
    var next = [Int](repeating: 0, count: directions.count)
    return network.run(within: .seconds(3_600)) {
      for (index, (sender, receiver)) in directions.enumerated() {
        while next[index] < count,
          (try? sender.send(Self.message(next[index]), to: receiver, now: network.now)) != nil
        {
          next[index] += 1
        }
      }
      return directions.allSatisfy {
        $0.1.received.count >= count && $0.0.acknowledgedThrough == UInt32(count - 1)
      }
    }
  }

  @Test(arguments: [(0, 0, 0), (10, 5, 5), (30, 20, 20)])
  func `Five thousand messages each way arrive once and in order`(
    loss: Int, duplication: Int, jitter: Int64
  ) {
    let network = SessionNetwork(seed: UInt64(loss + 7))
    network.records = false
    let (alice, bob) = Self.pair(network)
    network.loss = loss
    network.duplication = duplication
    network.jitter = .milliseconds(jitter)
    let start = network.now.monotonic
    #expect(flood(network, [(alice, bob), (bob, alice)], count: 5_000))
    let expected = (0..<5_000).map { Self.message($0) }
    #expect(alice.received == expected)
    #expect(bob.received == expected)
    let elapsed = network.now.monotonic - start
    #expect(elapsed < .seconds(30), "took \(elapsed.nanoseconds / 1_000_000) ms")
  }
}
