import InteropSupport

/// What a TCP relay does for others, and what it costs: `postern node` beside `tox-bootstrapd`,
/// with the same clients, of ours, which do nothing but send frames through it.
func relaying(_ kind: MeasuredBot.Kind, _ pace: Measurement.Pace) async throws -> Figures {
  var figures: Figures = [:]
  let small = try await carried(
    by: kind, Load(pairs: 50, size: 100, window: 16, count: pace.isFull ? 2_000 : 1_000))
  figures[.relayRate] = small.perSecond
  figures[.relayCPU] = small.cpuSeconds * 1e6 / small.messages
  let large = try await carried(
    by: kind, Load(pairs: 8, size: 1_400, window: 16, count: pace.isFull ? 3_000 : 2_000))
  figures[.relayByteRate] = large.perSecond * 1_400 / 1e6
  figures[.relayCPUPerGigabyte] = large.cpuSeconds * 1e9 / (large.messages * 1_400)
  figures[.relayMemory] = try await memoryOfIdleConnections(at: kind, pairs: 250)
  return figures
}

/// What each pair sends to each other. `tox-bootstrapd` looks at its sockets every 30 ms and drops
/// what does not fit into their buffers: with more under way it loses some.
private struct Load {
  var pairs: Int
  /// Bytes of a message.
  var size: Int
  /// How many of each direction are under way.
  var window: Int
  /// How many of each direction there are.
  var count: Int
}

private struct Carried {
  var messages: Double
  var perSecond: Double
  /// The relay's.
  var cpuSeconds: Double
}

private func carried(by kind: MeasuredBot.Kind, _ load: Load) async throws -> Carried {
  let relay = try await MeasuredRelay(kind)
  let crowd = try await relay.crowd(pairs: load.pairs)
  _ = try await crowd.talk(count: load.window, size: load.size, window: load.window)
  let before = try relay.usage()
  let talk = try await crowd.talk(count: load.count, size: load.size, window: load.window)
  let after = try relay.usage()
  guard talk.isExact else {
    throw HarnessError("the relay lost \(talk.sent - talk.received) of \(talk.sent) frames")
  }
  return Carried(
    messages: Double(talk.received), perSecond: Double(talk.received) / talk.seconds,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds)
}

/// Resident memory for each connection whose handshake is done and that is silent, in KiB.
private func memoryOfIdleConnections(
  at kind: MeasuredBot.Kind, pairs: Int
) async throws -> Double {
  let relay = try await MeasuredRelay(kind)
  let crowd = try await relay.crowd(pairs: 1)
  try await Task.sleep(for: MeasuredBot.startTime)
  let before = try relay.usage()
  for _ in 0..<(pairs / 25) { try await crowd.join(pairs: 25) }
  try await Task.sleep(for: .seconds(2))
  let after = try relay.usage()
  return Double(after.residentKiB - before.residentKiB) / Double(2 * pairs)
}

/// A relay alone in a network.
private struct MeasuredRelay {
  private let namespace: Namespace
  private let process: NamespaceProcess
  private let key: String

  private static let port = 33_446

  init(_ kind: MeasuredBot.Kind) async throws {
    namespace = try await Namespace()
    switch kind {
    case .postern, .posternKeepingNothing, .posternSealing:
      let server = try await PosternServer.start(in: namespace, relayPort: Self.port)
      (process, key) = (server.process, server.address.key)
    case .toxcore, .toxcoreEachMillisecond, .toxcoreWake:
      let node = try await BootstrapNode.start(
        in: namespace, port: 33_445, relayPort: Self.port)
      (process, key) = (node.process, node.address.key)
    }
  }

  func crowd(pairs: Int) async throws -> RelayCrowd {
    let crowd = try RelayCrowd(at: Self.port, key: key, in: namespace)
    try await crowd.join(pairs: pairs)
    return crowd
  }

  func usage() throws -> ProcessUsage {
    guard let usage = process.usage else { throw HarnessError("the relay has ended") }
    return usage
  }
}
