public import ToxCore

/// What an idle member sends in a network of a certain size.
///
/// Every member has a public address and one contact, which is online.
public struct Growth: Hashable, Sendable {
  public let count: Int
  /// What all members sent during `measured`.
  public let traffic: Traffic
  /// Pairs of contacts that did not see each other at the start of the measurement.
  public let apart: Int
  /// Stands for every datagram of the run.
  public let hash: UInt64

  /// By then all members have found their neighbours and their contact; the onion is still busier
  /// than later.
  public static let settling = Interval.seconds(60)
  public static let measured = Interval.seconds(120)

  /// Plays it.
  public init(count: Int, seed: UInt64) {
    var crowd = Crowd(CrowdPlan(count: count), seed: seed)
    crowd.gather()
    let pairs = (0..<count / 2).map { Crowd.Pair(one: $0, other: $0 + count / 2) }
    for pair in pairs { crowd.befriend(pair) }
    crowd.run(for: Self.settling)
    apart = pairs.count { !crowd.areTogether($0) }
    let before = crowd.simulation.network.traffic
    crowd.run(for: Self.measured)
    traffic = crowd.simulation.network.traffic - before
    hash = crowd.simulation.transcript.hash
    self.count = count
  }

  /// What one member sent in a minute.
  public func perMember(_ volume: Traffic.Volume) -> Traffic.Volume {
    let share = count * Int(Self.measured.nanoseconds / 60_000_000_000)
    return Traffic.Volume(
      datagrams: (volume.datagrams + share / 2) / share, bytes: (volume.bytes + share / 2) / share)
  }
}
