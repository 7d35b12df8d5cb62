import ToxWire

/// A node that answered us: its key, and its address in each family.
struct KnownNode {
  /// One address, with what we know of the node there.
  struct Association {
    var endpoint: Endpoint
    var answeredAt: Instant
    var pingedAt: Instant

    /// Whether an answer is recent enough to name the node to others.
    func isLive(_ now: Now) -> Bool { now.monotonic - answeredAt < DHTTimings.badAfter }

    /// Whether it is worth another ping.
    func isLost(_ now: Now) -> Bool { now.monotonic - answeredAt >= DHTTimings.lostAfter }
  }

  /// An address that this node gave for the key of the list that it is in.
  struct Report {
    var endpoint: Endpoint
    var at: Instant

    func isFresh(_ now: Now) -> Bool { now.monotonic - at < DHTTimings.badAfter }
  }

  let key: DHTPublicKey
  private(set) var ipv4: Association?
  private(set) var ipv6: Association?
  private var reported4: Report?
  private var reported6: Report?

  init(_ key: DHTPublicKey, at endpoint: Endpoint, now: Now) {
    self.key = key
    self[family: endpoint.address.isIPv4] = Association(
      endpoint: endpoint, answeredAt: now.monotonic, pingedAt: now.monotonic)
  }

  /// The addresses that are set.
  var associations: [Association] {
    switch (ipv4, ipv6) {
    case (let four?, let six?): [four, six]
    case (let one?, nil), (nil, let one?): [one]
    case (nil, nil): []
    }
  }

  var hasNoAddress: Bool { ipv4 == nil && ipv6 == nil }

  /// Calls `body` with each address that is set; makes no array, since lists are walked often.
  @inline(__always)
  func forEachAssociation(_ body: (Association) -> Void) {
    if let ipv4 { body(ipv4) }
    if let ipv6 { body(ipv6) }
  }

  func isLive(_ now: Now) -> Bool { ipv4?.isLive(now) == true || ipv6?.isLive(now) == true }

  func isLive(at endpoint: Endpoint, _ now: Now) -> Bool {
    guard let association = association(at: endpoint) else { return false }
    return association.isLive(now)
  }

  func association(at endpoint: Endpoint) -> Association? {
    let association = self[family: endpoint.address.isIPv4]
    return association?.endpoint == endpoint ? association : nil
  }

  /// When the node last answered at all.
  var answeredAt: Instant {
    max(
      ipv4?.answeredAt ?? Instant(nanoseconds: .min),
      ipv6?.answeredAt ?? Instant(nanoseconds: .min))
  }

  /// The live address that answered last; where `allowingLAN` is false, one that is not on a LAN.
  func endpoint(allowingLAN: Bool = true, _ now: Now) -> Endpoint? {
    var best: Association?
    for candidate in [ipv4, ipv6] {
      guard let candidate, candidate.isLive(now) else { continue }
      guard allowingLAN || !candidate.endpoint.address.isLAN else { continue }
      if best.map({ $0.answeredAt < candidate.answeredAt }) ?? true { best = candidate }
    }
    return best?.endpoint
  }

  /// A fresh address that the node reported, IPv6 or IPv4.
  func report(isIPv4: Bool, _ now: Now) -> Endpoint? {
    let report = isIPv4 ? reported4 : reported6
    guard let report, report.isFresh(now) else { return nil }
    return report.endpoint
  }

  /// How an answer changed what we know.
  enum Change {
    /// Known and live there already.
    case refreshed
    /// A new address, or the first answer after a long silence.
    case moved
    /// A LAN address does not replace a live one that is reachable from the Internet.
    case refused
  }

  mutating func answered(from endpoint: Endpoint, _ now: Now) -> Change {
    let isIPv4 = endpoint.address.isIPv4
    let known = self[family: isIPv4]
    if let known, known.isLive(now), endpoint.address.isLAN, !known.endpoint.address.isLAN {
      return .refused
    }
    self[family: isIPv4] = Association(
      endpoint: endpoint, answeredAt: now.monotonic,
      pingedAt: known?.endpoint == endpoint ? known?.pingedAt ?? now.monotonic : now.monotonic)
    return known?.endpoint == endpoint && known?.isLive(now) == true ? .refreshed : .moved
  }

  mutating func pinged(at endpoint: Endpoint, _ now: Now) {
    guard association(at: endpoint) != nil else { return }
    self[family: endpoint.address.isIPv4]?.pingedAt = now.monotonic
  }

  mutating func reported(_ endpoint: Endpoint, _ now: Now) {
    let report = Report(endpoint: endpoint, at: now.monotonic)
    if endpoint.address.isIPv4 { reported4 = report } else { reported6 = report }
  }

  /// Forgets an address that now belongs to another key.
  mutating func forget(_ endpoint: Endpoint) {
    if association(at: endpoint) != nil { self[family: endpoint.address.isIPv4] = nil }
  }

  /// Makes a node just bad: a lost one is asked once more, a live one is no longer named to others.
  mutating func makeBad(_ now: Now) {
    let justBad = now.monotonic - DHTTimings.badAfter
    if ipv4 != nil { ipv4?.answeredAt = justBad }
    if ipv6 != nil { ipv6?.answeredAt = justBad }
  }

  private subscript(family isIPv4: Bool) -> Association? {
    get { isIPv4 ? ipv4 : ipv6 }
    set { if isIPv4 { ipv4 = newValue } else { ipv6 = newValue } }
  }
}
