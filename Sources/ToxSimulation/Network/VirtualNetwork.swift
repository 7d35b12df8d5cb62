import ToxCore
import ToxWire

/// A machine on the virtual network.
public struct HostID: Hashable, Sendable {
  let index: Int
}

/// A network with addresses of its own: the open internet, or a home behind a router.
public struct SiteID: Hashable, Sendable {
  let index: Int

  /// The open internet, where each host has a public address.
  public static let internet = SiteID(index: 0)
}

/// A datagram on its way, seen from outside of the sender's site.
struct Flight {
  var bytes: [UInt8]
  var source: Endpoint
  var destination: Endpoint
  /// The site within which the destination means something.
  var site: SiteID
}

/// A datagram that reached a machine.
struct Delivery {
  var bytes: [UInt8]
  var source: Endpoint
  var host: HostID
}

/// Hosts, sites, routers, and the effects of the paths between them on datagrams. Knows no node.
public struct VirtualNetwork {
  /// The path between two sites, unless the pair of hosts has a profile of its own.
  public var profile = LinkProfile()
  /// How datagrams ended that never arrived.
  public internal(set) var losses = NetworkLosses()

  /// What hosts sent, whether or not it arrived.
  public private(set) var traffic = Traffic()

  var sites: [Site] = [Site(translator: nil)]
  var hosts: [Host] = []
  var siteByAddress: [IPAddress: SiteID] = [:]
  var hostByPlace: [Place: HostID] = [:]
  private var profileByLink: [Link: LinkProfile] = [:]
  /// The side of a partition that each host is on; empty: no partition.
  var sideByHost: [HostID: Int] = [:]
  /// Machines that neither send nor receive datagrams.
  private var withoutDatagrams: Set<HostID> = []
  private var generator: SeededGenerator
  var streamGenerator: SeededGenerator

  struct Site {
    var translator: AddressTranslator?
    /// The machines of a home; those of the open internet are too many to list.
    var hosts: [HostID] = []
  }

  struct Host {
    var site: SiteID
    var endpoint: Endpoint
  }

  /// Where an endpoint means something, and the endpoint.
  struct Place: Hashable {
    var site: SiteID
    var endpoint: Endpoint
  }

  private struct Link: Hashable {
    var from: HostID
    var to: HostID
  }

  /// The longest datagram that arrives, in bytes.
  public static let datagramSizeMax = 2_048

  init(generator: SeededGenerator, streamGenerator: SeededGenerator = SeededGenerator(seed: 0)) {
    self.generator = generator
    self.streamGenerator = streamGenerator
  }

  /// Sets what happens between two hosts, both ways.
  public mutating func setProfile(_ profile: LinkProfile, between one: HostID, and other: HostID) {
    profileByLink[Link(from: one, to: other)] = profile
    profileByLink[Link(from: other, to: one)] = profile
  }

  /// Cuts the network: hosts of different sides don't hear each other. A host on no side hears all.
  public mutating func partition(_ sides: [[HostID]]) {
    sideByHost = [:]
    for (side, hosts) in sides.enumerated() {
      for host in hosts { sideByHost[host] = side }
    }
  }

  /// Ends the partition.
  public mutating func heal() { sideByHost = [:] }

  /// Whether a machine's datagrams pass. TCP does in any case, as behind many firewalls.
  public mutating func setDatagrams(of host: HostID, pass: Bool) {
    if pass { withoutDatagrams.remove(host) } else { withoutDatagrams.insert(host) }
  }

  /// A host sends.
  ///
  /// - Returns: the flights that begin, each with its arrival.
  mutating func send(
    _ transmit: Transmit, from host: HostID, now: Instant
  ) -> [(arrival: Instant, flight: Flight)] {
    traffic.count(transmit.bytes)
    guard transmit.bytes.count <= Self.datagramSizeMax else {
      losses.tooLong += 1
      return []
    }
    return routes(from: host, to: transmit.endpoint, now: now).flatMap { route in
      let flight = Flight(
        bytes: transmit.bytes, source: route.source, destination: route.destination,
        site: route.site)
      return travels(from: host, route).map { (now + $0, flight) }
    }
  }

  /// A flight ends.
  ///
  /// - Returns: what the machine there gets; nil where there is none or its router refuses.
  mutating func arrive(_ flight: Flight, now: Instant) -> Delivery? {
    guard let host = receiver(of: flight, now: now) else {
      losses.refused += 1
      return nil
    }
    return Delivery(bytes: flight.bytes, source: flight.source, host: host)
  }

  private mutating func travels(from host: HostID, _ route: Route) -> [Interval] {
    guard let target = route.target else {
      losses.refused += 1
      return []
    }
    if route.site != .internet { return [Self.siteDelay] }
    guard !isCut(host, from: target), withoutDatagrams.isDisjoint(with: [host, target]) else {
      losses.partitioned += 1
      return []
    }
    let travels = profile(from: host, to: target).travels(&generator)
    if travels.isEmpty { losses.lost += 1 }
    return travels
  }

  func profile(from host: HostID, to target: HostID) -> LinkProfile {
    profileByLink[Link(from: host, to: target)] ?? profile
  }

  /// A cable within a home.
  private static let siteDelay = Interval.microseconds(200)
}

/// Datagrams that never arrived, by reason.
public struct NetworkLosses: Hashable, Sendable {
  /// Over `VirtualNetwork.datagramSizeMax`.
  public internal(set) var tooLong = 0
  /// By the link's profile.
  public internal(set) var lost = 0
  /// By a cut, or because datagrams don't pass there.
  public internal(set) var partitioned = 0
  /// No machine at that address, or its router drops the packet.
  public internal(set) var refused = 0
}
