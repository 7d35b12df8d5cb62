public import ToxWire

/// The node as a client of TCP relays.
extension ToxNode {
  /// Connects to a TCP relay, and again whenever that connection ends. Contacts are told of it.
  public mutating func addRelay(_ key: DHTPublicKey, at address: RelayAddress, now: Now) {
    context.now = now
    relays.add(RelayNode(key, at: address), &context)
    route()
  }

  // MARK: From the shell

  /// The connection that `RelayAction.connect` asked for is open.
  public mutating func relayConnected(_ link: RelayLink, now: Now) {
    context.now = now
    relays.opened(link, &context)
    route()
  }

  /// Bytes came over a connection to a relay.
  public mutating func receive(_ bytes: Span<UInt8>, on link: RelayLink, now: Now) {
    context.now = now
    relays.receive(bytes, on: link, &context)
    route()
  }

  /// A connection could not be made, or is over.
  public mutating func relayClosed(_ link: RelayLink, now: Now) {
    context.now = now
    relays.closed(link, &context)
    route()
  }

  /// The bytes that wait to be written to a relay are over the shell's watermark, or under it
  /// again. Meanwhile data over that relay is dropped, as relays do themselves.
  public mutating func relayBlocked(_ link: RelayLink, _ isBlocked: Bool, now: Now) {
    context.now = now
    relays.setBlocked(link, isBlocked: isBlocked, &context)
    route()
  }
}
