public import ToxCore

/// A probability, in parts of a million.
public struct Chance: Hashable, Sendable {
  public var perMillion: UInt32

  public init(perMillion: UInt32) { self.perMillion = perMillion }

  public static let never = Chance(perMillion: 0)
  public static let always = Chance(perMillion: 1_000_000)

  public static func percent(_ percent: UInt32) -> Chance { Chance(perMillion: percent * 10_000) }

  func happens(_ generator: inout SeededGenerator) -> Bool {
    perMillion > 0 && generator.next() % 1_000_000 < UInt64(perMillion)
  }
}

/// What a path does to datagrams.
public struct LinkProfile: Hashable, Sendable {
  /// One way.
  public var delay = Interval.milliseconds(10)
  /// Up to this much more, drawn for each datagram: it reorders where it exceeds their distance.
  public var jitter = Interval.zero
  public var loss = Chance.never
  public var duplicate = Chance.never
  /// How often a datagram is held back so long that those behind it pass.
  public var reorder = Chance.never
  /// What a TCP connection carries each way, in bytes a second.
  public var streamRate: Int64 = 4 << 20

  public init() {}

  /// How long a datagram that is reordered is held back at most.
  private static let holdMax = Interval.milliseconds(60)

  /// The travel times of the copies of one datagram that arrive: none, one or two.
  func travels(_ generator: inout SeededGenerator) -> [Interval] {
    guard !loss.happens(&generator) else { return [] }
    let first = travel(&generator)
    return duplicate.happens(&generator) ? [first, travel(&generator)] : [first]
  }

  private func travel(_ generator: inout SeededGenerator) -> Interval {
    var travel = delay + part(of: jitter, &generator)
    if reorder.happens(&generator) { travel = travel + part(of: Self.holdMax, &generator) }
    return travel
  }

  private func part(of whole: Interval, _ generator: inout SeededGenerator) -> Interval {
    guard whole.nanoseconds > 0 else { return .zero }
    return Interval(nanoseconds: .random(in: 0...whole.nanoseconds, using: &generator))
  }
}
