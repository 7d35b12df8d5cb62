import ToxWire

/// When the nodes of a list are due for a ping, and which of them are asked.
extension NodeList {
  /// The addresses that are pinged on this wake.
  func duePings(now: Now) -> [(key: DHTPublicKey, endpoint: Endpoint)] {
    var due: [(key: DHTPublicKey, endpoint: Endpoint)] = []
    for node in nodes {
      node.forEachAssociation { association in
        guard !association.isLost(now),
          association.lastTouched + DHTTimings.ping <= now.monotonic + DHTTimings.pingEarly
        else { return }
        due.append((node.key, association.endpoint))
      }
    }
    return due
  }

  /// When an address must be pinged at the latest.
  func nextPing(now: Now) -> Instant {
    var next = Instant.distantFuture
    for node in nodes {
      node.forEachAssociation { association in
        guard !association.isLost(now) else { return }
        next = min(next, association.lastTouched + DHTTimings.ping)
      }
    }
    return next
  }

  /// When the last answer of all came.
  var answeredAt: Instant? { nodes.map(\.answeredAt).max() }

  func hasLiveNode(now: Now) -> Bool { nodes.contains { $0.isLive(now) } }

  /// A random live node, one of the nearer half more often than not.
  func randomLiveNode(
    entropy: inout Entropy, now: Now
  ) -> (key: DHTPublicKey, endpoint: Endpoint)? {
    let live = nodes.filter { $0.isLive(now) }
    guard !live.isEmpty else { return nil }
    // The lower of two draws: the nearer half is taken three times out of four.
    let pick = live[min(entropy.below(live.count), entropy.below(live.count))]
    return pick.endpoint(now).map { (pick.key, $0) }
  }
}

extension KnownNode.Association {
  /// When the node was last asked or last answered: what the next ping counts from.
  var lastTouched: Instant { max(pingedAt, answeredAt) }
}
