public import ToxWire

/// What the node does for others beside being a member of the network: a TCP relay, and information
/// about itself.
extension ToxNode {
  /// Serves as a TCP relay from now on, under the node's DHT key.
  public mutating func serveRelay(now _: Now) {
    if relayServer == nil { relayServer = RelayServer(&context) }
  }

  /// Answers requests for information about this node.
  ///
  /// - Parameters:
  ///   - version: means nothing but to its own kind of node.
  ///   - message: the message of the day, cut after 255 bytes.
  public mutating func tellBootstrapInfo(version: UInt32, message: [UInt8]) {
    let message = message.prefix(BootstrapInfoResponse.messageSizeMax - 1)
    dht.bootstrapInfo = BootstrapInfoResponse(version: version, message: message + [0])
  }

  /// How many clients are connected to our relay, handshake done.
  public var relayClientCount: Int { relayServer?.clientCount ?? 0 }

  /// A client connected to our relay.
  public mutating func clientConnected(_ id: RelayClientID, from source: Endpoint, now: Now) {
    context.now = now
    relayServer?.connected(id, from: source, &context)
  }

  /// Bytes came from a client of our relay, cut anywhere.
  public mutating func receive(_ bytes: Span<UInt8>, from id: RelayClientID, now: Now) {
    context.now = now
    relayServer?.receive(bytes, from: id, &context)
    if relayServer?.hasNotices == true { route() }
  }

  /// A client closed its connection, or the connection broke.
  public mutating func clientClosed(_ id: RelayClientID, now: Now) {
    context.now = now
    relayServer?.closed(id, &context)
  }

  /// The bytes that wait to be written to a client are over the watermark, or under it again.
  public mutating func clientBlocked(_ id: RelayClientID, _ isBlocked: Bool, now: Now) {
    context.now = now
    relayServer?.blocked(id, isBlocked: isBlocked, &context)
  }
}
