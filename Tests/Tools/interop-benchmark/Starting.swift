import Foundation
import InteropSupport

/// From the start of a process until it can be found.
func startUntilAnnounced(
  _ kind: MeasuredBot.Kind, pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  let seconds = try await median(pace) {
    let network = try await surroundings.network()
    return try await MeasuredBot.start(kind, in: network).announced()
  }
  return [.announced: seconds]
}

/// Two that are started at the same time: until each is on line for the other.
func pairsConnected(
  _ kind: MeasuredBot.Kind, pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  func pair(isKnown: Bool) async throws -> Double {
    let network = try await surroundings.network()
    return try await pairConnected(kind, isKnown: isKnown, in: network)
  }
  return [
    .knownPairConnected: try await median(pace) { try await pair(isKnown: true) },
    .newPairConnected: try await median(pace) { try await pair(isKnown: false) },
  ]
}

/// The same of bots that use a relay and no UDP.
func startOverRelay(
  _ kind: MeasuredBot.Kind, pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  [
    .relayAnnounced: try await median(pace) {
      let place = try await surroundings.networkWithRelay()
      return try await MeasuredBot.start(kind, over: place.relay, in: place.network).announced()
    },
    .relayPairConnected: try await median(pace) {
      let place = try await surroundings.networkWithRelay()
      return try await pairConnected(kind, isKnown: true, over: place.relay, in: place.network)
    },
  ]
}

private func pairConnected(
  _ kind: MeasuredBot.Kind, isKnown: Bool, over relay: NodeAddress? = nil,
  in network: any LoopbackNetwork
) async throws -> Double {
  kind == .postern
    ? try await posternPair(isKnown: isKnown, over: relay, in: network)
    : try await toxcorePair(isKnown: isKnown, over: relay, in: network)
}

/// The median of a few rounds; of fewer where they take long.
private func median(
  _ pace: Measurement.Pace, _ round: () async throws -> Double
) async throws -> Double {
  let deadline = ContinuousClock.now + .seconds(10)
  var values: [Double] = []
  repeat {
    values.append(try await round())
  } while values.count < pace.rounds && (pace.isFull || ContinuousClock.now < deadline)
  return values.sorted()[values.count / 2]
}

private let rulesOfPair = "contacts { accept = \"everyone\" }\n"
private let patience = Duration.seconds(60)

private func posternPair(
  isKnown: Bool, over relay: NodeAddress?, in network: any LoopbackNetwork
) async throws -> Double {
  @Sendable func start(_ name: String) async throws -> PosternActor {
    let place = PosternActor.Place(
      namespace: network.namespace, port: relay == nil ? network.freePort() : nil,
      nodes: network.nodes)
    return try await PosternActor(
      rules: rulesOfPair, home: name, at: place,
      options: relay.map { MeasuredBot.overRelay($0) } ?? [])
  }
  if isKnown {
    let (alice, bob) = try await (start("alice"), start("bob"))
    try await alice.command(["contact", "add", bob.publicKey])
    try await bob.command(["contact", "add", alice.publicKey])
    for actor in [alice, bob] {
      actor.process.signal(SIGTERM)
      _ = try await actor.process.waitForExit(within: .seconds(10))
    }
  }
  let started = ContinuousClock.now
  async let starting = start("alice")
  let bob = try await start("bob")
  let alice = try await starting
  if !isKnown { try await alice.addContact(bob.toxID, message: "hello") }
  try await alice.waitOnline(bob.publicKey, within: patience)
  try await bob.waitOnline(alice.publicKey, within: patience)
  return (ContinuousClock.now - started) / .seconds(1)
}

/// Started as their users do, sleeping `tox_iteration_interval`.
private func toxcorePair(
  isKnown: Bool, over relay: NodeAddress?, in network: any LoopbackNetwork
) async throws -> Double {
  let started = ContinuousClock.now
  func peer() throws -> PeerProcess { try PeerProcess(in: network.namespace, tick: .auto) }
  let alice = try await network.client(of: peer(), over: relay)
  let bob = try await network.client(of: peer(), over: relay) { $0.acceptsRequests = true }
  if isKnown {
    _ = try await alice.addFriendWithoutRequest(bob.publicKey)
    _ = try await bob.addFriendWithoutRequest(alice.publicKey)
  } else {
    _ = try await alice.addFriend(bob.toxID, message: "hello")
  }
  try await alice.waitForFriend(0, within: patience)
  try await bob.waitForFriend(0, within: patience)
  return (ContinuousClock.now - started) / .seconds(1)
}
