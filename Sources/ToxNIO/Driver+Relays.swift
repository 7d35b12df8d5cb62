import NIOCore
public import ToxCore
public import ToxWire

/// TCP connections to relays, between the node and the sockets.
extension Driver {
  /// Names a relay to the node, and watches it for `relayStates`.
  public func addRelay(_ key: DHTPublicKey, at address: RelayAddress) {
    relayWatch.add(address)
    node.addRelay(key, at: address, now: SystemClock.now())
    finishBurst()
  }

  /// How it stands with the relays that were named.
  public var relayStates: [RelayAddress: RelayState] { relayWatch.states }

  /// How it stands with the proxy.
  public var proxyState: ProxyState { relayWatch.proxy }

  /// `received` alone is not answered at once: more may come before `readDone`.
  func handle(_ event: RelaySocketEvent) {
    let now = SystemClock.now()
    let proxyBefore = relayWatch.proxy
    switch event {
    case .opened(let link):
      counters.relaysOpened += 1
      relayWatch.opened(link)
      node.relayConnected(link, now: now)
    case .received(let link, let bytes):
      return node.receive(bytes.readableBytesUInt8Span, on: link, now: now)
    case .readDone: break
    case .closed(let link, let end):
      relayWatch.closed(link, end, now: now)
      node.relayClosed(link, now: now)
    case .blocked(let link, let isBlocked): node.relayBlocked(link, isBlocked, now: now)
    }
    finishBurst()
    // That it is there at first is no news.
    let isNews = proxyBefore != .unknown || relayWatch.proxy != .reachable
    if relayWatch.proxy != proxyBefore, isNews { proxyChanged(relayWatch.proxy) }
  }
}
