import NIOCore
import ToxCore
public import ToxWire

/// TCP connections to relays, between the node and the sockets.
extension Driver {
  /// Names a relay to the node, and watches it for `relayStates`.
  public func addRelay(_ endpoint: Endpoint, _ key: DHTPublicKey) {
    relayWatch.add(endpoint)
    finishBurst()
  }

  /// How it stands with the relays that were named.
  public var relayStates: [Endpoint: RelayState] { relayWatch.states }

  /// How it stands with the proxy.
  public var proxyState: ProxyState { relayWatch.proxy }

  func handle(_ event: RelaySocketEvent) {
    let now = SystemClock.now()
    let proxyBefore = relayWatch.proxy
    switch event {
    case .opened(let link):
      counters.relaysOpened += 1
      relayWatch.opened(link)
    case .received: return
    case .readDone: break
    case .closed(let link, let end):
      relayWatch.closed(link, end, now: now)
    case .blocked: break
    }
    finishBurst()
    if relayWatch.proxy != proxyBefore { proxyChanged(relayWatch.proxy) }
  }
}
