public import ToxCore

/// How a crowd lives.
public struct CrowdPlan: Sendable {
  /// How many members there are.
  public var count: Int
  /// The members' routers, in turn; nil: a public address. At least the first member needs one,
  /// since others join through members with public addresses.
  public var routers: [NATKind?] = [nil]
  /// What every path does.
  public var profile = LinkProfile()
  /// Members come one after the other, evenly over this time.
  public var arrival = Interval.seconds(60)
  /// How long a member stays on average before it leaves without a goodbye; nil: no member leaves.
  /// It comes back later, with the same address and another DHT key.
  public var stay: Interval?
  /// How many of the first members never go.
  public var residents = 0
  /// TCP relays, which are nodes of the DHT too. Where there are any, members use all of them and
  /// no datagrams.
  public var relays = 0
  /// How long it takes on average until another relay fails; nil: none does. A failed relay returns
  /// within a minute and a half; more than half of them never fail at once.
  public var relayFailurePause: Interval?

  public init(count: Int) {
    self.count = count
    profile.delay = .milliseconds(40)
    profile.jitter = .milliseconds(20)
  }
}

extension CrowdPlan {
  /// One member in five behind each kind of router, one in five with a public address; 5 % of all
  /// datagrams are lost.
  public static func behindRouters(_ count: Int) -> CrowdPlan {
    var plan = CrowdPlan(count: count)
    plan.routers = [nil] + NATKind.allCases
    plan.profile.loss = .percent(5)
    return plan
  }

  /// Members without datagrams, and relays of which every few seconds one fails.
  public static func overRelays(_ count: Int, relays: Int) -> CrowdPlan {
    var plan = CrowdPlan(count: count)
    plan.relays = relays
    plan.relayFailurePause = .seconds(10)
    plan.profile.loss = .percent(1)
    return plan
  }

  /// Members go and come, except the residents; 1 % of all datagrams are lost.
  public static func coming(_ count: Int, residents: Int, stay: Interval) -> CrowdPlan {
    var plan = CrowdPlan(count: count)
    plan.residents = residents
    plan.stay = stay
    plan.profile.loss = .percent(1)
    return plan
  }
}
