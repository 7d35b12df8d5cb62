import InteropSupport

/// What came out of a flood by all clients at once.
struct FloodOutcome {
  let results: [FloodResult]
  /// Clients for which the bot went offline meanwhile.
  let lost: Int
  /// What the bot used.
  let cpuSeconds: Double

  /// - Parameters:
  ///   - window: messages of each client that may be open at once.
  ///   - seconds: how long messages are sent; what is open then has as long again to come back.
  static func measure(
    _ crowd: ClientCrowd, _ bot: MeasuredBot, window: Int, seconds: Int, oneWay: Bool = false
  ) async throws -> FloodOutcome {
    var plan = Flood(count: manyMessages, lengths: 64...64, window: window)
    plan.sendingLimit = .seconds(seconds)
    plan.stallLimit = .seconds(max(seconds, 10))
    _ = crowd.takeLost()
    let before = try bot.usage()
    let results = try await crowd.flood(plan, oneWay: oneWay)
    let used = try bot.usage().cpuSeconds - before.cpuSeconds
    let outcome = FloodOutcome(results: results, lost: crowd.takeLost(), cpuSeconds: used)
    guard outcome.received > 0 else { throw HarnessError("no message came back") }
    return outcome
  }

  /// More than a client can send in the time that it is given.
  private static let manyMessages = 2_000_000

  var received: Int { results.reduce(0) { $0 + $1.received } }
  /// Not come back in the time that was given; what came twice, late or spoilt is as bad.
  var faulty: Int {
    results.reduce(0) { $0 + $1.missing + $1.duplicates + $1.reordered + $1.corrupt }
  }
  var seconds: Double { results.map(\.seconds).max() ?? 0 }
  var perSecond: Double { Double(received) / seconds }
  var cpuMicroseconds: Double { cpuSeconds * 1_000_000 / Double(received) }
  var cores: Double { cpuSeconds / seconds }

  /// Milliseconds, of the client that waited longest.
  func milliseconds(_ percentile: KeyPath<FloodResult, Int>) -> Double {
    Double(results.map { $0[keyPath: percentile] }.max() ?? 0) / 1_000
  }

  /// For figures that mean something only when all went well.
  func exact() throws -> FloodOutcome {
    guard faulty == 0 else {
      throw HarnessError("of \(received) messages, \(faulty) did not come back once and in order")
    }
    return self
  }
}
