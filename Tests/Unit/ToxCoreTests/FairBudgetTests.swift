import Testing
import ToxCrypto
import ToxSimulation
import ToxWire

@testable import ToxCore

/// Limits on what strangers make us do.
struct `Budgets of strangers` {
  private var entropy = Entropy(SeededGenerator(seed: 1))

  private func endpoint(_ address: UInt32, port: UInt16 = 33_445) -> Endpoint {
    Endpoint(.v4(address), port: port)
  }

  @Test mutating func `one source has a quarter, and others still have theirs`() {
    var budget = FairBudget(RateLimit(burst: 100, perSecond: 100), &entropy)
    let flooder = (0..<1_000).count { number in
      // One host, or a whole /24: the same to us.
      budget.take(for: endpoint(0x0808_0800 | UInt32(number & 255)), now: .seconds(1))
    }
    #expect(flooder == 25)
    let other = (0..<26).count { _ in
      budget.take(for: endpoint(0x0909_0909), now: .seconds(1))
    }
    #expect(other == 25)
    let afterASecond = (0..<1_000).count { _ in
      budget.take(for: endpoint(0x0808_0808), now: .seconds(2))
    }
    #expect(afterASecond == 25)
  }

  @Test mutating func `all sources together have the whole and no more`() {
    var budget = FairBudget(RateLimit(burst: 100, perSecond: 10), &entropy)
    let taken = (0..<10_000).count { number in
      budget.take(for: endpoint(UInt32(number) << 8 | 0x0100_0000), now: .seconds(1))
    }
    #expect(taken == 100)
  }

  @Test mutating func `on the local network each endpoint is a source`() {
    var budget = FairBudget(RateLimit(burst: 100, perSecond: 100), &entropy)
    let taken = (1...40).map { port in
      (0..<5).count { _ in
        budget.take(for: endpoint(0x7f00_0001, port: UInt16(port)), now: .seconds(1))
      }
    }
    #expect(taken.reduce(0, +) == 100)
    #expect(taken.count { $0 == 5 } >= 15, "few of them fall into one bucket: \(taken)")
  }

  @Test mutating func `IPv6 sources are networks of 48 bits`() {
    var budget = FairBudget(RateLimit(burst: 100, perSecond: 100), &entropy)
    let taken = (0..<1_000).count { number in
      let address = IPAddress.v6(0x2001_0db8_0001_0000 | UInt64(number), UInt64(number))
      return budget.take(for: Endpoint(address, port: 1), now: .seconds(1))
    }
    #expect(taken == 25)
  }

  @Test mutating func `a key that reads like an address of the local network gains nothing`() {
    var budget = FairBudget(RateLimit(burst: 100, perSecond: 100), &entropy)
    let taken = (0..<1_000).count { number in
      let key = DHTPublicKey(Bytes32(words: (0xfe80_0000_0000_0000 | UInt64(number), 0, 0, 1)))
      return budget.take(for: Route.relayed(key), now: .seconds(1))
    }
    #expect(taken == 25)
  }
}

/// Shared keys while strangers flood.
struct `Shared keys in a flood` {
  private var entropy = Entropy(SeededGenerator(seed: 2))
  private let flooder = Endpoint(.v4(0x0808_0808), port: 1)

  private mutating func peer() -> DHTPublicKey {
    entropy.keyPair(DHTPublicKey.self).publicKey
  }

  @Test mutating func `a flood of made-up keys costs no more X25519 than the limit`() {
    let secretKey = entropy.keyPair(DHTPublicKey.self).secretKey
    var limits = Limits()
    limits.strangerKeyExchanges = RateLimit(burst: 40, perSecond: 10)
    var keys = PeerKeys(limits, &entropy)
    var made = 0
    for _ in 0..<200 {
      let outcome = keys.key(withRequester: peer(), at: flooder, secretKey, now: .seconds(1))
      if case .key = outcome { made += 1 }
    }
    #expect(made == 10)
  }

  @Test mutating func `a peer that we write to is served while strangers flood, and may answer`() {
    let secretKey = entropy.keyPair(DHTPublicKey.self).secretKey
    var limits = Limits()
    limits.strangerKeyExchanges = RateLimit(burst: 4, perSecond: 1)
    limits.strangerKeys = 4
    var keys = PeerKeys(limits, &entropy)
    let friend = peer()
    #expect(keys.key(withAnswerer: friend) == nil, "we asked it nothing yet")
    #expect(keys.key(with: friend, secretKey) != nil)
    for _ in 0..<100 {
      _ = keys.key(withRequester: peer(), at: flooder, secretKey, now: .seconds(1))
    }
    guard case .key = keys.key(withRequester: friend, at: flooder, secretKey, now: .seconds(1))
    else {
      Issue.record("a known peer is turned away")
      return
    }
    let answers = keys.key(withAnswerer: friend) != nil
    #expect(answers)
  }

  @Test mutating func `a key of low order is refused without a place in the table`() {
    let secretKey = entropy.keyPair(DHTPublicKey.self).secretKey
    var keys = PeerKeys(Limits(), &entropy)
    let lowOrder = DHTPublicKey(.zero)
    guard
      case .invalid = keys.key(withRequester: lowOrder, at: flooder, secretKey, now: .seconds(1))
    else {
      Issue.record("a point of low order was taken")
      return
    }
    let mayBeWrittenTo = keys.key(with: lowOrder, secretKey) != nil
    #expect(!mayBeWrittenTo)
  }
}
