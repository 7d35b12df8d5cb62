import Foundation
import GatewayCore
import ToxCore
import ToxNIO
import ToxWire

extension PreparedNetwork {
  /// Adds nodes and relays to the driver's node, and records them in the places.
  ///
  /// - Parameter remembered: nodes that answered in an earlier run; none in the profiles without
  ///   UDP.
  func join(_ driver: Driver, _ places: NamedPlaces, remembered: [PackedNode]) async {
    guard plan.profile == .direct else { return await joinThroughRelays(driver, places) }
    let broadcast = plan.discoversLAN ? LANBroadcast.endpoints() : nil
    driver.enqueue { node, now in
      for known in remembered { node.bootstrap(known.address.endpoint, known.key, now: now) }
      if let broadcast { node.startLANDiscovery(broadcast: broadcast, now: now) }
    }
    joinResolving(driver, places)
  }

  private func joinThroughRelays(_ driver: Driver, _ places: NamedPlaces) async {
    for relay in relays {
      let node = relay.node
      // Without a proxy a name without an address can't be connected to.
      let address =
        relay.address ?? plan.proxy.map { _ in RelayAddress.host(node.host, port: node.port) }
      places.add(relay: NamedPlace(node, address: address))
      if let address { await driver.addRelay(node.key, at: address) }
    }
    await driver.perform { node, now in
      for place in bootstrap + NamedPlace.nodes(of: relays, beside: bootstrap) {
        guard let endpoint = place.endpoint else { continue }
        node.bootstrap(endpoint, place.node.key, now: now)
      }
    }
  }

  /// Adds nodes and relays as their names are resolved, off the loop.
  private func joinResolving(_ driver: Driver, _ places: NamedPlaces) {
    let (bootstrap, relays) = (plan.bootstrap, plan.relays)
    guard !bootstrap.isEmpty || !relays.isEmpty else { return }
    Thread.detachNewThread {
      for named in bootstrap {
        let place = NamedPlace(named, at: named.resolve())
        places.add(node: place)
        Self.join(driver, through: place)
      }
      for named in relays {
        let place = NamedPlace(named, at: named.resolve())
        places.add(relay: place)
        guard let endpoint = place.endpoint else { continue }
        for node in NamedPlace.nodes(of: [place], beside: places.nodes) {
          Self.join(driver, through: node)
        }
        Task { await driver.addRelay(named.key, at: .endpoint(endpoint)) }
      }
    }
  }

  private static func join(_ driver: Driver, through place: NamedPlace) {
    guard let endpoint = place.endpoint else { return }
    driver.enqueue { node, now in node.bootstrap(endpoint, place.node.key, now: now) }
  }
}
