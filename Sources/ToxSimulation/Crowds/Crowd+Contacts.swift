import ToxCore

/// Members as contacts of each other.
extension Crowd {
  /// Two members.
  public struct Pair: Hashable, Sendable {
    public var one: Int
    public var other: Int

    public init(one: Int, other: Int) {
      self.one = one
      self.other = other
    }
  }

  /// One asks, the other accepts.
  public mutating func befriend(_ pair: Pair) {
    simulation.accept(members[pair.one], at: members[pair.other])
    simulation.add(
      members[pair.other], to: members[pair.one], request: [UInt8]("It is \(pair.one)".utf8))
  }

  /// Each member befriends the next one, and one of the others, as the seed says.
  public mutating func befriendAll() -> [Pair] {
    var pairs: [Pair] = []
    for one in members.indices {
      let next = (one + 1) % members.count
      let other = (next + dice.below(members.count - 2) + 1) % members.count
      for pair in [Pair(one: one, other: next), Pair(one: one, other: other)]
      where !pairs.contains(where: { $0.isSame(as: pair) }) { pairs.append(pair) }
    }
    for pair in pairs { befriend(pair) }
    return pairs
  }

  /// Whether both see each other.
  public func areTogether(_ pair: Pair) -> Bool {
    contact(pair.other, of: pair.one)?.isOnline ?? false
      && contact(pair.one, of: pair.other)?.isOnline ?? false
  }

  /// Whether neither sees the other.
  public func areApart(_ pair: Pair) -> Bool {
    !(contact(pair.other, of: pair.one)?.isOnline ?? false)
      && !(contact(pair.one, of: pair.other)?.isOnline ?? false)
  }

  /// Whether the two can reach each other without a relay: a router that draws a port for each
  /// destination can't be guessed by one that accepts known ports alone. (Where ports are counted
  /// up, hole punching often guesses them all the same.)
  public func needsNoRelay(_ pair: Pair) -> Bool {
    let routers = [router(of: pair.one), router(of: pair.other)]
    let strict = routers.count { $0 == .symmetric || $0 == .portRestricted }
    return !(routers.contains(.symmetric) && strict == 2)
  }

  /// Each says so many more messages to the other: as soon as the other is there.
  public mutating func talk(_ pair: Pair, messages: Int) {
    for (one, other) in [(pair.one, pair.other), (pair.other, pair.one)] {
      let said = contact(other, of: one)?.said.count ?? 0
      let texts = (1...messages).map { [UInt8]("\(one) to \(other): \(said + $0)".utf8) }
      simulation.say(texts, from: members[one], to: members[other])
    }
  }

  /// Whether each heard everything that the other said, once and in order.
  public func haveHeardEachOther(_ pair: Pair) -> Bool {
    contact(pair.other, of: pair.one)?.heard == contact(pair.one, of: pair.other)?.said
      && contact(pair.one, of: pair.other)?.heard == contact(pair.other, of: pair.one)?.said
  }

  /// Whether neither heard a word of the other.
  public func haveHeardNothing(_ pair: Pair) -> Bool {
    contact(pair.other, of: pair.one)?.heard.isEmpty ?? true
      && contact(pair.one, of: pair.other)?.heard.isEmpty ?? true
  }

  private func contact(_ peer: Int, of member: Int) -> Contact? {
    simulation.person(members[member]).contact(simulation.publicKey(of: members[peer]))
  }
}

extension Crowd.Pair {
  func isSame(as pair: Self) -> Bool {
    self == pair || (one == pair.other && other == pair.one)
  }
}
