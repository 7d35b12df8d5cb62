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
      places.set(relay: NamedPlace(node, address: address))
      if let address { await driver.addRelay(node.key, at: address) }
    }
    await driver.perform { node, now in
      for place in bootstrap + NamedPlace.nodes(of: relays, beside: bootstrap) {
        guard let endpoint = place.endpoint else { continue }
        node.bootstrap(endpoint, place.node.key, now: now)
      }
    }
  }

  /// Adds nodes and relays as their names are resolved, off the loop, until each has an address.
  private func joinResolving(_ driver: Driver, _ places: NamedPlaces) {
    let names = AwaitedNames(nodes: plan.bootstrap, relays: plan.relays)
    guard !names.entries.isEmpty else { return }
    Thread.detachNewThread { [weak driver] in
      var names = names
      while driver != nil {
        let pause = names.resolve({ $0.resolve() }) { entry, endpoint in
          if let driver { Self.join(driver, through: entry, at: endpoint, places) }
        }
        guard let pause else { return }
        Thread.sleep(forTimeInterval: pause)
      }
    }
  }

  private static func join(
    _ driver: Driver, through entry: AwaitedNames.Entry, at endpoint: Endpoint?,
    _ places: NamedPlaces
  ) {
    let place = NamedPlace(entry.node, at: endpoint)
    guard entry.isRelay else {
      places.set(node: place)
      return join(driver, through: place)
    }
    places.set(relay: place)
    guard let endpoint else { return }
    for node in NamedPlace.nodes(of: [place], beside: places.nodes) { join(driver, through: node) }
    Task { await driver.addRelay(entry.node.key, at: .endpoint(endpoint)) }
  }

  private static func join(_ driver: Driver, through place: NamedPlace) {
    guard let endpoint = place.endpoint else { return }
    driver.enqueue { node, now in node.bootstrap(endpoint, place.node.key, now: now) }
  }
}
