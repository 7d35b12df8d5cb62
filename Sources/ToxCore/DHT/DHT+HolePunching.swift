import ToxWire

/// NAT pings and hole punching for the searched keys that do not answer us directly.
extension DHT {
  /// Begins with NAT pings once enough nodes know the contact's address.
  mutating func startNATPings(_ index: Int, _ context: inout NodeContext) {
    let timer = NodeTimer.natPing(lookups[index].timerID)
    guard context.timers.instant(of: timer) == nil,
      !punchReports(of: index, now: context.now).isEmpty
    else { return }
    context.timers.set(timer, at: context.now.monotonic)
  }

  /// Sends a NAT ping over all nodes that know the contact, every 3 s while there are enough.
  mutating func natPingDue(_ id: DHTSearchID, _ context: inout NodeContext) {
    guard let index = lookups.firstIndex(where: { $0.timerID == id }),
      !punchReports(of: index, now: context.now).isEmpty
    else { return }
    let ping = lookups[index].holePunch.currentPingID(entropy: &context.entropy)
    transmit(
      .natPing(NATPing(.request, id: ping)), to: lookups[index].key,
      over: routes(of: index, now: context.now), &context)
    punch(index, &context)
    context.timers.set(.natPing(id), at: context.now.monotonic + DHTTimings.punch)
  }

  mutating func receive(_ ping: NATPing, from sender: DHTPublicKey, _ context: inout NodeContext) {
    wakeSearch(for: sender, &context)
    guard let index = lookups.firstIndex(where: { $0.role == .contact && $0.key == sender })
    else {
      context.drops.count(.notAContact)
      return
    }
    switch ping.direction {
    case .request:
      lookups[index].holePunch.contactAsked(now: context.now)
      if let route = routes(of: index, now: context.now).randomElement(using: &context.entropy) {
        transmit(.natPing(NATPing(.response, id: ping.id)), to: sender, over: [route], &context)
      }
    case .response:
      guard lookups[index].holePunch.contactAnswered(ping.id) else {
        context.drops.count(.unsolicited)
        return
      }
    }
    punch(index, &context)
  }

  /// Pings the contact where it may be, if a round is due.
  private mutating func punch(_ index: Int, _ context: inout NodeContext) {
    let reports = punchReports(of: index, now: context.now)
    for endpoint in lookups[index].holePunch.round(reports: reports, now: context.now) {
      sendPing(to: lookups[index].key, at: endpoint, &context)
    }
  }

  /// The addresses at which nodes saw a contact that we can't reach, all of one family; empty where
  /// they are too few, or none are needed.
  private func punchReports(of index: Int, now: Now) -> [Endpoint] {
    let lookup = lookups[index]
    guard lookup.role == .contact, !lookup.isFound(now: now) else { return [] }
    for isIPv4 in [false, true] {
      let reports = lookup.nodes.nodes.compactMap { $0.report(isIPv4: isIPv4, now) }
      if reports.count >= HolePunch.reportsMin { return reports }
    }
    return []
  }
}
