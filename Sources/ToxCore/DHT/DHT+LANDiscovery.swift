import ToxCrypto
import ToxWire

extension DHT {
  /// Announces us on the local network, and makes us listen to announcements of others there.
  ///
  /// - Parameter broadcast: the broadcast addresses of our networks, with the usual port.
  mutating func startLANDiscovery(broadcast: [Endpoint], _ context: inout NodeContext) {
    lanBeacon = LANBeacon(broadcast: broadcast)
    sendLANDiscovery(&context)
  }

  mutating func sendLANDiscovery(_ context: inout NodeContext) {
    guard let turn = lanBeacon?.nextTurn() else { return }
    let bytes = LANDiscovery(key: context.dht.publicKey).encoded()
    for endpoint in turn.endpoints { context.outputs.transmit(bytes, to: endpoint) }
    context.timers.set(.lanDiscovery, at: context.now.monotonic + turn.pause)
  }
}
