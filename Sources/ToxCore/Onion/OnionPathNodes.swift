import DequeModule
import ToxCrypto
import ToxWire

/// The candidates for hops of our paths: the DHT's random lists; while those are short, nodes that
/// answered our announce requests; and before there are any, the nodes that the owner named.
struct OnionPathNodes {
  /// How many of either kind are remembered.
  static let capacity = 32
  /// Where so many nodes are named, enough of them are alive for one path or another.
  static let fewNamed = 8

  private struct Answer {
    let node: PackedNode
    /// Nil: it does not answer any more.
    var at: Instant?
    /// Since when it has answered without going silent.
    let since: Instant

    /// From its first answer to its last.
    var stay: Interval { at.map { $0 - since } ?? .zero }

    func isFresh(_ now: Now) -> Bool {
      at.map { now.monotonic - $0 < OnionTiming.answerLifetime } ?? false
    }
  }

  private var answers: Deque<Answer> = []
  private var bootstrap: Deque<PackedNode> = []
  /// Whether no node answered over the paths that were tried: of few named nodes, those whose relay
  /// is not connected are left out, because one that has left breaks each path over it. Not before
  /// that, because a path of fewer nodes hides less.
  var trustsConnectedAlone = false

  mutating func noteAnswer(from node: PackedNode, now: Now) {
    let known = answers.first { $0.node == node && $0.isFresh(now) }
    answers.removeAll { $0.node.key == node.key }
    if answers.count == Self.capacity { answers.removeFirst() }
    answers.append(Answer(node: node, at: now.monotonic, since: known?.since ?? now.monotonic))
  }

  /// The node no longer answers, or our path to it is broken.
  mutating func noteSilence(of key: DHTPublicKey) {
    for index in answers.indices where answers[index].node.key == key {
      answers[index].at = nil
    }
  }

  func isNamed(_ key: DHTPublicKey) -> Bool { bootstrap.contains { $0.key == key } }

  mutating func noteBootstrap(_ node: PackedNode) {
    bootstrap.removeAll { $0.key == node.key }
    if bootstrap.count == Self.capacity { bootstrap.removeFirst() }
    bootstrap.append(node)
  }

  /// Three hops, distinct where three nodes are known; nil where no node is. While no DHT node
  /// answers us, the first one is a relay.
  func chooseHops(directory: some NodeDirectory, _ context: inout NodeContext) -> OnionHops? {
    let nodes = choose(OnionHops.count, directory: directory, &context)
    guard !nodes.isEmpty else { return nil }
    if !directory.isConnected {
      if let relay = context.connectedRelays.randomElement(using: &context.entropy) {
        let different = nodes.filter { $0.key != relay.key }
        let others = different.isEmpty ? nodes : different
        return OnionHops(
          entry: .relay(relay.key), middle: others[0], exit: others[1 % others.count])
      }
      // A datagram to a bootstrap node may be the first that gets through.
      guard context.outputs.usesUDP else { return nil }
    }
    return OnionHops(
      entry: .node(nodes[0]), middle: nodes[1 % nodes.count], exit: nodes[2 % nodes.count])
  }

  /// Up to `limit` distinct nodes in random order.
  func choose(
    _ limit: Int, directory: some NodeDirectory, _ context: inout NodeContext
  ) -> [PackedNode] {
    var nodes = directory.pathNodes(
      limit: Self.capacity, entropy: &context.entropy, now: context.now)
    if nodes.count < OnionHops.count {
      var answered = answers.filter { $0.isFresh(context.now) && !directory.isSilent($0.node.key) }
      if !directory.isConnected { answered = Self.residents(among: answered) }
      nodes += answered.map(\.node).shuffled(using: &context.entropy)
    }
    if nodes.isEmpty { nodes = firstNodes(&context) }
    var chosen: [PackedNode] = []
    for node in Self.inOneScope(nodes)
    where chosen.count < limit && node.key != context.dht.publicKey {
      if !chosen.contains(where: { $0.key == node.key }) { chosen.append(node) }
    }
    return chosen
  }

  /// Those that have answered for long, compared with the others: visitors come and go, and one
  /// that has left breaks the paths over it until that is noticed. A node with DHT neighbours
  /// notices sooner.
  private static func residents(among answered: Deque<Answer>) -> Deque<Answer> {
    guard let longest = answered.map(\.stay).max() else { return answered }
    let stay = min(longest / 2, OnionTiming.residentStay)
    return answered.filter { $0.stay >= stay }
  }

  /// The named nodes. They may have left, as may those that answered once, so that now and then the
  /// latter are taken; never both in one path, where one that has left would break all.
  private func firstNodes(_ context: inout NodeContext) -> [PackedNode] {
    let answered = answers.map(\.node)
    if trustsConnectedAlone, bootstrap.count < Self.fewNamed {
      let connected = bootstrap.filter { node in
        context.connectedRelays.contains { $0.key == node.key }
      }
      if !connected.isEmpty { return connected.shuffled(using: &context.entropy) }
    }
    let isTurnOfAnswered =
      bootstrap.isEmpty || (!answered.isEmpty && context.entropy.below(4) == 0)
    let nodes = isTurnOfAnswered ? answered : Array(bootstrap)
    return nodes.shuffled(using: &context.entropy)
  }

  /// A hop on the Internet can't send into our network: as soon as there is one, hops in our
  /// network are left out.
  private static func inOneScope(_ nodes: [PackedNode]) -> [PackedNode] {
    let global = nodes.filter { !$0.address.endpoint.address.isLAN }
    return global.isEmpty ? nodes : global
  }
}
