import ToxCore
public import ToxWire

extension VirtualNetwork {
  /// Where a datagram goes, and its sender's address as seen from there.
  struct Route {
    var source: Endpoint
    var destination: Endpoint
    var site: SiteID
    /// The machine at the far end, or behind the router there; nil where there is none.
    var target: HostID?
  }

  /// Adds a private network behind a router.
  public mutating func addSite(_ kind: NATKind) -> SiteID {
    let site = SiteID(index: sites.count)
    let address = IPAddress.v4(0xc633_6400 + UInt32(sites.count))  // from 198.51.100.0 on
    sites.append(Site(translator: AddressTranslator(kind, address: address)))
    siteByAddress[address] = site
    return site
  }

  /// Adds a machine that listens on one port.
  public mutating func addHost(at site: SiteID, port: UInt16 = 33445) -> HostID {
    let host = HostID(index: hosts.count)
    let number = UInt32(hosts.count + 1)
    let address: IPAddress =
      site == .internet
      ? .v4(0xcb00_7100 + number)  // from 203.0.113.0 on
      : .v4(0x0a00_0000 | number & 0xff_ffff)  // 10.0.0.0/8
    hosts.append(Host(site: site, endpoint: Endpoint(address, port: port)))
    hostByPlace[Place(site: site, endpoint: hosts[host.index].endpoint)] = host
    if site != .internet { sites[site.index].hosts.append(host) }
    return host
  }

  /// The host's address within its site.
  public func endpoint(of host: HostID) -> Endpoint { hosts[host.index].endpoint }

  /// The broadcast addresses that reach the host's neighbours.
  public func broadcastEndpoints(of host: HostID) -> [Endpoint] {
    hosts[host.index].site == .internet ? [] : [Endpoint(Self.broadcast, port: 33445)]
  }

  static let broadcast = IPAddress.v4(0xffff_ffff)

  /// The destinations of a datagram: one, or each neighbour for a broadcast.
  mutating func routes(from host: HostID, to destination: Endpoint, now: Instant) -> [Route] {
    let sender = hosts[host.index]
    if destination.address == Self.broadcast {
      return neighbours(of: host).filter { endpoint(of: $0).port == destination.port }
        .map {
          Route(
            source: sender.endpoint, destination: endpoint(of: $0), site: sender.site, target: $0)
        }
    }
    if sender.site != .internet, destination.address.isLAN {
      let target = self.host(at: destination, in: sender.site)
      return [
        Route(source: sender.endpoint, destination: destination, site: sender.site, target: target)
      ]
    }
    let source =
      sites[sender.site.index].translator?.translateOutgoing(
        from: sender.endpoint, to: destination, now: now) ?? sender.endpoint
    let target = publicTarget(of: destination)
    // Routers seldom turn a datagram around to their own outer address; ours do not.
    let isHairpin = source.address == destination.address && source != sender.endpoint
    return [
      Route(
        source: source, destination: destination, site: .internet, target: isHairpin ? nil : target)
    ]
  }

  /// The host that gets a flight, if its router lets it in.
  func receiver(of flight: Flight, now: Instant) -> HostID? {
    guard flight.site == .internet, let site = site(behind: flight.destination.address),
      let translator = sites[site.index].translator
    else { return host(at: flight.destination, in: flight.site) }
    let inner = translator.translateIncoming(
      to: flight.destination.port, from: flight.source, now: now)
    return inner.flatMap { host(at: $0, in: site) }
  }

  /// The machine behind a public endpoint, whether or not its router would accept the packet.
  private func publicTarget(of destination: Endpoint) -> HostID? {
    guard let site = site(behind: destination.address) else {
      return host(at: destination, in: .internet)
    }
    return sites[site.index].translator?.inner(of: destination.port)
      .flatMap { host(at: $0, in: site) }
  }

  private func site(behind address: IPAddress) -> SiteID? { siteByAddress[address] }

  func host(at endpoint: Endpoint, in site: SiteID) -> HostID? {
    hostByPlace[Place(site: site, endpoint: endpoint)]
  }

  private func neighbours(of host: HostID) -> [HostID] {
    sites[hosts[host.index].site.index].hosts.filter { $0 != host }
  }
}
