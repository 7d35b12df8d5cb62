extension FuzzTarget {
  /// State machines, driven through a whole node: the bytes choose the actions.
  static let machines = [
    FuzzTarget("dht", sizeMax: 2_048, playDHT),
    FuzzTarget("onion-relay", sizeMax: 2_048, playOnionRelay),
    FuzzTarget("onion-client", sizeMax: 1_024, playOnionClient),
    FuzzTarget("handshake", sizeMax: 2_048, playHandshake),
    FuzzTarget("session-data", sizeMax: 2_048, playSessionData),
    FuzzTarget("relay-client", sizeMax: 2_048, playRelayClient),
    FuzzTarget("relay-server", sizeMax: 2_048, playRelayServer),
    FuzzTarget("friends", sizeMax: 2_048, playFriends),
    FuzzTarget("files", sizeMax: 2_048, playFiles),
  ]
}
